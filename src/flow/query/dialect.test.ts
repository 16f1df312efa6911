import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import { parseSelects } from "../../storage/duckdb/parse.ts";
import { rewriteDialect } from "./dialect.ts";
import { QueryError } from "./query-errors.ts";

let folder: string;
let database: Database;
let connection: Connection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-dialect-"));
  database = await openDatabase({ threads: 1, memoryLimit: "300MB", tempFolder: folder });
  connection = await database.connect();
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** A query rewritten; undefined for one with a text that never ends. */
function ended(sql: string): string | undefined {
  try {
    return rewriteDialect(sql);
  } catch (error) {
    if (error instanceof QueryError && error.message.includes("never ends")) return undefined;
    throw error;
  }
}

describe("rewriteDialect", () => {
  it.each(["t VERSION AS OF -1", "t FOR VERSION AS OF '3'", "g.t version as of (1 + 2)"])(
    "says what a version is that finds %j",
    (from) => {
      expect(() => rewriteDialect(`SELECT * FROM ${from}`)).toThrow(
        "VERSION AS OF takes the number of a version",
      );
    },
  );

  it.each([
    ["SELECT 1 -- done", "SELECT 1"],
    [" SELECT 1 ;; /* ; */ ", "SELECT 1"],
    ["SELECT 1; SELECT 2;", "SELECT 1; SELECT 2"],
    ["-- nothing", ""],
    ["SELECT `a b` FROM `x``y`", 'SELECT "a b" FROM "x`y"'],
    ['SELECT `say "x"`', 'SELECT "say ""x"""'],
    ["FROM t@v3", 'FROM "t@3"'],
    ["FROM gold.t  version AS of 12 x", 'FROM gold."t@12" x'],
    ["FROM `gold`.`t u`@v3", 'FROM "gold"."t u@3"'],
    ['FROM "gold"."t" VERSION AS OF 3', 'FROM "gold"."t@3"'],
    ["FROM tä@v1", 'FROM "tä@1"'],
    ["FROM t FOR VERSION AS OF 3", 'FROM "t@3"'],
    ["FROM t TIMESTAMP AS OF '2026-01-31' x", `FROM "t@('2026-01-31')" x`],
    [
      "FROM g.t for timestamp as of current_date() - INTERVAL 1 DAY AS x",
      'FROM g."t@(current_date() - INTERVAL 1 DAY)" AS x',
    ],
    ["FROM t TIMESTAMP AS OF f(')', \"(\") + 1, u", `FROM "t@(f(')', ""("") + 1)", u`],
    ["FROM t@20260131180000123", `FROM "t@('2026-01-31 18:00:00.123')"`],
    ["FROM t TIMESTAMP AS OF x", 'FROM "t@()"x'],
    ["SELECT 't@v3', \"t@v3\" -- t@v3", "SELECT 't@v3', \"t@v3\""],
    [String.raw`'a\nb\t\\\'c\"'`, `'a\nb\t\\''c"'`],
    [String.raw`'\d+\.'`, String.raw`'\d+\.'`],
    [String.raw`E'a\n\'b'`, String.raw`E'a\n\'b'`],
    ["$$it's `x`$$ , `y`", '$$it\'s `x`$$ , "y"'],
    ["$q$ ' $$ ` $q$", "$q$ ' $$ ` $q$"],
    ["SELECT a$$b, `c`", 'SELECT a$$b, "c"'],
    ["/* a /* ` */ ' */ SELECT `x`", '/* a /* ` */ \' */ SELECT "x"'],
    ["SELECT 1 -- `\r, `x`", 'SELECT 1 -- `\r, "x"'],
    ["/* open `x`", ""],
  ])("turns %j into %j", (sql, plain) => {
    expect(rewriteDialect(sql)).toBe(plain);
  });

  it.each([
    ["f(x, ARRAY('a', 'b'))", "f(x, list_value('a', 'b'))"],
    ["array ( 1 )", "list_value ( 1 )"],
    ["ARRAY['a']", "ARRAY['a']"],
    ["ARRAY(SELECT 1)", "ARRAY(SELECT 1)"],
    ["ARRAY( from t)", "ARRAY( from t)"],
    ["ARRAY((SELECT 1))", "ARRAY((SELECT 1))"],
    ["array_agg(x)", "array_agg(x)"],
    ["'ARRAY(1)'", "'ARRAY(1)'"],
  ])("writes the list %j as %j", (sql, plain) => {
    expect(rewriteDialect(`SELECT ${sql}`)).toBe(`SELECT ${plain}`);
  });

  it("leaves SQL as it is where it has none of these spellings", () => {
    const pieces = [
      "'a''b'",
      '"a""b"',
      "--c\n",
      "/*d*/",
      "$$e$$",
      "E'f'",
      " ",
      "g",
      "1",
      "x@",
      "(",
    ];
    const sqls = fc.array(fc.constantFrom(...pieces)).map((parts) => `SELECT ${parts.join("")} 1`);
    fc.assert(
      fc.property(sqls, (sql) => {
        expect(rewriteDialect(sql)).toBe(sql);
      }),
    );
  });

  it.each(["SELECT 'open `x`; ", "SELECT 'a\\';", "t TIMESTAMP AS OF 'x"])(
    "says that a text never ends in %j",
    (sql) => {
      expect(() => rewriteDialect(sql)).toThrow("never ends");
    },
  );

  it("changes nothing the second time, unless an escape gave a backslash", () => {
    const pieces = [
      "'a\\nb'",
      "`c`",
      "t@v3",
      " ",
      "--d\n",
      "/*",
      "*/",
      "'",
      '"',
      "$$",
      ";",
      "e",
      "$",
    ];
    const sqls = fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(""));
    fc.assert(
      fc.property(sqls, (sql) => {
        const once = ended(sql);
        fc.pre(once !== undefined);
        expect(rewriteDialect(once)).toBe(once);
      }),
    );
  });

  it("gives the engine the text that was meant", async () => {
    const letters = fc.constantFrom(
      "'",
      "\\",
      "n",
      "\n",
      "\t",
      '"',
      "`",
      "@v1",
      "--",
      "/*",
      "é",
      "$$",
      ";",
    );
    const texts = fc.array(letters, { maxLength: 12 }).map((parts) => parts.join(""));
    const spelled = (text: string): string =>
      `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
    await fc.assert(
      fc.asyncProperty(texts, texts, async (first, second) => {
        const sql = rewriteDialect(
          `SELECT ${spelled(first)} AS \`a\`, ${spelled(second)} AS b; --`,
        );
        expect(await connection.rows(sql)).toEqual([{ a: first, b: second }]);
      }),
      { numRuns: 100 },
    );
  });

  it("ends where the engine's own reading ends: what is parsed is what is run", async () => {
    const pieces = [
      "'",
      "\\",
      "\\'",
      "''",
      '"',
      "`",
      "--",
      "\n",
      "/*",
      "*/",
      ";",
      "e'",
      "$$",
      " 1 ",
      ",",
    ];
    const sqls = fc.array(fc.constantFrom(...pieces), { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(sqls, async (parts) => {
        const sql = ended(`SELECT ${parts.join("")}`);
        fc.pre(sql !== undefined);
        const parsed = await parseSelects(connection, sql).catch(() => undefined);
        // One statement to the parser is one statement to the engine, also inside of parentheses.
        if (parsed?.length !== 1) return;
        const inner = await parseSelects(connection, `SELECT * FROM (${sql}\n)`);
        expect(inner).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it("takes time in proportion to hostile texts", () => {
    const started = performance.now();
    for (const piece of ["'a''b", "/*", "$a", "$$b$", "`a", '"a ', "a version as of ", "a.", "\\'"])
      ended(piece.repeat(Math.ceil(50_000 / piece.length)));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
