import { cp, rm } from "node:fs/promises";
import { join } from "node:path";

import { expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { commitPath } from "../../src/storage/delta-log/log.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { everyTypeSelect } from "../delta/every-type.ts";
import type { Bench } from "./bench.ts";
import { pathTable } from "./session.ts";

/** Tables that we wrote, read by Spark. */
export function readsOurs(bench: () => Bench): void {
  it("has every value of every type, with the statistics it filters by", async () => {
    const { root, options, ours, sparks, spark } = bench();
    const folder = join(root, "every `type`");
    await appendRows(folder, options, { select: everyTypeSelect(50), fileNames: "content" });

    const rows = await sparks(folder);

    expect(rows).toEqual(await ours(folder));
    expect(rows).toHaveLength(50);
    // Each value is found by itself, so no bound leaves its file out.
    const where = [
      "big = 9007199254740993 + id",
      "price = id * 1.25",
      "exact = 12345678901234567890.0123456789 + id",
      "text = concat('row ', id, ' é 漢 😀 \\'\"')",
      "at = TIMESTAMP '2024-02-28 12:00:00.123456Z' + make_interval(0, 0, 0, 0, 0, int(id))",
      "day = date_add(DATE '2024-02-28', int(id))",
    ].join(" AND ");
    const [found] = await spark.sql(
      `SELECT count(*) AS n FROM ${pathTable(folder)} WHERE ${where}`,
    );
    expect(found).toEqual({ n: "43" });
  });

  it("has every version, past our checkpoints", async () => {
    const { root, options, ours, sparks } = bench();
    const folder = join(root, "history");
    const rows = (from: number, to: number, text: string): string =>
      `SELECT i AS id, '${text}' AS text, (i % 3)::INTEGER AS remainder ` +
      `FROM range(${from}, ${to}) AS r(i) ORDER BY i`;
    for (let i = 0; i <= 4; i++) {
      const select = rows(i * 100, i * 100 + 100, "a");
      await appendRows(folder, options, { select, fileNames: "content" });
    }
    await replaceByKey(folder, options, { select: rows(95, 105, "c"), key: ["id"] });
    await overwriteRows(folder, options, {
      select: rows(0, 500, "d"),
      fileNames: "content",
      rowsPerFile: 70,
      partitionBy: ["remainder"],
    });
    await replaceByKey(folder, options, { select: rows(499, 501, "e"), key: ["id"] });
    await appendRows(folder, options, {
      select: "SELECT 6000::BIGINT AS id, 9 AS remainder, 1.5::DOUBLE AS added",
      schemaMode: "add_columns",
      fileNames: "unique",
    });

    const counts: number[] = [];
    for (let version = 0; version <= 8; version++) {
      const theirs = await sparks(folder, version);
      expect(theirs, `rows of version ${version}`).toEqual(await ours(folder, version));
      counts.push(theirs.length);
    }

    expect(counts).toEqual([100, 200, 300, 400, 500, 500, 500, 501, 502]);
    // Without the commits only a checkpoint says what stands there; in a copy, for Spark remembers.
    const copy = join(root, "history without commits");
    await cp(folder, copy, { recursive: true });
    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((version) => rm(commitPath(copy, version))));
    expect(await sparks(copy)).toEqual(await ours(folder));
  });

  it("has partitions of every type, with nulls and odd characters", async () => {
    const { root, options, ours, sparks, spark } = bench();
    const folder = join(root, "partitions");
    const texts = ["NULL", "'a b/é%=+?#'", "'__HIVE_DEFAULT_PARTITION__'", "'..'", "'it''s: *[x]'"];
    await appendRows(folder, options, {
      select:
        `SELECT i AS id, ([${texts.join(", ")}])[i % 5 + 1] AS "te xt", i % 2 = 0 AS flag, ` +
        "DATE '2024-02-28' + (i % 2)::INTEGER AS day, (i % 2 * 1.5)::DECIMAL(9, 2) AS price, " +
        "TIMESTAMPTZ '2024-02-28 12:00:00.123456+00' + to_days((i % 2)::INTEGER) AS at " +
        "FROM range(20) AS r(i) ORDER BY i",
      partitionBy: ["te xt", "flag", "day", "price", "at"],
      fileNames: "content",
    });

    const rows = await sparks(folder);

    expect(rows).toEqual(await ours(folder));
    expect(new Set(rows.map((row) => row["te xt"]))).toEqual(
      new Set([null, "a b/é%=+?#", "__HIVE_DEFAULT_PARTITION__", "..", "it's: *[x]"]),
    );
    const none = `SELECT count(*) AS n FROM ${pathTable(folder)} WHERE \`te xt\` IS NULL`;
    expect(await spark.sql(none)).toEqual([{ n: "4" }]);
  });

  it("reads only the files that a filter needs", async () => {
    const { root, options, snapshot, spark } = bench();
    const folder = join(root, "skipping");
    await overwriteRows(folder, options, {
      select:
        "SELECT 9007199254740993 + i AS big, (i * 1.01)::DECIMAL(20, 2) AS price, " +
        "lpad(i::VARCHAR, 6, '0') AS text FROM range(9000) AS r(i) ORDER BY i",
      fileNames: "content",
      rowsPerFile: 1000,
    });
    const big = (i: number): string => String(9_007_199_254_740_993n + BigInt(i));
    const where = [
      { column: "big", op: ">=", value: big(2990) },
      { column: "big", op: "<=", value: big(3010) },
    ] as const;
    const needed = scan(await snapshot(folder), { where }).files.map(({ path }) => path);
    expect(needed).toHaveLength(2);
    const all = [...(await snapshot(folder)).files.keys()];
    const others = all.filter((path) => !needed.includes(path));
    await Promise.all(others.map((path) => rm(join(folder, path))));

    const table = pathTable(folder);
    for (const filter of [
      `big BETWEEN ${big(2990)} AND ${big(3010)}`,
      "price BETWEEN 3019.90 AND 3040.10",
      "text BETWEEN '002990' AND '003010'",
    ]) {
      const sql = `SELECT count(*) AS n, min(price) AS p FROM ${table} WHERE ${filter}`;
      expect(await spark.sql(sql), filter).toEqual([{ n: "21", p: "3019.90" }]);
    }
    await expect(spark.sql(`SELECT sum(big) FROM ${table}`)).rejects.toThrow("FILE");
  });
}
