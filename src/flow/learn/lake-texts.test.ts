import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import { distinctTexts } from "./lake-texts.ts";

let tempFolder: string;
let database: Database;
let connection: Connection;
beforeAll(async () => {
  tempFolder = await mkdtemp(join(tmpdir(), "earshot-lake-texts-"));
  database = await openDatabase({ threads: 1, memoryLimit: "500MB", tempFolder });
  connection = await database.connect();
  await connection.run(`
    CREATE SCHEMA silver; CREATE MACRO text_hash(x) AS sha256(x);
    CREATE TABLE silver.messages AS SELECT * FROM (VALUES
      ('Where is it?', 'CONTACT'), ('Where is it?', NULL), ('On its way', 'AGENT'),
      ('[EMAIL_1]', 'CONTACT'), ('[CASE_NO_2] 4711!', 'CONTACT'), ('  ', 'CONTACT'),
      ('[EMAIL_1] bounced', 'CONTACT'), ('é', 'CONTACT')) AS t(body, author_type)`);
});
afterAll(async () => {
  await database.close();
  await rm(tempFolder, { recursive: true, force: true });
});

describe("distinctTexts", () => {
  it("gives each text of customers once that has a letter beside placeholders", async () => {
    const limits = { charactersMost: 100, rowsMost: 100 };
    const rows = await connection.rows(distinctTexts(["silver.messages"], limits));
    expect(rows.map(({ text }) => textOf(text)).toSorted()).toEqual([
      "Where is it?",
      "[EMAIL_1] bounced",
      "é",
    ]);
  });
});
