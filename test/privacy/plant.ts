import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { csvLines, type Row } from "../../src/kernel/sample/csv.ts";
import { readCsv } from "../../src/kernel/sample/reading.ts";
import { openSample, type Company } from "../pipeline/company.ts";
import {
  type Canary,
  type CanaryKind,
  openMint,
  type Mint,
  structuredKinds,
} from "./canary-values.ts";
import { plantChats, plantInquiries } from "./plant-json.ts";
import { plantKnownPeople } from "./plant-people.ts";

/** The sample company with rows added that hold canaries in every field of every source. */
export type PlantedCompany = Company & {
  canaries: readonly Canary[];
  /** Every field of every source: `support/tickets.csv subject`. */
  fields: readonly string[];
};

/** Files that rows are added to; the text columns get every kind in every manner of speaking. */
const tables: readonly { path: string; key: string; texts?: readonly string[] }[] = [
  { path: "support/companies.csv", key: "company_id" },
  { path: "support/customers.csv", key: "customer_id" },
  { path: "support/agents.csv", key: "agent_id" },
  { path: "support/tickets.csv", key: "ticket_id", texts: ["subject", "description"] },
  { path: "support/ticket_interactions.csv", key: "interaction_id", texts: ["message"] },
  { path: "feedback/feedback.csv", key: "feedback_id", texts: ["text"] },
  { path: "sales/customers.csv", key: "customer_id" },
  { path: "sales/leads.csv", key: "lead_id" },
  { path: "sales/interactions.csv", key: "interaction_id" },
  { path: "sales/products.csv", key: "product_id" },
];

/**
 * Columns that become numbers. What is nothing but digits, with points or blanks at the thousands, is
 * a number there, and nobody can tell it from one: cards and addresses such as `142.223.130.103` are
 * not planted in them. docs/privacy.md says so as well.
 */
const numbers = new Set([
  "monthly_transaction_volume",
  "churn_risk_score",
  "avg_csat",
  "tickets_resolved",
  "resolution_time_hours",
  "first_response_time_minutes",
  "nps_score",
  "csat_score",
  "rating",
  "deal_value",
  "duration_minutes",
  "price",
]);

/** How people write a value into a text. */
const manners: readonly ((value: string) => string)[] = [
  (value) => `Please note ${value} and call back.`,
  (value) => `Mein Kontakt ist "${value}", danke!`,
  (value) => `Segue o dado: '${value}'`,
  (value) => `ver (${value}) en la ficha\nGracias`,
  (value) => `<${value}>`,
  (value) => `> forwarded: ${value}\n>> ok`,
  (value) => `{"contact": "${value}", "ok": true}`,
  (value) => value,
];

/** Plants thousands of canaries into a new sample company. */
export async function openPlanted(): Promise<PlantedCompany> {
  const company = await openSample();
  const mint = openMint("canaries");
  const fields: string[] = [];
  for (const table of tables) fields.push(...(await plantTable(mint, company.folder, table)));
  fields.push(...(await plantChats(mint, company.folder)));
  fields.push(...(await plantInquiries(mint, company.folder)));
  await plantKnownPeople(mint, company.folder);
  await plantTickets(mint, company.folder);
  return { ...company, canaries: mint.made, fields };
}

/** Adds a copy of a row for every column and kind, with a value of the kind in the column. */
async function plantTable(
  mint: Mint,
  folder: string,
  { path, key, texts = [] }: (typeof tables)[number],
): Promise<string[]> {
  const rows: Row[] = readCsv(await readFile(join(folder, path), "utf8"));
  const originals = [...rows];
  const columns = Object.keys(originals[0] ?? {});
  // A column that nothing reads, with a header that is somebody's address.
  const stray = `contact of ${mint.canary("email", `${path} header`).text}`;
  for (const column of [...columns, stray]) {
    const field = `${path} ${column === stray ? "unmapped column" : column}`;
    const isText = texts.includes(column);
    for (const kind of kindsFor(column)) {
      for (const manner of isText ? manners : [(value: string) => value]) {
        const base = originals[rows.length % originals.length]!; // a sample table has rows
        const { text } = mint.canary(kind, field);
        rows.push({ ...base, [key]: `${base[key]}-${rows.length}`, [column]: manner(text) });
      }
    }
  }
  await writeRows(folder, path, [...columns, stray], rows);
  return [...columns, "unmapped column", "header"].map((column) => `${path} ${column}`);
}

function kindsFor(column: string): readonly CanaryKind[] {
  return numbers.has(column)
    ? structuredKinds.filter((kind) => kind !== "card" && kind !== "ipv4")
    : structuredKinds;
}

async function writeRows(
  folder: string,
  path: string,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  await writeFile(join(folder, path), [...csvLines({ path, columns, rows })].join(""));
}

/** What only tickets are tried with: rows that go no further, cut values, and the file's own name. */
async function plantTickets(mint: Mint, folder: string): Promise<void> {
  const path = "support/tickets.csv";
  const text = await readFile(join(folder, path), "utf8");
  const rows: Row[] = readCsv(text);
  const columns = Object.keys(rows[0] ?? {});
  const originals = rows.slice(0, 40);
  const value = (kind: CanaryKind, what: string): string =>
    mint.canary(kind, `${path} ${what}`).text;
  for (const [i, row] of originals.entries()) {
    const id = `${row["ticket_id"]}-cut-${i}`;
    const description = `Older words of ${value("email", "superseded row")}.`;
    rows.push({ ...row, ticket_id: id, description });
    rows.push({ ...row, ticket_id: id, description: `Newer of ${value("phone", "later row")}.` });
    const failing = i % 2 === 0 ? { resolution_time_hours: "-5" } : { company_id: "CMP-none" };
    const reason = `Set aside with ${value("iban", "row set aside")}, ${value("cpf", "row set aside")}`;
    rows.push({ ...row, ...failing, ticket_id: `${id}-q`, description: reason, tags: reason });
    rows.push({ ...row, ...cutInTwo(mint, path, i), ticket_id: `${id}-s` });
  }
  await writeRows(folder, path, columns, rows);
  const broken = Array.from({ length: 20 }, () =>
    [`TKT-broken,"${value("email", "broken line")}`, `x,${value("card", "broken line")}\n`].join(
      "",
    ),
  );
  const file = `support/tickets of ${value("email", "file name")}.csv`;
  await rename(join(folder, path), join(folder, file));
  await writeFile(join(folder, file), broken.join(""), { flag: "a" });
  const settings = (await readFile(join(folder, "earshot.yaml"), "utf8")).replace(
    path,
    "support/tickets*.csv",
  );
  await writeFile(join(folder, "earshot.yaml"), settings);
}

/** A value that begins in the subject and ends in the description: forms cut texts like that. */
function cutInTwo(mint: Mint, path: string, i: number): { subject: string; description: string } {
  const kind = i % 2 === 0 ? "card" : "email";
  // Four digits alone, and a domain, are nobody's: the first part is what may not stay.
  const { text } = mint.canary(kind, `${path} subject and description`, 12);
  const at = kind === "card" ? text.lastIndexOf(" ") : text.indexOf("@") + 1;
  const [first, second] = [text.slice(0, at).trimEnd(), text.slice(at).trimStart()];
  return { subject: `re: ${first}`, description: `${second} it was` };
}
