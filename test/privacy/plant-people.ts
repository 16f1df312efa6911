import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { csvLines, type Row } from "../../src/kernel/sample/csv.ts";
import { readCsv } from "../../src/kernel/sample/reading.ts";
import type { Mint } from "./canary-values.ts";

/** Somebody whose row says who they are, so that texts about them can be masked. */
type Person = { id: string; name: string; email: string; phone?: string };

type Role = "contact" | "agent";

const companyId = "CMP-0001"; // all at one company, so that colleagues may be meant
const personsPerPlace = 12;
const chatsPath = "sample_chats.json";

/** How people come up in texts; none says that what follows is a name. */
const mentions: readonly ((person: Person) => string)[] = [
  ({ name }) => `Falei com ${name} ontem e nada mudou.`,
  ({ name }) => `ASK ${name.toUpperCase()} ABOUT IT`,
  ({ name }) => `${name.split(" ")[0]}, tudo bem? Ainda espero.`,
  ({ name }) => `It was ${name}'s idea, not mine.`,
  ({ email }) => `pode escrever para ${email.toUpperCase()} sim`,
  ({ name, phone = name }) => `ou ${phone}, depois das 18`,
];

/** Where texts about people stand; `tickets` without a column is said in the ticket's dialogue. */
const places: readonly { path: string; column: string; key: string; roles: readonly Role[] }[] = [
  {
    path: "support/tickets.csv",
    column: "subject",
    key: "ticket_id",
    roles: ["contact", "agent"],
  },
  {
    path: "support/tickets.csv",
    column: "description",
    key: "ticket_id",
    roles: ["contact", "agent"],
  },
  {
    path: "support/ticket_interactions.csv",
    column: "message",
    key: "interaction_id",
    roles: ["contact", "agent"],
  },
  { path: "feedback/feedback.csv", column: "text", key: "feedback_id", roles: ["contact"] },
  { path: chatsPath, column: "turns", key: "chat_id", roles: ["contact"] },
];

/** Adds contacts and agents, and texts of their own company's records that mention them. */
export async function plantKnownPeople(mint: Mint, folder: string): Promise<void> {
  const added = new Map<string, Row[]>();
  const add = (path: string, row: Row): void => {
    added.set(path, [...(added.get(path) ?? []), row]);
  };
  let count = 0;
  for (const { path, column, key, roles } of places) {
    for (let i = 0; i < personsPerPlace * roles.length; i++) {
      const role = roles[i % roles.length]!; // in range
      const person = newPerson(mint, role, `${path} ${column}`, (count += 1));
      const said = mentions[Math.floor(i / roles.length) % mentions.length]!(person); // in range
      const whose = role === "agent" ? { agent_id: person.id } : { customer_id: person.id };
      addPerson(add, role, person);
      if (path.endsWith("interactions.csv")) {
        add("support/tickets.csv", { ...whose, company_id: companyId, ticket_id: `TKT-K${count}` });
        add(path, { [key]: `K${count}`, ticket_id: `TKT-K${count}`, [column]: said });
      } else {
        add(path, { ...whose, company_id: companyId, [key]: `K${count}`, [column]: said });
      }
    }
  }
  for (const [path, rows] of added) {
    await (path === chatsPath ? addChats(folder, rows) : addRows(folder, path, rows));
  }
}

function newPerson(mint: Mint, role: Role, place: string, number: number): Person {
  const value = (kind: "name" | "email" | "national phone"): string =>
    mint.canary(kind, `${role} known from ${place}`).text;
  const names = { name: value("name"), email: value("email") };
  if (role === "agent") return { id: `AGT-K${number}`, ...names };
  return { id: `CUS-K${number}`, ...names, phone: value("national phone") };
}

function addPerson(add: (path: string, row: Row) => void, role: Role, person: Person): void {
  const { id, name, email, phone = "" } = person;
  if (role === "agent") return add("support/agents.csv", { agent_id: id, agent_name: name, email });
  const names = { customer_id: id, company_id: companyId, customer_name: name };
  add("support/customers.csv", { ...names, email, phone: `+55 ${phone}` });
}

/** Adds rows to a file; columns that they lack are those of its first row. */
async function addRows(folder: string, path: string, added: readonly Row[]): Promise<void> {
  const rows: Row[] = readCsv(await readFile(join(folder, path), "utf8"));
  const [first = {}] = rows;
  const all = [...rows, ...added.map((row) => ({ ...first, ...row }))];
  const lines = csvLines({ path, columns: Object.keys(first), rows: all });
  await writeFile(join(folder, path), [...lines].join(""));
}

async function addChats(folder: string, added: readonly Row[]): Promise<void> {
  const path = join(folder, chatsPath);
  const chats = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>[]; // our own
  for (const { turns: text, ...row } of added) {
    const turn = { speaker: "agent", name: "Bot", text, at: "2026-01-05T10:00:00Z" };
    chats.push({ ...chats[0], ...row, turns: [turn] });
  }
  await writeFile(path, JSON.stringify(chats, undefined, 1));
}
