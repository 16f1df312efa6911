import { array, assert, asyncProperty, boolean, constantFrom } from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { columnLineage } from "./column-lineage.ts";
import { type LineageCases, openLineageCases } from "./lineage-cases.ts";

let cases: LineageCases;
beforeAll(async () => {
  cases = await openLineageCases();
});
afterAll(() => cases[Symbol.asyncDispose]());

describe("columnLineage", () => {
  it.each([
    ["a column", "SELECT a FROM s.t", "a =t.a"],
    ["a constant", "SELECT 1 AS one, $p AS two, NULL AS three", "one, two, three"],
    ["another name", "SELECT a AS z, T.B FROM s.t", "z =t.a, b =t.b"],
    ["the table's full name", "SELECT s.t.a, t.b FROM s.t", "a =t.a, b =t.b"],
    ["a table's other name", "SELECT q.a FROM s.t AS q", "a =t.a"],
    ["columns renamed behind the table", "SELECT y FROM s.t AS q(x, y)", "y =t.a"],
    ["an expression", "SELECT a || b AS z FROM s.t", "z ~t.a ~t.b"],
    ["a cast", "SELECT CAST(a AS DATE) AS z, TRY_CAST(b AS INT) AS y FROM s.t", "z ~t.a, y ~t.b"],
    [
      "a comparison",
      "SELECT a LIKE 'x%' AS z, n BETWEEN k AND 3 AS y FROM s.t",
      "z ~t.a, y ~t.k ~t.n",
    ],
    ["AND, OR, NOT", "SELECT a AND NOT b OR n AS z FROM s.t", "z ~t.a ~t.b ~t.n"],
    ["a list of choices", "SELECT a IN (b, 'x') AS z FROM s.t", "z ~t.a ~t.b"],
    ["a collation", "SELECT a COLLATE NOCASE AS z FROM s.t", "z ~t.a"],
    [
      "CASE, with what chooses",
      "SELECT CASE WHEN a = 'x' THEN b ELSE n END AS z FROM s.t",
      "z ~t.a ~t.b ~t.n",
    ],
    ["coalesce", "SELECT coalesce(a, b) AS z FROM s.t", "z ~t.a ~t.b"],
    [
      "whether there is a value",
      "SELECT a IS NULL AS z, b IS NOT NULL AS y FROM s.t",
      "z #t.a, y #t.b",
    ],
    [
      "a count",
      "SELECT count(a) AS z, count(DISTINCT b) AS y, count(*) AS w FROM s.t",
      "z #t.a, y #t.b, w",
    ],
    [
      "what is made of a count",
      "SELECT bool_or(a IS NULL) AS z, coalesce(count(b), 0) + 1 AS y FROM s.t",
      "z #t.a, y #t.b",
    ],
    ["a value beside its count", "SELECT max(a) || count(a) AS z FROM s.t", "z ~t.a"],
    [
      "an aggregate",
      "SELECT max(a) AS z, string_agg(DISTINCT b, ',') AS y FROM s.t",
      "z ~t.a, y ~t.b",
    ],
    [
      "the filter of an aggregate",
      "SELECT sum(n) FILTER (WHERE a = 'x') AS z FROM s.t",
      "z ~t.n ?t.a",
    ],
    ["the order in an aggregate", "SELECT list(a ORDER BY b) AS z FROM s.t", "z ~t.a ?t.b"],
    [
      "a window",
      "SELECT sum(n) OVER (PARTITION BY a ORDER BY b) AS z, row_number() OVER w AS y FROM s.t WINDOW w AS (ORDER BY k)",
      "z ~t.n, y ?t.a ?t.b ?t.k",
    ],
    [
      "a window's default",
      "SELECT lag(a, 1, b) OVER (ORDER BY k) AS z FROM s.t",
      "z ~t.a ~t.b ?t.k",
    ],
    ["WHERE", "SELECT a FROM s.t WHERE b = 'x'", "a =t.a ?t.b"],
    [
      "GROUP BY and HAVING",
      "SELECT a FROM s.t GROUP BY a, b HAVING max(n) > 1",
      "a =t.a ?t.a ?t.b ?t.n",
    ],
    ["GROUP BY ALL", "SELECT a, count(*) AS z FROM s.t GROUP BY ALL", "a =t.a, z ?t.a"],
    [
      "GROUP BY ROLLUP",
      "SELECT a, grouping(a) AS z FROM s.t GROUP BY ROLLUP (a)",
      "a =t.a, z ~t.a ?t.a",
    ],
    ["QUALIFY", "SELECT a FROM s.t QUALIFY row_number() OVER (ORDER BY b) = 1", "a =t.a ?t.b"],
    [
      "ORDER BY, LIMIT, DISTINCT ON",
      "SELECT DISTINCT ON (k) a FROM s.t ORDER BY b LIMIT 3",
      "a =t.a ?t.b ?t.k",
    ],
    ["ORDER BY a column's new name", "SELECT a AS z FROM s.t ORDER BY z", "z =t.a ?t.a"],
    ["ORDER BY ALL", "SELECT a FROM s.t ORDER BY ALL", "a =t.a ?t.a"],
    [
      "a name of the list used again",
      "SELECT a AS z, z || 'x' AS y FROM s.t WHERE z > ''",
      "z =t.a, y ~t.a ?t.a",
    ],
    ["a column that hides such a name", "SELECT b AS a, a AS y FROM s.t", "a =t.b, y =t.a"],
    [
      "a field of a struct",
      "SELECT place.city AS z, t.place.zip.code AS y, (place).x AS w FROM s.t",
      "z =t.place, y =t.place, w ~t.place",
    ],
    [
      "a struct, a list, a map",
      "SELECT {'x': a} AS z, [b] AS y, map {'x': n} AS w FROM s.t",
      "z ~t.a, y ~t.b, w ~t.n",
    ],
    ["items and slices", "SELECT list[1] AS z, a[1:2] AS y FROM s.t", "z ~t.list, y ~t.a"],
    ["a whole row", "SELECT u AS z FROM s.u", "z ~u.c"],
    [
      "functions of items",
      "SELECT list_filter(list, v -> v > n) AS z, list_transform(list, lambda i: i + k) AS y FROM s.t",
      "z ~t.list ~t.n, y ~t.k ~t.list",
    ],
    [
      "functions of items of items",
      "SELECT list_reduce(list, (m, v) -> m + v) AS z FROM s.t",
      "z ~t.list",
    ],
    [
      "list comprehensions",
      "SELECT [v || a for v in list if v > b] AS z FROM s.t",
      "z ~t.a ~t.b ~t.list",
    ],
    [
      "a parameter that hides a column",
      "SELECT list_transform(list, a -> a) AS z FROM s.t",
      "z ~t.list",
    ],
    ["unnest", "SELECT unnest(list) AS z FROM s.t", "z ~t.list"],
    ["unnest in FROM", "SELECT v FROM s.t, unnest(t.list) AS q(v)", "v ~t.list"],
    [
      "rows of numbers",
      "SELECT i, range.range AS r FROM generate_series(1, 3) AS g(i), range(2)",
      "i, r",
    ],
    ["VALUES", "SELECT y FROM s.t, (VALUES (1, 'x'), (2, a)) AS v(x, y)", "y =t.a"],
    ["VALUES alone", "VALUES (1, 2)", "col0, col1"],
    ["a sample", "SELECT a FROM s.t TABLESAMPLE 10%", "a =t.a"],
  ])("traces %s", async (_, sql, expected) => {
    expect(await cases.traced(sql)).toBe(expected.replace("z ~u.c", "z =u.c =u.d =u.k"));
  });

  it.each([
    ["everything", "SELECT * FROM s.u", "k =u.k, c =u.c, d =u.d"],
    ["FROM alone", "FROM s.u", "k =u.k, c =u.c, d =u.d"],
    ["one table's", "SELECT q.*, 1 AS z FROM s.t, s.u AS q", "k =u.k, c =u.c, d =u.d, z"],
    ["EXCLUDE", "SELECT * EXCLUDE (C) FROM s.u", "k =u.k, d =u.d"],
    ["REPLACE", "SELECT * REPLACE (d || k AS c) FROM s.u", "k =u.k, c ~u.d ~u.k, d =u.d"],
    ["RENAME", "SELECT * RENAME (c AS z) FROM s.u", "k =u.k, z =u.c, d =u.d"],
    ["of a subquery", "SELECT * FROM (SELECT a, n + 1 AS m FROM s.t)", "a =t.a, m ~t.n"],
  ])("opens a star: %s", async (_, sql, expected) => {
    expect(await cases.traced(sql)).toBe(expected);
  });

  it.each([
    [
      "an inner one",
      "SELECT a, c FROM s.t JOIN s.u ON t.k = u.k AND b = d",
      "a =t.a, c =u.c ?t.b ?t.k ?u.d ?u.k",
    ],
    ["USING", "SELECT k, c FROM s.t JOIN s.u USING (k)", "k =t.k, c =u.c ?t.k ?u.k"],
    ["a RIGHT one USING", "SELECT k FROM s.t RIGHT JOIN s.u USING (k)", "k =t.k =u.k ?t.k ?u.k"],
    [
      "a FULL one USING",
      "SELECT k, u.k AS y FROM s.t FULL JOIN s.u USING (k)",
      "k =t.k =u.k, y =u.k ?t.k ?u.k",
    ],
    [
      "* of USING",
      "SELECT * EXCLUDE (b, n, list, place) FROM s.t JOIN s.u USING (k)",
      "k =t.k, a =t.a, c =u.c, d =u.d ?t.k ?u.k",
    ],
    ["a NATURAL one", "SELECT k, c FROM s.t NATURAL JOIN s.u", "k =t.k, c =u.c ?t.k ?u.k"],
    [
      "SEMI",
      "SELECT * EXCLUDE (b, n, list, place) FROM s.t SEMI JOIN s.u USING (k)",
      "k =t.k, a =t.a ?t.k ?u.k",
    ],
    ["POSITIONAL", "SELECT a, c FROM s.t POSITIONAL JOIN s.u", "a =t.a, c =u.c"],
    ["ASOF", "SELECT a, c FROM s.t ASOF JOIN s.u ON t.k >= u.k", "a =t.a, c =u.c ?t.k ?u.k"],
    ["a comma", "SELECT a, c FROM s.t, s.u", "a =t.a, c =u.c"],
    ["LATERAL", "SELECT z FROM s.t, LATERAL (SELECT t.a || u.c AS z FROM s.u)", "z ~t.a ~u.c"],
    ["tables of one name", "SELECT p.a, q.a AS y FROM s.t AS p, x.t AS q", "a =t.a, y =x.t.a"],
  ])("follows joins: %s", async (_, sql, expected) => {
    expect(await cases.traced(sql)).toBe(expected);
  });

  it.each([
    ["a subquery", "SELECT y FROM (SELECT a AS y FROM s.t WHERE b > '') AS q", "y =t.a ?t.b"],
    ["WITH", "WITH w AS (SELECT a AS y FROM s.t) SELECT y FROM w", "y =t.a"],
    [
      "WITH that names its columns",
      "WITH w(p, q) AS (SELECT a, b FROM s.t) SELECT q FROM w",
      "q =t.b",
    ],
    [
      "WITH upon WITH",
      "WITH v AS (SELECT a FROM s.t), w AS MATERIALIZED (SELECT a || 'x' AS y FROM v) SELECT y FROM w",
      "y ~t.a",
    ],
    [
      "WITH of a table's name",
      "WITH t AS (SELECT c AS a FROM s.u) SELECT a, (SELECT max(b) FROM s.t) AS y FROM t",
      "a =u.c, y ~t.b",
    ],
    [
      "WITH within",
      "WITH w AS (SELECT a FROM s.t) SELECT y FROM (WITH w AS (SELECT c AS y FROM s.u) SELECT y FROM w)",
      "y =u.c",
    ],
    [
      "WITH seen from within",
      "WITH w AS (SELECT a FROM s.t) SELECT (SELECT max(a) FROM w) AS z FROM s.u",
      "z ~t.a",
    ],
    [
      "UNION",
      "SELECT a, b FROM s.t UNION ALL SELECT c || 'x', d FROM s.u",
      "a =t.a ~u.c, b =t.b =u.d",
    ],
    [
      "UNION BY NAME",
      "SELECT a AS y, b FROM s.t UNION BY NAME SELECT d AS z, c AS y FROM s.u",
      "y =t.a =u.c, b =t.b, z =u.d ?t.a ?t.b ?u.c ?u.d",
    ],
    ["EXCEPT", "SELECT a FROM s.t EXCEPT SELECT c FROM s.u", "a =t.a ?t.a ?u.c"],
    ["INTERSECT", "SELECT a FROM s.t INTERSECT SELECT c FROM s.u", "a =t.a =u.c ?t.a ?u.c"],
    [
      "UNION in order",
      "SELECT a AS z FROM s.t UNION SELECT c FROM s.u ORDER BY z LIMIT 1",
      "z =t.a =u.c ?t.a ?u.c",
    ],
    [
      "a scalar subquery",
      "SELECT (SELECT max(c) FROM s.u WHERE u.k = t.k) AS z FROM s.t",
      "z ~u.c ?t.k ?u.k",
    ],
    [
      "EXISTS",
      "SELECT a FROM s.t WHERE EXISTS (SELECT 1 FROM s.u WHERE u.k = t.k)",
      "a =t.a ?t.k ?u.k",
    ],
    ["EXISTS as a value", "SELECT EXISTS (SELECT c FROM s.u) AS z", "z ?u.c"],
    ["IN", "SELECT a FROM s.t WHERE k IN (SELECT k FROM s.u)", "a =t.a ?t.k ?u.k"],
    ["IN as a value", "SELECT a NOT IN (SELECT c FROM s.u) AS z FROM s.t", "z ~t.a ~u.c"],
    ["ALL as a value", "SELECT a = ALL (SELECT c FROM s.u) AS z FROM s.t", "z ~t.a ~u.c"],
  ])("follows queries in queries: %s", async (_, sql, expected) => {
    expect(await cases.traced(sql)).toBe(expected);
  });

  it.each([
    ["a column there is not", "SELECT z FROM s.t", "z is no column"],
    ["a table there is not", "SELECT a FROM s.z", "there is no table s.z"],
    ["a file", "SELECT * FROM 'a.csv'", "there is no table .a.csv"],
    ["a column of both sides", "SELECT k FROM s.t, s.u", "k may be more than one column"],
    ["a table's column there is not", "SELECT t.z FROM s.t", "t.z is no column"],
    ["a column without a name", "SELECT a || b FROM s.t", "a column has no name"],
    ["two columns of a name", "SELECT a, b AS a FROM s.t", "two columns are named a"],
    ["columns by place", "SELECT #1 AS z FROM s.t", "POSITIONAL_REFERENCE"],
    ["COLUMNS", "SELECT COLUMNS(*) FROM s.t", "columns of STAR"],
    ["a star that filters names", "SELECT * LIKE 'a%' FROM s.t", "STAR"],
    ["a table in EXCLUDE", "SELECT * EXCLUDE (t.a) FROM s.t", "a table in EXCLUDE of STAR"],
    ["a star of nothing", "SELECT q.* FROM s.t", "q.* is not of one table"],
    [
      "recursion",
      "WITH RECURSIVE w AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM w) FROM w",
      "RECURSIVE_CTE_NODE",
    ],
    ["PIVOT", "FROM (PIVOT s.t ON a IN (1, 2) USING sum(n))", "PIVOT"],
    ["DESCRIBE", "FROM (DESCRIBE s.t)", "SHOW_REF"],
    ["functions that read", "FROM read_csv('a.csv')", "read_csv of TABLE_FUNCTION"],
    [
      "functions that read a table by its name",
      "FROM query_table('s.t')",
      "query_table of TABLE_FUNCTION",
    ],
    ["numbered rows", "FROM unnest([1]) WITH ORDINALITY", "unnest of TABLE_FUNCTION"],
    ["earlier versions", "SELECT a FROM s.t AT (VERSION => 1)", "at_clause of BASE_TABLE"],
    ["another database", "SELECT a FROM other.s.t", "catalog_name of BASE_TABLE"],
    [
      "UNION of different widths",
      "SELECT a, b FROM s.t UNION SELECT c FROM s.u",
      "UNION of 2 and 1 columns",
    ],
  ])("refuses %s", async (_, sql, message) => {
    await expect(cases.lineage(sql)).rejects.toThrow(message);
  });

  it("refuses a part of a node that it does not know", async () => {
    const tree = await cases.parse("SELECT a FROM s.t WHERE a > 'x'");
    const node = tree["node"] as Record<string, unknown>;
    node["unpivot"] = [];
    expect(columnLineage(tree, cases.input).columns.size).toBe(1);
    node["unpivot"] = ["a"];
    expect(() => columnLineage(tree, cases.input)).toThrow("its unpivot of SELECT_NODE");
  });

  it("finds a column again behind any number of subqueries, names and changes", async () => {
    const layer = constantFrom(
      (sql: string) => `SELECT c0 AS c0, c1 FROM (${sql})`,
      (sql: string) => `SELECT * FROM (${sql}) WHERE c0 > c1`,
      (sql: string) => `WITH w AS (${sql}) SELECT q.* FROM w AS q`,
      (sql: string) => `SELECT * REPLACE (c1 AS c1) FROM (${sql}) AS r(c0, c1)`,
      (sql: string) => `(${sql}) UNION ALL (${sql})`,
      (sql: string) => `SELECT passed(c0) AS c0, c1 FROM (${sql}) ORDER BY c1`,
      (sql: string) => `SELECT p.c0, q.c1 FROM (${sql}) AS p JOIN (${sql}) AS q ON p.c0 = q.c1`,
    );
    const property = asyncProperty(
      array(layer, { maxLength: 5 }),
      boolean(),
      async (layers, isChanged) => {
        const start = `SELECT ${isChanged ? "upper(a)" : "a"} AS c0, n AS c1 FROM s.t`;
        const { columns } = await cases.lineage(layers.reduce((sql, wrap) => wrap(sql), start));
        expect([...columns].map(([name, flow]) => [name, ...flow])).toEqual([
          ["c0", ["s.t.a", isChanged ? "value" : "same"]],
          ["c1", ["s.t.n", "same"]],
        ]);
      },
    );
    await assert(property, { numRuns: 60 });
  });
});
