import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Json } from "@duckdb/node-api";
import { openDatabase, type Database } from "../../src/storage/duckdb/database.ts";
import type { Connection } from "../../src/storage/duckdb/connection.ts";
import { registerRowFunction } from "../../src/storage/duckdb/text-function.ts";
import { openAiMemory } from "../../src/flow/query/ai-memory.ts";
import { runPasses } from "../../src/flow/query/ai-passes.ts";
import { rewriteAiCalls } from "../../src/flow/query/ai-rewrite.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a call answers: it hangs on its texts alone, and is NULL at times. */
function answerOf(text: string): string | null {
  const sum = Array.from(text).reduce(
    (total, sign) => (total * 31 + sign.codePointAt(0)!) % 997,
    7,
  );
  return sum % 7 === 0 ? null : `${"xyz"[sum % 3]}${text.slice(0, 1)}${text.length % 4}`;
}

let folder = "";
let database: Database;
let connection: Connection;
let plain: Connection;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-ai-"));
  database = await openDatabase({ threads: 1, memoryLimit: "1GB", tempFolder: folder });
  connection = await database.connect();
  plain = await database.connect();
  const rows = Array.from({ length: 40 }, (_, i) => {
    const text = i % 9 === 0 ? "NULL" : `'${"abcdefg"[i % 7]}${i % 5}'`;
    return `(${i}, ${text}, ${i % 4})`;
  });
  await connection.run(
    `CREATE TABLE t AS SELECT * FROM (VALUES ${rows.join(", ")}) AS v(id, a, k)`,
  );
  // The reference: the same functions, answered row by row where they stand.
  registerRowFunction(plain, "ref_one", (text) => (text === null ? null : answerOf(text)));
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** A query with `AI(…)` in place of the calls. */
const call = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "'lit'", "a || k"),
    tie("text").map((text) => `AI(${text})`),
    tie("text").map((text) => `upper(${text})`),
    tie("text").map((text) => `coalesce(${text}, 'none')`),
    fc.tuple(tie("text"), tie("text")).map(([one, other]) => `(${one} || '-' || ${other})`),
  ),
})).text;

const condition = fc.oneof(
  fc.constantFrom("TRUE", "k = 1", "id > 11", "a IS NOT NULL"),
  call.map((text) => `AI(${text}) < 'y'`),
  call.map((text) => `k > 0 AND AI(${text}) > 'xb' AND id < 30`),
);

const limit = fc.constantFrom("", "", "LIMIT 5", "LIMIT 3 OFFSET 2");

const query = fc.oneof(
  fc
    .record({
      item: call,
      where: condition,
      limit,
      order: fc.constantFrom("id", "k DESC, id", "3, 2"),
    })
    .map(
      ({ item, where, limit: most, order }) =>
        `SELECT id, AI(${item}) AS s, k AS kk FROM t WHERE ${where} ORDER BY ${order === "3, 2" ? "3, 2 NULLS LAST, 1" : order} ${most}`,
    ),
  fc
    .record({ item: call, where: condition, limit })
    .map(
      ({ item, where, limit: most }) =>
        `SELECT *, AI(${item}), AI(a) || 'q' AS z FROM t WHERE ${where} ORDER BY z, id ${most}`,
    ),
  fc
    .record({ item: call, outer: call, where: condition, limit })
    .map(
      ({ item, outer, where, limit: most }) =>
        `WITH c AS (SELECT id, k, AI(${item}) AS a FROM t WHERE ${where}) SELECT k, AI(string_agg(AI(${outer}), ',' ORDER BY id)) AS s, count(*) AS n FROM c GROUP BY k ORDER BY k ${most}`,
    ),
  fc
    .record({ item: call, where: condition })
    .map(
      ({ item, where }) =>
        `SELECT AI(${item}) AS g, count(*) AS n FROM t WHERE ${where} GROUP BY g HAVING g IS NULL OR AI(g) <> 'x' ORDER BY 1 NULLS FIRST LIMIT 6`,
    ),
  fc
    .record({ item: call, where: condition })
    .map(
      ({ item, where }) =>
        `SELECT DISTINCT AI(${item}) AS g FROM t WHERE ${where} ORDER BY g NULLS LAST LIMIT 4`,
    ),
  fc
    .record({ item: call, other: call })
    .map(
      ({ item, other }) =>
        `SELECT x.id, AI(${item.replaceAll(/\ba\b/g, "x.a").replaceAll(/\bk\b/g, "x.k")}) AS s, (SELECT max(AI(${other})) FROM t WHERE t.k = x.k) AS m FROM t AS x JOIN t AS y USING (id) ORDER BY x.id LIMIT 9`,
    ),
  call.map(
    (item) =>
      `SELECT list_transform(list(a ORDER BY id), lambda q: AI(q || 'l')) AS l, CASE WHEN max(k) > 1 THEN AI(max(${item})) END AS c FROM t`,
  ),
  call.map(
    (item) =>
      `SELECT AI(a) AS s, AI(coalesce(s, 'e') || ${item}) AS r, id FROM t WHERE s > 'x' ORDER BY id LIMIT 7`,
  ),
);

