import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { writeCheckpoint } from "../../src/storage/delta-log/write-checkpoint.ts";
import { deleteRows } from "../../src/storage/delta/delete-rows.ts";
import { int96Files } from "../../src/storage/delta/int96.ts";
import { commitPath } from "../../src/storage/delta-log/log.ts";
import { optimizeTable } from "../../src/storage/delta/optimize.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { vacuumTable } from "../../src/storage/delta/vacuum.ts";
import { openDuckDb } from "../delta/open-duckdb.ts";
import type { Bench } from "./bench.ts";
import { pathTable } from "./session.ts";

/** Tables that Spark made, read by us, and written to or refused by name. */
export function sparkMade(bench: () => Bench): void {
  it("is read at every version: partitions, deletion vectors, checkpoints", async () => {
    const { root, options, ours, sparks, spark, snapshot } = bench();
    const folder = join(root, "made");
    const table = pathTable(folder);
    await spark.sql(
      `CREATE TABLE ${table} (id BIGINT, part STRING, text STRING) USING delta PARTITIONED BY (part)
         TBLPROPERTIES ('delta.enableDeletionVectors'='true', 'delta.checkpointInterval'='2')`,
    );
    const rows =
      "SELECT id, element_at(array(NULL, 'a b/é%=', 'plain'), int(id % 3) + 1), concat('t', id)";
    await spark.sql(`INSERT INTO ${table} ${rows} FROM range(0, 3000)`);
    await spark.sql(`DELETE FROM ${table} WHERE id % 7 = 0`);
    await spark.sql(`INSERT INTO ${table} ${rows} FROM range(3000, 3100)`);
    await spark.sql(`DELETE FROM ${table} WHERE id % 11 = 0`);
    await spark.sql(`UPDATE ${table} SET text = 'u' WHERE id BETWEEN 10 AND 20`);
    for (let version = 0; version <= 5; version++) {
      const theirs = await sparks(folder, version);
      expect(await ours(folder, version), `version ${version}`).toEqual(theirs);
    }
    const made = await snapshot(folder);
    expect([...made.files.values()].some((file) => file.deletionVector !== undefined)).toBe(true);
    expect(scan(made).rowCount).toBe((await ours(folder)).length);
    await Promise.all([0, 1, 2, 3].map((version) => rm(commitPath(folder, version))));
    expect(await ours(folder, 4)).toHaveLength(3100 - 429 - 243);
    // A checkpoint of ours in place of Spark's, in a copy, for Spark remembers what it read.
    await writeCheckpoint(await snapshot(folder, 4), options, new Date());
    const copy = `${folder} copy`;
    await cp(folder, copy, { recursive: true });
    expect(await sparks(copy)).toEqual(await ours(folder));
  });

  it("is read by it after we compacted, clustered and vacuumed it", async () => {
    const { root, options, ours, sparks, spark, snapshot } = bench();
    const folder = join(root, "maintained");
    const table = pathTable(folder);
    await spark.sql(
      `CREATE TABLE ${table} USING delta TBLPROPERTIES ('delta.enableDeletionVectors'='true')
         AS SELECT id, concat('t', id % 10) AS text FROM range(1000)`,
    );
    await spark.sql(`DELETE FROM ${table} WHERE id % 7 = 0`);
    await spark.sql(`INSERT INTO ${table} SELECT id, 'late' FROM range(1000, 1100)`);
    const before = await ours(folder);

    await optimizeTable(folder, options, { zOrderBy: ["text", "id"] });
    await vacuumTable(folder, options, { retentionHours: 0, force: true });

    const left = (await readdir(folder)).filter((name) => /^[^_.]/.test(name));
    expect(left).toEqual([...(await snapshot(folder)).files.keys()]);
    expect(await ours(folder)).toEqual(before);
    expect(await sparks(folder)).toEqual(before);
    await spark.sql(`UPDATE ${table} SET text = 'end' WHERE id = 1099`);
    expect(await sparks(folder)).toEqual(await ours(folder));
  });

  it("is read with its types, timestamps of 96 bits among them", async () => {
    const { root, ours, sparks, spark, options, snapshot } = bench();
    const folder = join(root, "types");
    await spark.sql(
      `CREATE TABLE ${pathTable(folder)} USING delta AS SELECT
         id, id % 2 = 0 AS flag, tinyint(id) AS tiny, smallint(id) AS small, int(id) AS whole,
         float(id) / 8 AS single, double(id) / 7 AS twin, decimal(id) / 4 AS price,
         cast(id AS DECIMAL(38, 10)) AS exact, concat('é 漢 😀 ', id) AS text,
         binary(concat('b', id)) AS bytes, date_add(DATE '2024-02-28', int(id)) AS day,
         TIMESTAMP '2024-02-28 12:00:00.123456Z' + make_interval(0, 0, 0, int(id)) AS at,
         array(id, NULL) AS list, named_struct('a', id, 'b', named_struct('d', array('x', NULL))) AS record,
         map('k', id, 'n', NULL) AS dictionary
       FROM range(50)`,
      { "spark.sql.parquet.outputTimestampType": "INT96" },
    );
    expect(await ours(folder)).toEqual(await sparks(folder));
    const [path = ""] = (await snapshot(folder)).files.keys();
    const [at] = await options.connection.rows(
      `SELECT type FROM parquet_schema('${join(folder, path)}') WHERE name = 'at'`,
    );
    expect(at).toEqual({ type: "INT96" });

    const table = await snapshot(folder);
    await using elsewhere = await openDuckDb();
    await elsewhere.run("SET TimeZone = 'America/Sao_Paulo'");
    const int96 = await int96Files(table, options.connection);
    const { sql } = scan(table, { int96, columns: ["at"] });
    expect(await elsewhere.rows(`SELECT min(epoch_us("at")) AS first FROM ${sql}`)).toEqual([
      { first: String(Date.parse("2024-02-28T12:00:00.123Z") * 1000 + 456) },
    ]);
  });

  it.each(["json", "parquet"])("is read past checkpoints of version 2 (%s)", async (format) => {
    const { root, ours, sparks, spark, options } = bench();
    const folder = join(root, `second ${format}`);
    const table = pathTable(folder);
    const properties =
      "'delta.checkpointPolicy'='v2', 'delta.checkpointInterval'='2', 'delta.enableDeletionVectors'='true'";
    await spark.sql(
      `CREATE TABLE ${table} USING delta TBLPROPERTIES (${properties}) AS SELECT id FROM range(1000)`,
      { "spark.databricks.delta.checkpointV2.topLevelFileFormat": format },
    );
    await spark.sql(`DELETE FROM ${table} WHERE id % 3 = 0`);
    await spark.sql(`INSERT INTO ${table} SELECT id FROM range(1000, 1010)`);
    const names = await readdir(join(folder, "_delta_log"));
    const name = new RegExp(`^0{19}2\\.checkpoint\\.[-\\da-f]{36}\\.${format}$`);
    expect(names.filter((file) => name.test(file))).toHaveLength(1);
    await Promise.all([0, 1].map((version) => rm(commitPath(folder, version))));
    expect(await ours(folder)).toHaveLength(676);
    // Our own checkpoints of such a table are classic ones.
    for (let id = 2000; id < 2004; id++) {
      await appendRows(folder, options, {
        select: `SELECT ${id}::BIGINT AS id`,
        fileNames: "unique",
      });
    }
    // Four versions after Spark's, as this table's options ask for.
    expect(await readdir(join(folder, "_delta_log"))).toContain(
      `${"6".padStart(20, "0")}.checkpoint.parquet`,
    );
    expect(await sparks(folder)).toEqual(await ours(folder));
  });

  it("is read after its columns became wider", async () => {
    const { root, ours, sparks, spark } = bench();
    const folder = join(root, "wider");
    const table = pathTable(folder);
    await spark.sql(
      `CREATE TABLE ${table} (a TINYINT, b INT, c FLOAT, d DECIMAL(5, 1), e DATE) USING delta
         TBLPROPERTIES ('delta.enableTypeWidening'='true', 'delta.feature.timestampNtz'='supported')`,
    );
    await spark.sql(
      `INSERT INTO ${table} VALUES (1, 2, 0.5, 1.5, DATE '2024-02-29'), (NULL, NULL, NULL, NULL, NULL)`,
    );
    for (const change of [
      "a TYPE BIGINT",
      "b TYPE DOUBLE",
      "c TYPE DOUBLE",
      "d TYPE DECIMAL(20, 3)",
      "e TYPE TIMESTAMP_NTZ",
    ]) {
      await spark.sql(`ALTER TABLE ${table} ALTER COLUMN ${change}`);
    }
    await spark.sql(
      `INSERT INTO ${table} VALUES (9007199254740993, 1e300, 1e300, 1.125, TIMESTAMP_NTZ '2025-01-01 10:00:00.5')`,
    );
    const rows = await ours(folder);
    expect(rows).toHaveLength(3);
    expect(await sparks(folder)).toEqual(rows);
  });

  it("keeps its clustering and its commit times when we write to it", async () => {
    const { root, ours, sparks, spark, options, snapshot } = bench();
    const folder = join(root, "clustered");
    const table = pathTable(folder);
    await spark.sql(
      `CREATE TABLE ${table} (id BIGINT, text STRING) USING delta CLUSTER BY (id)
         TBLPROPERTIES ('delta.enableInCommitTimestamps'='true')`,
    );
    await spark.sql(`INSERT INTO ${table} SELECT id, 'spark' FROM range(100)`);
    await appendRows(folder, options, {
      select: "SELECT 100::BIGINT AS id, 'ours' AS text",
      fileNames: "unique",
    });
    const written = await snapshot(folder);
    expect(written.commitInfo.inCommitTimestamp).toBe(written.timestamp.getTime());
    await writeCheckpoint(written, options, new Date());
    await Promise.all([0, 1].map((version) => rm(commitPath(folder, version))));
    expect([...(await snapshot(folder)).domains.keys()]).toEqual(["delta.clustering"]);
    await spark.sql(`INSERT INTO ${table} SELECT id, 'spark again' FROM range(101, 110)`);
    expect(await sparks(folder)).toEqual(await ours(folder));
    expect(await ours(folder)).toHaveLength(110);
  });

  it("that records its changes takes rows, but loses none", async () => {
    const { root, ours, sparks, spark, options } = bench();
    const folder = join(root, "recorded");
    await spark.sql(
      `CREATE TABLE ${pathTable(folder)} USING delta TBLPROPERTIES ('delta.enableChangeDataFeed'='true')
         AS SELECT id FROM range(10)`,
    );
    await spark.sql(`UPDATE ${pathTable(folder)} SET id = 100 WHERE id = 1`);
    await appendRows(folder, options, { select: "SELECT 11::BIGINT AS id", fileNames: "unique" });
    expect(await sparks(folder)).toEqual(await ours(folder));
    const attempt = deleteRows(folder, options, { where: [{ column: "id", op: "=", value: 100 }] });
    await expect(attempt).rejects.toThrow("changeDataFeed");
    expect(await ours(folder)).toHaveLength(11);
  });

  it("is refused by name when we cannot read it, or not write to it", async () => {
    const { root, ours, spark, options } = bench();
    const make = async (name: string, columns: string, properties: string): Promise<string> => {
      const folder = join(root, name);
      await spark.sql(
        `CREATE TABLE ${pathTable(folder)} (${columns}) USING delta TBLPROPERTIES (${properties})`,
      );
      return folder;
    };
    const mapped = await make("mapped", "id BIGINT", "'delta.columnMapping.mode'='name'");
    await expect(ours(mapped)).rejects.toThrow("mapped by name (columnMapping)");
    const variant = await make("variant", "id BIGINT, v VARIANT", "'a'='b'");
    await expect(ours(variant)).rejects.toThrow('the type "variant" is not known');

    const tracked = await make("tracked", "id BIGINT", "'delta.enableRowTracking'='true'");
    const checked = await make("checked", "id BIGINT", "'a'='b'");
    await spark.sql(`ALTER TABLE ${pathTable(checked)} ADD CONSTRAINT positive CHECK (id > 0)`);
    const strict = await make("strict", "id BIGINT NOT NULL", "'a'='b'");
    const standard = await make(
      "standard",
      "id BIGINT",
      "'delta.feature.allowColumnDefaults'='supported'",
    );
    await spark.sql(`ALTER TABLE ${pathTable(standard)} ALTER COLUMN id SET DEFAULT 5`);
    for (const [folder, problem] of [
      [tracked, "the feature rowTracking"],
      [checked, "the constraint positive"],
      [strict, "column id must not be null"],
      [standard, "column id has a default"],
    ] as const) {
      expect(await ours(folder)).toEqual([]);
      const attempt = appendRows(folder, options, {
        select: "SELECT 1::BIGINT AS id",
        fileNames: "unique",
      });
      await expect(attempt).rejects.toThrow(problem);
    }
  });
}
