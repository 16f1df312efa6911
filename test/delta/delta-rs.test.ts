import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { appendRows } from "../../src/storage/delta/append-rows.ts";
import type { TableOptions } from "../../src/storage/delta/delta-table.ts";
import type { JsonObject } from "../../src/storage/delta-log/json.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import type { Predicate } from "../../src/storage/delta-log/predicate.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { readSnapshot, type Snapshot } from "../../src/storage/delta-log/snapshot.ts";
import { askDeltaRs, deltaRs, plainRow, runPython, type Question } from "./delta-rs.ts";
import { everyTypeSelect } from "./every-type.ts";
import { openDuckDb, type TestConnection } from "./open-duckdb.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe.skipIf(deltaRs === undefined)("delta-rs agrees with us on", () => {
  let connection: TestConnection;
  let options: TableOptions;
  let root: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeAll(async () => {
    connection = await openDuckDb();
    options = { connection, clock: systemClock, checkpointInterval: 4 };
    root = await temporaryFolder();
  });

  afterAll(async () => {
    await connection[Symbol.asyncDispose]();
    await root[Symbol.asyncDispose]();
  });

  async function snapshotOf(folder: string, version?: number): Promise<Snapshot> {
    const snapshot = await readSnapshot(folder, options, { version });
    if (snapshot === undefined) throw new Error(`${folder} holds no table`);
    return snapshot;
  }

  async function rowsOf(snapshot: Snapshot, order: string): Promise<JsonObject[]> {
    const rows = await connection.rows(`SELECT * FROM ${scan(snapshot).sql} ORDER BY ${order}`);
    return rows.map((row) => plainRow(row, snapshot.schema));
  }

  it("every value of every type", async () => {
    const folder = join(root.path, "every type");
    const write = { select: everyTypeSelect(50), fileNames: "content" } as const;
    await appendRows(folder, options, { ...write, transactions: [{ appId: "app", version: 7 }] });

    const [answer] = await askDeltaRs([{ folder, apps: ["app"] }]);

    const snapshot = await snapshotOf(folder);
    expect(answer?.rows).toEqual(await rowsOf(snapshot, "id"));
    expect(answer?.rows).toHaveLength(50);
    expect(answer?.schema.fields).toEqual(snapshot.schema);
    expect(answer?.transactions).toEqual({ app: 7 });
  });

  it("every version of a table, past checkpoints too", async () => {
    const folder = join(root.path, "versions");
    const rows = (from: number, to: number, text: string): string =>
      `SELECT i AS id, '${text}' AS text, (i % 3)::INTEGER AS remainder ` +
      `FROM range(${from}, ${to}) AS r(i) ORDER BY i`;
    await appendRows(folder, options, { select: rows(0, 1000, "a"), fileNames: "unique" });
    for (let i = 1; i <= 5; i++) {
      const select = rows(i * 1000, (i + 1) * 1000, "b");
      await appendRows(folder, options, { select, fileNames: "content" });
    }
    await replaceByKey(folder, options, { select: rows(990, 1010, "c"), key: ["id"] });
    await overwriteRows(folder, options, {
      select: rows(0, 5000, "d"),
      fileNames: "content",
      rowsPerFile: 700,
      partitionBy: ["remainder"],
    });
    await replaceByKey(folder, options, { select: rows(4990, 5010, "e"), key: ["id"] });
    await appendRows(folder, options, {
      select: "SELECT 6000::BIGINT AS id, 9 AS remainder, 1.5::DOUBLE AS added",
      schemaMode: "add_columns",
      fileNames: "unique",
    });

    const versions = Array.from({ length: 10 }, (_, version) => version);
    const answers = await askDeltaRs(versions.map((version) => ({ folder, version })));

    for (const [version, answer] of answers.entries()) {
      const snapshot = await snapshotOf(folder, version);
      expect(answer.files, `files of version ${version}`).toBe(snapshot.files.size);
      const theirs = answer.rows.toSorted((a, b) => Number(a.id) - Number(b.id));
      expect(theirs, `rows of version ${version}`).toEqual(await rowsOf(snapshot, "id"));
    }
    expect(answers.map(({ rows: all }) => all.length)).toEqual([
      1000, 2000, 3000, 4000, 5000, 6000, 6000, 5000, 5010, 5011,
    ]);
  });

  it("partitions of every type, with nulls and odd characters", async () => {
    const folder = join(root.path, "partitions");
    for (const [i, fileNames] of (["unique", "content"] as const).entries()) {
      const values = [
        "NULL",
        "'a b/é%=+?#'",
        "'__HIVE_DEFAULT_PARTITION__'",
        "'..'",
        "'it''s: *[x]'",
      ];
      await appendRows(folder, options, {
        select:
          `SELECT i AS id, ([${values.join(", ")}])[i % 5 + 1] AS "te xt", i % 2 = 0 AS flag, ` +
          "DATE '2024-02-28' + (i % 2)::INTEGER AS day, (i % 2 * 1.5)::DECIMAL(9, 2) AS price, " +
          "TIMESTAMPTZ '2024-02-28 12:00:00.123456+00' + to_days((i % 2)::INTEGER) AS at " +
          `FROM range(${i * 20}, ${i * 20 + 20}) AS r(i) ORDER BY i`,
        partitionBy: ["te xt", "flag", "day", "price", "at"],
        fileNames,
      });
    }

    const [answer] = await askDeltaRs([{ folder }]);

    const snapshot = await snapshotOf(folder);
    const theirs = answer?.rows.toSorted((a, b) => Number(a.id) - Number(b.id));
    expect(theirs).toEqual(await rowsOf(snapshot, "id"));
    expect(new Set(theirs?.map((row) => row["te xt"]))).toEqual(
      new Set([null, "a b/é%=+?#", "__HIVE_DEFAULT_PARTITION__", "..", "it's: *[x]"]),
    );
  });

  it("which files a filter needs", async () => {
    const folder = join(root.path, "skipping");
    await overwriteRows(folder, options, {
      select:
        "SELECT 9007199254740993 + i AS big, (i * 1.01)::DECIMAL(20, 2) AS price, " +
        "repeat('x', 40) || lpad(i::VARCHAR, 6, '0') AS long_text, lpad(i::VARCHAR, 6, '0') AS text " +
        "FROM range(9000) AS r(i) ORDER BY i",
      fileNames: "content",
      rowsPerFile: 1000,
    });
    const snapshot = await snapshotOf(folder);
    const big = (i: number): string => String(9_007_199_254_740_993n + BigInt(i));
    const files = (column: string, low: string, high: string): string[] => {
      const where: Predicate[] = [
        { column, op: ">=", value: low },
        { column, op: "<=", value: high },
      ];
      return scan(snapshot, { where }).files.map(({ path }) => path);
    };
    expect(files("big", big(2990), big(3010))).toHaveLength(2);
    expect(files("big", big(2999), big(2999))).toHaveLength(1);
    expect(files("price", "1008.99", "1010.00")).toHaveLength(2);
    expect(files("long_text", `${"x".repeat(40)}000001`, `${"x".repeat(40)}000002`)).toHaveLength(
      9,
    );
    const [first, second] = await askDeltaRs([
      { folder, filter: ["text", "002990", "003010"] },
      { folder, filter: ["text", "002999", "002999"] },
    ]);
    expect([first?.fragments, second?.fragments]).toEqual([2, 1]);

    // All other files are deleted: only a reader that skips them can answer.
    const needed = files("big", big(2990), big(3010));
    const others = [...snapshot.files.values()].filter(({ path }) => !needed.includes(path));
    await Promise.all(others.map(({ path }) => rm(join(folder, path))));
    const sql = `SELECT count(*) AS n, min(price) AS p FROM t WHERE big BETWEEN ${big(2990)} AND ${big(3010)}`;
    const [answer] = await askDeltaRs([{ folder, sql }]);
    expect(answer?.rows).toEqual([{ n: "21", p: "3019.90" }]);
    const all = askDeltaRs([{ folder, sql: "SELECT sum(big) AS n FROM t" }]);
    await expect(all).rejects.toThrow("not found");
  });

  it("tables that delta-rs wrote", async () => {
    await runPython("write_table.py", [root.path]);
    const questions: Question[] = [
      ...[3, 11, 12, 13].map((version) => ({ folder: join(root.path, "partitioned"), version })),
      { folder: join(root.path, "partitioned"), apps: ["app"] },
      { folder: join(root.path, "wall") },
    ];

    const answers = await askDeltaRs(questions);

    for (const [i, { folder, version }] of questions.entries()) {
      const snapshot = await snapshotOf(folder, version);
      const column = snapshot.schema[0]?.name ?? "";
      const byFirst = (a: JsonObject, b: JsonObject): number =>
        a[column] === null ? 1 : Number(a[column]) - Number(b[column]);
      expect(answers[i]?.rows.toSorted(byFirst)).toEqual(await rowsOf(snapshot, `"${column}"`));
      expect(answers[i]?.files).toBe(snapshot.files.size);
    }
    const latest = await snapshotOf(join(root.path, "partitioned"));
    expect(answers[4]?.rows).toHaveLength(54);
    expect(latest.transactions.get("app")).toBe(55);
    const promising = await snapshotOf(join(root.path, "deletion_vectors"));
    expect(promising.protocol.readerFeatures).toContain("deletionVectors");
    expect(await rowsOf(promising, "id")).toEqual([{ id: "1" }]);
  });

  it("odd names, after merges, clustering and clean-up by delta-rs, and after our writes", async () => {
    await runPython("write_table.py", [join(root.path, "odd names")]);
    const folder = join(root.path, "odd names", "odd");
    const agree = async (rowCount: number): Promise<void> => {
      const [answer] = await askDeltaRs([{ folder }]);
      const theirs = answer?.rows.toSorted((a, b) => Number(a.id) - Number(b.id));
      expect(theirs).toEqual(await rowsOf(await snapshotOf(folder), "id"));
      expect(theirs).toHaveLength(rowCount);
    };
    expect((await readdir(join(folder, "_delta_log"))).includes(`${"0".repeat(20)}.json`)).toBe(
      false,
    );
    await agree(201);
    const select =
      'SELECT i AS id, \'a b/é%=\' AS "pa rt/=é", \'ours\' AS "we ird.na""me é=%" FROM range(215, 225) AS r(i)';
    await replaceByKey(folder, options, { select, key: ["id"] });
    await agree(206);
    await appendRows(folder, options, {
      select: "SELECT 300::BIGINT AS id, 'x/y' AS \"pa rt/=é\"",
      schemaMode: "add_columns",
      fileNames: "unique",
    });
    await agree(207);
  });

  it("a table that both write to", async () => {
    await runPython("write_table.py", [join(root.path, "both")]);
    const folder = join(root.path, "both", "partitioned");
    const before = await snapshotOf(folder);
    const { sql } = scan(before, { where: [{ column: "id", op: "<", value: 10 }] });
    await replaceByKey(folder, options, {
      select: `SELECT * REPLACE ('ours' AS text) FROM ${sql}`,
      key: ["id"],
    });

    const [answer] = await askDeltaRs([{ folder }]);

    expect(answer?.version).toBe(before.version + 1);
    const ours = answer?.rows.filter(({ text }) => text === "ours") ?? [];
    expect(ours.map(({ id }) => Number(id)).toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 4, 5, 6, 7, 8, 9,
    ]);
  });
});
