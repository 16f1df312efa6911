import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import { parseSelects, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import { columnLineage, type ColumnLineage, type LineageInput } from "./column-lineage.ts";
import { macroCaller, macroTexts } from "./lineage-macros.ts";

/** For the tests only: tables to trace to. */
const tables: Readonly<Record<string, readonly string[]>> = {
  "s.t": ["k", "a", "b", "n", "list", "place"],
  "s.u": ["k", "c", "d"],
  "x.t": ["k", "a"],
};

/** Macros to trace through. */
export const macros = `
-- a; comment
CREATE OR REPLACE MACRO passed(x) AS x;
CREATE OR REPLACE MACRO cleaned(x, mark) AS trim(x, ';') || mark; -- ' another
CREATE OR REPLACE MACRO twice(x) AS cleaned(x, passed(x));
CREATE OR REPLACE MACRO how_many(x, y) AS count(x) FILTER (WHERE y > 0);
CREATE OR REPLACE MACRO sorted(x, y) AS string_agg(x ORDER BY y);
CREATE OR REPLACE MACRO hidden() AS (SELECT max(c) FROM s.u);
CREATE OR REPLACE MACRO looped(x) AS looped(x) + 1;
`;

/** What traces SELECTs over the tables and macros of these tests. */
export type LineageCases = AsyncDisposable & {
  parse(sql: string): Promise<SyntaxNode>;
  lineage(sql: string): Promise<ColumnLineage>;
  /**
   * A lineage in short: `a =t.a` unchanged, `~` computed, `#` counted; behind the columns, `?` marks
   * those that decide about rows. Tables of the schema `s` stand without it.
   */
  traced(sql: string): Promise<string>;
  input: LineageInput;
  /** The engine, with none of the tables. */
  connection: Connection;
};

/** Opens an engine that parses, and nothing else. */
export async function openLineageCases(): Promise<LineageCases> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-lineage-"));
  const database = await openDatabase({ threads: 1, memoryLimit: "200MB", tempFolder: folder });
  const connection = await database.connect();
  const texts = macroTexts(macros);
  const trees = await parseSelects(connection, texts.map(({ body }) => `SELECT ${body}`).join(";"));
  const callMacro = macroCaller(texts.map((text, place) => ({ ...text, tree: trees[place]! })));
  const input: LineageInput = { tables: (id) => tables[id], callMacro };
  const parse = async (sql: string): Promise<SyntaxNode> => {
    const [tree] = await parseSelects(connection, sql);
    return tree!; // one statement each
  };
  const lineage = async (sql: string): Promise<ColumnLineage> =>
    columnLineage(await parse(sql), input);
  return {
    parse,
    lineage,
    traced: async (sql) => inShort(await lineage(sql)),
    input,
    connection,
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const marks = { same: "=", value: "~", counted: "#" } as const;

function inShort({ columns, filters }: ColumnLineage): string {
  const parts = [...columns].map(([name, flow]) =>
    [name, ...[...flow].map(([column, kind]) => marks[kind] + column).toSorted()].join(" "),
  );
  const deciding = [...filters].toSorted().map((column) => `?${column}`);
  return [parts.join(", "), ...deciding].join(" ").replaceAll("s.", "");
}
