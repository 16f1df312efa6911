import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { QueryError } from "./query-errors.ts";
import { parseStatements, type Statement } from "./statements.ts";

const read = (sql: string): Statement[] | undefined => parseStatements(sql, 10_000);

function optimize(
  table: string,
  rest: Partial<Extract<Statement, { kind: "optimize" }>>,
): Statement {
  return {
    kind: "optimize",
    table: { schema: "", table },
    where: undefined,
    zOrderBy: [],
    ...rest,
  };
}

/** The statements; undefined also where it says what is wrong with them. */
function readOrRefuse(sql: string): Statement[] | undefined {
  try {
    return read(sql);
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

describe("parseStatements", () => {
  it.each<[string, Statement[]]>([
    ["OPTIMIZE tickets", [optimize("tickets", {})]],
    [
      "optimize Tickets zorder by (Region, `Date`)",
      [optimize("Tickets", { zOrderBy: ["Region", "Date"] })],
    ],
    ["OPTIMIZE t ZORDER BY a, b;", [optimize("t", { zOrderBy: ["a", "b"] })]],
    [
      "-- nightly\nOPTIMIZE gold.t; /* ; OPTIMIZE x */ OPTIMIZE `a;b` ;; ",
      [optimize("t", { table: { schema: "gold", table: "t" } }), optimize("a;b", {})],
    ],
    [
      "OPTIMIZE t WHERE month >= '2026;01' AND zone = 'ZORDER BY' ZORDER BY (a)",
      [optimize("t", { where: "month >= '2026;01' AND zone = 'ZORDER BY'", zOrderBy: ["a"] })],
    ],
    ["OPTIMIZE t WHERE m = 1 -- x", [optimize("t", { where: "m = 1" })]],
    [
      "OPTIMIZE delta.`/lake/gold/t`",
      [optimize("", { table: { schema: "delta", table: "/lake/gold/t" } })],
    ],
    [
      "OPTIMIZE '/lake/gold/t'",
      [optimize("", { table: { schema: "delta", table: "/lake/gold/t" } })],
    ],
    ["OPTIMIZE\u{a0}t\u{2003}ZORDER\nBY(a)", [optimize("t", { zOrderBy: ["a"] })]],
    [
      "VACUUM t",
      [
        {
          kind: "vacuum",
          table: { schema: "", table: "t" },
          retentionHours: undefined,
          dryRun: false,
        },
      ],
    ],
    [
      "vacuum t retain 0.5 hours dry run",
      [{ kind: "vacuum", table: { schema: "", table: "t" }, retentionHours: 0.5, dryRun: true }],
    ],
    [
      "DESCRIBE HISTORY t",
      [{ kind: "history", table: { schema: "", table: "t" }, rowsMax: undefined }],
    ],
    [
      "desc history g.t LIMIT 2",
      [{ kind: "history", table: { schema: "g", table: "t" }, rowsMax: 2 }],
    ],
    ["DESCRIBE DETAIL t", [{ kind: "detail", table: { schema: "", table: "t" } }]],
    ["describe t", [{ kind: "columns", table: { schema: "", table: "t" } }]],
    ["DESC TABLE g.`t`", [{ kind: "columns", table: { schema: "g", table: "t" } }]],
  ])("reads %j", (sql, statements) => {
    expect(read(sql)).toEqual(statements);
  });

  it.each([
    ["OPTIMIZE", "ends too early; write: OPTIMIZE table"],
    ["OPTIMIZE t ZORDER (a)", "( is not expected"],
    ["OPTIMIZE t ZORDER BY ()", ") is not expected"],
    ["OPTIMIZE t ZORDER BY (a, b", "ends too early"],
    ["OPTIMIZE t ZORDER BY (lower(a))", "( is not expected"],
    ["OPTIMIZE a.b.c", ". is not expected"],
    ["OPTIMIZE t FULL", "FULL is not expected"],
    ["VACUUM", "write: VACUUM table"],
    ["VACUUM t RETAIN 'all' HOURS", "'all' is not expected"],
    ["VACUUM t RETAIN -1 HOURS", "- is not expected"],
    ["VACUUM t DRY", "ends too early"],
    ["VACUUM t; DROP TABLE t", "stand in a text of their own"],
    ["OPTIMIZE t; SELECT 1", "stand in a text of their own"],
    ["DESCRIBE HISTORY", "ends too early"],
    ["DESCRIBE SELECT 1", "1 is not expected; write: DESCRIBE [TABLE] table"],
  ])("says what is wrong with %j", (sql, message) => {
    expect(() => read(sql)).toThrow(message);
  });

  it.each([
    "",
    "SELECT 1",
    "/* OPTIMIZE t */ SELECT 1",
    "SELECT 1; OPTIMIZE t",
    "'OPTIMIZE' t",
    '"VACUUM" t',
    "`OPTIMIZE` t",
    "OPTIMIZER t",
    "DESCRIBE",
    "EXPLAIN OPTIMIZE t",
    "(OPTIMIZE t)",
    "WITH OPTIMIZE AS (SELECT 1) FROM OPTIMIZE",
    "'open OPTIMIZE t",
    `OPTIMIZE ${"x".repeat(10_000)}`,
  ])("leaves %j to the guard", (sql) => {
    expect(read(sql)).toBeUndefined();
  });

  it("reads nothing but what its first word names, whatever the text", () => {
    const pieces = [
      "OPTIMIZE",
      "VACUUM",
      "t",
      " ",
      "\n",
      "--",
      "/*",
      "*/",
      "'",
      '"',
      "`",
      ";",
      "(",
      ")",
      "WHERE",
      "ZORDER BY",
      "a",
      ",",
      ".",
      "RETAIN 5 HOURS",
      "DRY RUN",
      "SELECT 1",
      "\u{a0}",
      "DROP TABLE t",
      "$$",
      "\\",
    ];
    const texts = fc
      .array(fc.constantFrom(...pieces), { maxLength: 12 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, (sql) => {
        const statements = readOrRefuse(sql);
        if (statements === undefined) return;
        const bare = sql.replaceAll(/--[^\n]*/g, "").replaceAll(/\/\*[^]*?\*\//g, "");
        expect(bare.trimStart()).toMatch(/^[;\s]*(OPTIMIZE|VACUUM)|\*\/|\/\*/i);
        for (const statement of statements) {
          // A name is a word or stood in quotes; none is made of several pieces.
          const names = statement.kind === "optimize" ? statement.zOrderBy : [];
          for (const name of [statement.table.table, ...names]) expect(sql).toContain(name);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
