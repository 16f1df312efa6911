import { cp, rm } from "node:fs/promises";
import { join } from "node:path";

import { expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { writeCheckpoint } from "../../src/storage/delta-log/write-checkpoint.ts";
import { deleteRows } from "../../src/storage/delta/delete-rows.ts";
import { commitPath } from "../../src/storage/delta-log/log.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { askDeltaRs, deltaRs } from "../delta/delta-rs.ts";
import type { Bench } from "./bench.ts";
import { pathTable } from "./session.ts";

const columns = (text: string): string =>
  `i AS id, '${text} é 漢' || i AS text, (i * 1.25)::DECIMAL(12, 2) AS price, ` +
  "TIMESTAMPTZ '2024-02-28 12:00:00.123456+00' + to_minutes(i) AS at";

/** Our tables, written to by Spark and by us in turn, and read by both after each write. */
export function writesOurs(bench: () => Bench): void {
  it.each([
    ["files are rewritten", false],
    ["rows are deleted by vectors", true],
  ])("both go on to understand it, where %s", async (_case, hasVectors) => {
    const { root, options, snapshot, spark } = bench();
    const folder = join(root, `ours ${hasVectors}`);
    const table = pathTable(folder);
    const agree = agreeOn(bench());
    const vectorCount = async (): Promise<number> =>
      [...(await snapshot(folder)).files.values()].filter((file) => file.deletionVector).length;
    const theyDo = async (...statements: string[]): Promise<void> => {
      for (const statement of statements) await spark.sql(statement);
      await agree(folder, statements.join("; "));
    };
    await overwriteRows(folder, options, {
      select: `SELECT ${columns("a")} FROM range(3000) AS r(i) ORDER BY i`,
      fileNames: "content",
      rowsPerFile: 1000,
    });
    if (hasVectors) {
      await spark.sql(
        `ALTER TABLE ${table} SET TBLPROPERTIES('delta.enableDeletionVectors'='true')`,
      );
    }
    await theyDo(
      `INSERT INTO ${table} SELECT id, concat('spark ', id), 1.5, TIMESTAMP '2025-01-01 00:00:00.000001Z'
         FROM range(3000, 3100)`,
      `UPDATE ${table} SET text = 'updated', price = price + 1 WHERE id % 10 = 3`,
      `DELETE FROM ${table} WHERE id BETWEEN 500 AND 1499 OR id % 100 = 7`,
    );
    expect((await vectorCount()) > 0).toBe(hasVectors);
    expect((await bench().ours(folder)).length).toBe(2079);

    // Ours on top of theirs.
    const select = `SELECT ${columns("ours")} FROM range(490, 510) AS r(i)`;
    await replaceByKey(folder, options, { select, key: ["id"] });
    const where = [{ column: "id", op: "<", value: 30 }] as const;
    const { deletedRowCount } = await deleteRows(folder, options, { where });
    expect(deletedRowCount).toBe(29);
    await appendRows(folder, options, {
      select: `SELECT ${columns("more")}, 'new' AS note FROM range(5000, 5010) AS r(i)`,
      fileNames: "unique",
      schemaMode: "add_columns",
    });
    await agree(folder, "replaceByKey, deleteRows and appendRows");
    expect((await vectorCount()) > 0).toBe(hasVectors);

    // Past a checkpoint of ours, and by a third reader.
    await writeCheckpoint(await snapshot(folder), options, new Date());
    const copy = `${folder} copy`;
    await cp(folder, copy, { recursive: true });
    const { version } = await snapshot(folder);
    await Promise.all(Array.from({ length: version }, (_, i) => rm(commitPath(copy, i))));
    await agree(copy, "a copy");
    const sums = "count(*) AS n, sum(id) AS ids, sum(price) AS price, count(note) AS notes";
    const [theirs] = await spark.sql(`SELECT ${sums} FROM ${table}`);
    const [answer] =
      deltaRs === undefined ? [] : await askDeltaRs([{ folder, sql: `SELECT ${sums} FROM t` }]);
    expect(answer?.rows ?? [theirs]).toEqual([theirs]);

    // And theirs again.
    await theyDo(
      `MERGE INTO ${table} AS t USING (SELECT id, 'merged' AS text FROM range(2990, 3200)) AS s ON t.id = s.id
         WHEN MATCHED AND s.id % 2 = 0 THEN DELETE
         WHEN MATCHED THEN UPDATE SET text = s.text
         WHEN NOT MATCHED THEN INSERT (id, text) VALUES (s.id, s.text)`,
      `ALTER TABLE ${table} ADD COLUMN score DOUBLE`,
      `INSERT INTO ${table} VALUES (9000, 'last', 1, TIMESTAMP '2025-01-01 00:00:00Z', 'x', double('NaN'))`,
      `OPTIMIZE ${table}`,
      `OPTIMIZE ${table} ZORDER BY (id, text)`,
    );
    expect(await vectorCount()).toBe(0);
    await spark.sql(`VACUUM ${table} RETAIN 0 HOURS`);
    const again = `SELECT ${columns("again")}, NULL::VARCHAR AS note, 0.5::DOUBLE AS score FROM range(5) AS r(i)`;
    await replaceByKey(folder, options, { select: again, key: ["id"] });
    await agree(folder, "VACUUM and replaceByKey");
    await theyDo(`UPDATE ${table} SET note = 'end' WHERE id = 2`);
  });
}

/** Holds what we read against what Spark reads. */
function agreeOn({ ours, sparks }: Bench): (folder: string, after: string) => Promise<void> {
  return async (folder, after) => {
    const rows = await ours(folder);
    expect(rows.length).toBeGreaterThan(1000);
    expect(await sparks(folder), `after ${after}`).toEqual(rows);
  };
}
