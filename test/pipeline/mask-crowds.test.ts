import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { seededRandom } from "../../src/core/base/random.ts";
import { quoteText } from "../../src/core/base/sql-text.ts";
import type { Entity } from "../../src/core/domain/entity.ts";
import message from "../../src/core/domain/entities/message.ts";
import ticket from "../../src/core/domain/entities/ticket.ts";
import { loadStage } from "../../src/flow/enrich/stages.ts";
import { knownIn, knownJson, knownSelects, type Known } from "../../src/flow/mask/known-people.ts";
import { maskInput, textColumns } from "../../src/flow/mask/mask-select.ts";
import { lakeIn } from "../../src/flow/pipeline/lake.ts";
import { openLocalExecutor } from "../../src/flow/pipeline/local-executor.ts";
import { createDetector, type DetectorOptions } from "../../src/kernel/privacy/detector.ts";
import { createMasker } from "../../src/kernel/privacy/masker.ts";
import type { Json } from "../../src/storage/delta-log/json.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { crowdCompany, type CrowdCompany, type TextRow } from "./crowd-company.ts";

const mostColleagues = 5;
const stageFolder = resolve(import.meta.dirname, "../../src/flow/mask/stages");
const selects = knownSelects(mostColleagues);
const relations = { contacts: "k_contacts", colleagues: "k_colleagues", accounts: "k_accounts" };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

type Masked = {
  /** Masked texts of the rows, by system and key. */
  rows: Map<string, string>;
  /** Who is known, by what it is told by, system and id. */
  known: Map<string, Known>;
  /** Crowds of the account that has most conversations. */
  crowdCount: number;
};

/** Masks an entity's texts as a run does. */
async function maskedByStage(
  company: CrowdCompany,
  entity: Entity,
  { workers, detector }: { workers: number; detector: DetectorOptions },
): Promise<Masked> {
  await using executor = await openLocalExecutor({
    lake: lakeIn(folder),
    clock: systemClock,
    workers,
    memoryLimit: "2GB",
    rowsPerFile: 1_000_000,
    macros: "CREATE SCHEMA known; CREATE SCHEMA silver;",
  });
  for (const [name, rows] of Object.entries(company)) {
    const schema = name === "contacts" || name === "accounts" ? "known" : "silver";
    await executor.define(`CREATE TABLE ${schema}.${name} AS ${await tableOf(name, rows)}`);
  }
  await using session = await executor.session();
  const known: Masked["known"] = new Map();
  for (const what of ["contacts", "colleagues", "accounts"] as const) {
    await session.keep(relations[what], selects[what]);
    const id = what === "contacts" ? "contact_id" : "account_id";
    const json = knownJson("people", what === "accounts" ? "organisations" : "NULL");
    const select = `SELECT concat_ws(' ', '${what}', system, ${id}) AS key, ${json} AS known FROM ${relations[what]}`;
    for (const row of await session.rows(select))
      known.set(textOf(row["key"]), knownIn(textOf(row["known"])));
  }
  const rows = `(SELECT *, {'source': 'desk'} AS _origin FROM silver.${entity.table})`;
  const hints = "SELECT 'desk' AS source, 'BR' AS country, 'pt' AS language";
  const input = maskInput(entity, rows, { known: relations, hints });
  const stage = await loadStage(stageFolder, "mask-text");
  const parameters = { detector, team: [] };
  await session.keepStage("masked", { stage, folder: stageFolder, parameters }, input);
  const masked = await session.rows(
    "SELECT concat_ws(' ', system, row_id) AS key, text_1, text_2 FROM masked",
  );
  const [crowds] = await session.rows(
    `SELECT count(DISTINCT crowd) AS crowd_count FROM (${input}) WHERE account_id = 'A0' AND known IS NOT NULL`,
  );
  return {
    rows: new Map(masked.map((row) => [textOf(row["key"]), shown(row["text_1"], row["text_2"])])),
    known,
    crowdCount: Number(crowds?.["crowd_count"]),
  };
}

/** Texts of a row as they are compared; no text here is empty. */
const shown = (...texts: (Json | undefined)[]): string => texts.map(textOf).join(" | ");

/** SELECT of rows from a file, typed by their names. */
async function tableOf(name: string, rows: readonly TextRow[]): Promise<string> {
  const path = join(folder, `${name}.ndjson`);
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join("\n"));
  const types: Readonly<Record<string, string>> = { birth_date: "DATE", sent_at: "TIMESTAMPTZ" };
  const columns = Object.keys(rows[0]!).map(
    (column) => `${column}: '${types[column] ?? "VARCHAR"}'`,
  );
  return `SELECT * FROM read_json(${quoteText(path)}, format = 'newline_delimited', columns = {${columns.join(", ")}})`;
}