async function rowsOf(sql: string): Promise<Json[][]> {
  const { chunks } = await plain.stream(sql);
  return (await Array.fromAsync(chunks)).flat();
}

async function answeredRows(
  sql: string,
): Promise<{ rows: Json[][]; asked: string[]; columns: string[] }> {
  const rewritten = await rewriteAiCalls(connection, sql);
  if (rewritten === undefined) throw new Error("it asks nothing");
  made += 1;
  const memory = openAiMemory(10_000);
  let text = rewritten.sql;
  for (const site of rewritten.sites) {
    registerRowFunction(connection, `${site.called}_${made}`, memory.functionOf(site));
    text = text.replaceAll(new RegExp(`\\b${site.called}\\(`, "g"), `${site.called}_${made}(`);
  }
  const asked: string[] = [];
  const { columns, chunks } = await runPasses({
    memory,
    sites: rewritten.sites,
    run: () => connection.stream(text),
    drop: async (given) => void (await given.chunks[Symbol.asyncIterator]().return?.()),
    answer: async ({ rows }) => {
      asked.push(...rows.map(([one = ""]) => one));
      return rows.map(([one = ""]) => answerOf(one));
    },
  });
  return { rows: (await Array.fromAsync(chunks)).flat(), asked, columns };
}

const asCalls = (sql: string, name: string): string => sql.replaceAll("AI(", `${name}(`);

describe("a query with ai_ functions", () => {
  it("gives what functions that answer at once would give, and asks about no text twice", async () => {
    await fc.assert(
      fc.asyncProperty(query, async (sql) => {
        const wanted = await rowsOf(asCalls(sql, "ref_one"));
        const { rows, asked } = await answeredRows(asCalls(sql, "ai_summarize"));
        expect(rows).toEqual(wanted);
        expect(asked).toHaveLength(new Set(asked).size);
      }),
      { numRuns: 150 },
    );
  }, 240_000);

  it.each([
    ["SELECT id, AI(a) FROM t ORDER BY k, id LIMIT 6", 6],
    [
      "SELECT *, AI(a || id) FROM t JOIN (SELECT id FROM t) AS u USING (id) ORDER BY k, id LIMIT 6",
      6,
    ],
    [
      "SELECT upper(a) AS up, AI('so ' || AI(a || id)) AS s FROM t WHERE a IS NOT NULL ORDER BY up, id LIMIT 4",
      8,
    ],
    [
      "SELECT k, AI(string_agg(a, ',' ORDER BY id)) FROM t GROUP BY k ORDER BY count(*), k LIMIT 2",
      2,
    ],
    ["SELECT AI(a || id) FROM t WHERE AI('w' || a) > 'a' AND k = 2 AND a IS NOT NULL", 9 + 9],
  ])("asks no more than it has to: %s", async (sql, most) => {
    const { asked, rows } = await answeredRows(asCalls(sql, "ai_summarize"));
    expect(rows).toEqual(await rowsOf(asCalls(sql, "ref_one")));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(most);
  });

  it("keeps names", async () => {
    const sql = "SELECT t.id, AI(a), k + 1, AI(a) AS s FROM t ORDER BY t.id LIMIT 2";
    const { columns } = await answeredRows(asCalls(sql, "ai_summarize"));
    const { columns: wanted, chunks } = await plain.stream(asCalls(sql, "ref_one"));
    await Array.fromAsync(chunks);
    expect(columns.map((name) => name.replace("ai_summarize", "ref_one"))).toEqual(wanted);
  });
});
