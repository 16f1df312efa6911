import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

import { systemClock } from "../src/core/base/clock.ts";
import { quoteText } from "../src/core/base/sql-text.ts";
import message from "../src/core/domain/entities/message.ts";
import { loadStage } from "../src/flow/enrich/stages.ts";
import { knownSelects } from "../src/flow/mask/known-people.ts";
import { maskInput } from "../src/flow/mask/mask-select.ts";
import { lakeIn } from "../src/flow/pipeline/lake.ts";
import { openLocalExecutor } from "../src/flow/pipeline/local-executor.ts";
import { speedRows } from "./mask-rows.ts";

/**
 * What it costs to mask 20,000 conversations of five messages where the record knows 200 people, or
 * three: accounts with many contacts may not be dear.
 */
const conversationCount = 20_000;
const textCount = 20_000;
const companies = {
  "200 contacts each": { accounts: 100, contacts: 200 },
  "3 contacts each": { accounts: 6_667, contacts: 3 },
} as const;

test("the stage with people of the record", { timeout: 600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
  try {
    const lines = speedRows("sparse", textCount).map(({ text }) => JSON.stringify({ text }));
    await writeFile(join(folder, "texts.ndjson"), lines.join("\n"));
    const best = new Map<string, number>();
    for (let round = 0; round < 3; round++) {
      for (const [name, company] of Object.entries(companies)) {
        const seconds = await stageSeconds(folder, company);
        best.set(name, Math.min(seconds, best.get(name) ?? seconds));
      }
    }
    for (const [name, seconds] of best) console.log(`${name}: ${seconds.toFixed(1)} CPU s`);
    const [many = 0, few = 0] = best.values();
    expect(many / few, "about 1 when written; 5 with the people in each row").toBeLessThan(1.5);
  } finally {
    await rm(folder, { recursive: true });
  }
});

type Company = { accounts: number; contacts: number };

/** CPU seconds of this process, its threads and the engine, for the way to the stage and back. */
async function stageSeconds(folder: string, company: Company): Promise<number> {
  const stageFolder = resolve(import.meta.dirname, "../src/flow/mask/stages");
  const parameters = { detector: {}, team: [] };
  const call = {
    stage: await loadStage(stageFolder, "mask-text"),
    folder: stageFolder,
    parameters,
  };
  await using executor = await openLocalExecutor({
    lake: lakeIn(folder),
    clock: systemClock,
    workers: 2,
    memoryLimit: "4GB",
    rowsPerFile: 1_000_000,
    macros: companySql(company),
  });
  await using session = await executor.session();
  const path = quoteText(join(folder, "texts.ndjson"));
  await session.keep(
    "texts",
    `SELECT row_number() OVER () - 1 AS i, text FROM read_json(${path}, columns = {text: 'VARCHAR'})`,
  );
  await session.keep(
    "messages",
    `SELECT 's' AS system, 'M' || r.i AS message_id, 'C' || r.i // 5 AS conversation_id,
       CAST(NULL AS VARCHAR) AS ticket_id, TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_minutes(r.i) AS sent_at,
       t.text AS body, {'source': 'desk'} AS _origin
     FROM range(${5 * conversationCount}) AS r(i) JOIN texts AS t ON t.i = r.i * 7919 % ${textCount}`,
  );
  const before = process.cpuUsage();
  const selects = knownSelects(200);
  const known = { contacts: "k_contacts", colleagues: "k_colleagues", accounts: "k_accounts" };
  await session.keep(known.contacts, selects.contacts);
  await session.keep(known.colleagues, selects.colleagues);
  await session.keep(known.accounts, selects.accounts);
  const hints = "SELECT 'desk' AS source, 'BR' AS country, 'pt' AS language";
  await session.keepStage("masked", call, maskInput(message, "messages", { known, hints }));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Statements that make the tables of a company's accounts, people and conversations. */
function companySql({ accounts, contacts }: Company): string {
  const first = "['Oriel', 'Zelma', 'Ivo', 'Bettina', 'Thekla', 'Wanda', 'Ramona', 'Egon']";
  const last = "['Quintanar', 'Brandvold', 'Castellan', 'Ekdahl', 'Kvist', 'Zumwalt', 'Abendroth']";
  return `
    CREATE SCHEMA known; CREATE SCHEMA silver;
    CREATE TABLE known.contacts AS
    SELECT 's' AS system, 'P' || i AS contact_id, 'A' || i // ${contacts} AS account_id,
      ${first}[1 + i % 8] || ' ' || ${last}[1 + i * 13 % 7] || ' ' || ${last}[1 + i // 56 % 7] AS full_name,
      'user' || i || '@example.com' AS email, '+55 11 9' || lpad((i * 7919 % 100000000)::VARCHAR, 8, '0') AS phone,
      lpad((i * 104729)::VARCHAR, 11, '0') AS national_id, DATE '1960-01-01' + (i % 15000)::INT AS birth_date
    FROM range(${accounts * contacts}) AS r(i);
    CREATE TABLE known.accounts AS
    SELECT 's' AS system, 'A' || i AS account_id, 'Company ' || i AS name, lpad(i::VARCHAR, 14, '7') AS tax_id
    FROM range(${accounts}) AS r(i);
    CREATE TABLE silver.conversations AS
    SELECT 's' AS system, 'C' || i AS conversation_id, CAST(NULL AS VARCHAR) AS ticket_id, 'A' || i % ${accounts} AS account_id,
      'P' || (i % ${accounts}) * ${contacts} + i // ${accounts} % ${contacts} AS contact_id
    FROM range(${conversationCount}) AS r(i);
    CREATE TABLE silver.tickets AS
    SELECT system, ticket_id, account_id, contact_id FROM silver.conversations WHERE false;`;
}