type Said = { key: string; group: string; at: string; texts: (string | null)[]; ids: Ids };
type Ids = { system: string | null; contact: string | null; account: string | null };

/** The texts of an entity with their conversations and whom their records name. */
function saidIn(company: CrowdCompany, entity: Entity): Said[] {
  const rows = entity === message ? company.messages : company.tickets;
  const talks = byKey(company.conversations, "conversation_id");
  const tickets = byKey(company.tickets, "ticket_id");
  return rows.flatMap((row) => {
    const texts = textColumns(entity).map((name) => row[name] ?? null);
    if (texts.every((text) => text === null)) return [];
    const { system = null } = row;
    const key = row[entity.key] ?? "";
    const talk = talks.get(`${system} ${row["conversation_id"]}`);
    const about = tickets.get(`${system} ${row["ticket_id"] ?? talk?.["ticket_id"]}`);
    const idOf = (id: string): string | null => talk?.[id] ?? about?.[id] ?? null;
    const ids = { system, contact: idOf("contact_id"), account: idOf("account_id") };
    const group = `${system} ${row["conversation_id"] ?? key}`;
    return [{ key: `${system} ${key}`, group, at: row["sent_at"] ?? "", texts, ids }];
  });
}

function byKey(rows: readonly TextRow[], key: string): Map<string, TextRow> {
  return new Map(rows.map((row) => [`${row["system"]} ${row[key]}`, row]));
}

/** The same by itself: each conversation with the people of its records, one after the other. */
function maskedOneByOne(
  company: CrowdCompany,
  entity: Entity,
  { known, detector }: Pick<Masked, "known"> & { detector: DetectorOptions },
): Masked["rows"] {
  const masker = createMasker(createDetector(detector));
  const rows: Masked["rows"] = new Map();
  const conversations = Map.groupBy(saidIn(company, entity), ({ group }) => group);
  for (const unordered of conversations.values()) {
    const said = unordered.toSorted((a, b) => (`${a.at} ${a.key}` < `${b.at} ${b.key}` ? -1 : 1));
    const records = new Map(said.map(({ ids }) => [JSON.stringify(ids), ids]));
    const all = [...records.values()].flatMap(({ system, contact, account }) =>
      [
        `contacts ${system} ${contact}`,
        `colleagues ${system} ${account}`,
        `accounts ${system} ${account}`,
      ].flatMap((key) => known.get(key) ?? []),
    );
    const texts = said.flatMap((one) => one.texts);
    const people = all.flatMap((one) => one.people);
    const organisations = all.flatMap((one) => one.organisations);
    const hints = { known: people, organisations, country: "BR", language: "pt" };
    const masked = masker.maskTogether(texts, hints, { joined: entity === ticket });
    for (const { key, texts: own } of said)
      rows.set(key, shown(...masked.splice(0, own.length), ...(own.length > 1 ? [] : [null])));
  }
  return rows;
}

describe("the stage that masks texts", () => {
  it.each([
    { entity: message, conversations: 900, detector: {}, workers: [1] },
    { entity: ticket, conversations: 1, detector: {}, workers: [1] },
    // Enough for worker threads.
    {
      entity: message,
      conversations: 10_500,
      detector: { people: false, addresses: false },
      workers: [1, 3],
    },
  ])(
    "masks each $entity.name of $conversations conversations as if it were alone",
    { timeout: 120_000 },
    async ({ entity, conversations, detector, workers: counts }) => {
      const company = crowdCompany(seededRandom(conversations), conversations);
      for (const workers of counts) {
        const { rows, known, crowdCount } = await maskedByStage(company, entity, {
          workers,
          detector,
        });
        const plain = maskedOneByOne(company, entity, { known, detector });
        expect(rows.size).toBe(plain.size);
        const others = [...plain].filter(([key, texts]) => rows.get(key) !== texts);
        expect(others.map(([key, texts]) => [key, texts, rows.get(key)])).toEqual([]);
        const hidden = [...rows.values()].filter((texts) => texts.includes("[PERSON_"));
        expect(hidden.length / rows.size).toBeGreaterThan(0.1);
        expect(crowdCount).toBeGreaterThan(conversations / 1_000);
      }
    },
  );
});
