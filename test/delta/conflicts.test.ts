import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { deleteByKey, deleteRows } from "../../src/storage/delta/delete-rows.ts";
import { retry, type TableOptions } from "../../src/storage/delta/delta-table.ts";
import { overwriteRows } from "../../src/storage/delta/overwrite-rows.ts";
import { optimizeTable } from "../../src/storage/delta/optimize.ts";
import { replaceByKey } from "../../src/storage/delta/replace-by-key.ts";
import { replacePartitions } from "../../src/storage/delta/replace-partitions.ts";
import type { Predicate } from "../../src/storage/delta-log/predicate.ts";
import { openTable, type TestTable } from "./open-table.ts";

/** Ids 0 to 3,999 in four files of a thousand each. */
async function openNumbers(): Promise<TestTable> {
  const table = await openTable();
  await overwriteRows(table.folder, table.options, {
    select: "SELECT i AS id, 'a' AS text FROM range(4000) AS r(i) ORDER BY i",
    fileNames: "content",
    rowsPerFile: 1000,
  });
  return table;
}

type Change = (options: TableOptions) => Promise<unknown>;

/** Changes by name, of a hundred ids from `at` on. */
const changes: Record<string, (folder: string, at: number) => Change> = {
  append: (folder, at) => (options) =>
    appendRows(folder, options, { select: rows(at), fileNames: "unique" }),
  delete: (folder, at) => (options) =>
    deleteRows(folder, options, {
      where: [
        { column: "id", op: ">=", value: at },
        { column: "id", op: "<", value: at + 100 },
      ],
    }),
  deleteByKey: (folder, at) => (options) =>
    deleteByKey(folder, options, { select: rows(at), key: ["id"] }),
  replace: (folder, at) => (options) =>
    replaceByKey(folder, options, { select: rows(at), key: ["id"], schemaMode: "add_columns" }),
  replaceNone: (folder, at) => (options) =>
    replaceByKey(folder, options, {
      select: `${rows(at)} LIMIT 0`,
      key: ["id"],
      schemaMode: "add_columns",
      commitWhenUnchanged: true,
    }),
  overwrite: (folder, at) => (options) =>
    overwriteRows(folder, options, { select: `${rows(at)} ORDER BY id`, fileNames: "content" }),
  widen: (folder, at) => (options) =>
    appendRows(folder, options, {
      select: `SELECT ${at}::BIGINT AS id, 1 AS more`,
      schemaMode: "add_columns",
      fileNames: "unique",
    }),
};

/** The change that a text such as `delete 500` names. */
function changeOf(text: string, folder: string): Change {
  const [name = "", at] = text.split(" ");
  const change = changes[name];
  if (change === undefined) throw new Error(`there is no change ${name}`);
  return change(folder, Number(at));
}

function rows(at: number): string {
  return `SELECT i AS id, 'b' || i AS text FROM range(${at}, ${at + 100}) AS r(i)`;
}

function values(list: string): string {
  return `SELECT * FROM (VALUES ${list}) AS r(id, text, p) ORDER BY id`;
}

/** Options under which `intrude` runs once: after files were written, before the commit. */
function intruded({ options }: TestTable, intrude: () => Promise<unknown>): TableOptions {
  const { connection } = options;
  let done = false;
  const intrudedRows: TableOptions["connection"]["rows"] = async (sql) => {
    const found = await connection.rows(sql);
    if (!done && sql.startsWith("COPY")) {
      done = true;
      await intrude();
    }
    return found;
  };
  return { ...options, connection: { ...connection, rows: intrudedRows } };
}

/** Empties a table's folder, but for what a writer has there in hand. */
async function clear({ folder }: TestTable): Promise<void> {
  const names = await readdir(folder);
  const others = names.filter((name) => !name.startsWith("_staging-"));
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true })));
}

describe("a write, while another one is committed", () => {
  it.each<[ours: string, theirs: string, conflict: boolean]>([
    ["append 0", "append 0", false],
    ["append 0", "delete 0", false],
    ["append 0", "overwrite 0", false],
    ["widen 0", "widen 50", false],
    ["delete 500", "append 7000", false],
    ["delete 500", "append 550", true],
    ["delete 500", "delete 1500", false],
    ["delete 500", "delete 100", true],
    ["delete 500", "replace 1500", false],
    ["delete 500", "replace 100", true],
    ["delete 500", "widen 7000", true],
    ["delete 500", "overwrite 450", true],
    ["deleteByKey 500", "deleteByKey 2500", false],
    ["deleteByKey 500", "append 550", true],
    ["replace 500", "replace 1500", false],
    ["replace 500", "append 1500", false],
    ["replace 500", "delete 2500", false],
    ["replace 500", "delete 850", true],
    ["replace 5000", "replace 5050", true],
    ["replace 500", "widen 1500", true],
    ["replaceNone 0", "append 9000", false],
    ["replaceNone 0", "widen 1500", true],
    ["overwrite 0", "append 9000", true],
    ["overwrite 0", "delete 2000", true],
  ])("%s, while another does %s: conflict %s", async (ours, theirs, conflict) => {
    await using table = await openNumbers();
    await using serial = await openNumbers();
    const options = intruded(table, async () => changeOf(theirs, table.folder)(table.options));
    let tries = 0;

    await retry(async () => {
      tries += 1;
      return changeOf(ours, table.folder)(options);
    });

    expect(tries > 1).toBe(conflict);
    await changeOf(theirs, serial.folder)(serial.options);
    await changeOf(ours, serial.folder)(serial.options);
    expect((await table.snapshot()).version).toBe(2);
    expect(await table.rows()).toEqual(await serial.rows()); // as if it had come later
  });

  it.each<[name: string, change: (folder: string) => Change]>([
    [
      "overwriteRows",
      (folder) => (options) =>
        overwriteRows(folder, options, {
          select: values("(1, 'b', 1), (2, 'c', 1)"),
          fileNames: "content",
          rowsPerFile: 1,
        }),
    ],
    [
      "replacePartitions",
      (folder) => (options) =>
        replacePartitions(folder, options, {
          select: values("(0, 'd', 0), (1, 'b', 1), (2, 'c', 1)"),
          fileNames: "content",
          rowsPerFile: 1,
        }),
    ],
    [
      "replaceByKey",
      (folder) => (options) =>
        replaceByKey(folder, options, {
          select: values("(1, 'b', 1)"),
          key: ["id"],
          rowsPerFile: 1,
        }),
    ],
  ])("%s of a file that comes out as it was, while that one is compacted", async (_, change) => {
    await using table = await openTable();
    await appendRows(table.folder, table.options, {
      select: values("(1, 'a', 0), (1, 'b', 1), (2, 'c', 1)"),
      partitionBy: ["p"],
      fileNames: "content",
      rowsPerFile: 1,
    });
    const where: Predicate[] = [{ column: "p", op: "=", value: 1 }];
    const options = intruded(table, async () =>
      optimizeTable(table.folder, table.options, { where }),
    );

    await retry(async () => change(table.folder)(options));

    expect((await table.snapshot()).version).toBe(2);
    expect(await table.rows({ where })).toEqual([
      { id: 1, text: "b", p: 1 },
      { id: 2, text: "c", p: 1 },
    ]);
  });

  it.each<[name: string, theirs: (folder: string) => Change]>([
    [
      "makes the table with wider types",
      (folder) => (options) =>
        appendRows(folder, options, { select: "SELECT 1::BIGINT AS id", fileNames: "unique" }),
    ],
    [
      "overwrites it with wider types",
      (folder) => async (options) => {
        await appendRows(folder, options, { select: "SELECT 0 AS id", fileNames: "unique" });
        await overwriteRows(folder, options, {
          select: "SELECT 1::BIGINT AS id",
          fileNames: "unique",
        });
      },
    ],
  ])("appends files of the table's types when another one %s", async (_, theirs) => {
    await using table = await openTable();
    const options = intruded(table, async () => theirs(table.folder)(table.options));
    let tries = 0;

    const done = await retry(async () => {
      tries += 1;
      return appendRows(table.folder, options, { select: "SELECT 2 AS id", fileNames: "unique" });
    });

    expect(tries).toBe(2);
    const [added] = done.addedFiles;
    const stored = await table.options.connection.rows(
      `SELECT type FROM parquet_schema('${table.folder.replaceAll("'", "''")}/${added?.path}') WHERE name = 'id'`,
    );
    expect(stored).toEqual([{ type: "INT64" }]);
    expect(await table.rows()).toEqual([{ id: "1" }, { id: "2" }]);
  });

  it("fails when the table was made anew meanwhile", async () => {
    await using table = await openNumbers();
    const other = async (versions: number): Promise<void> => {
      await clear(table);
      for (let i = 0; i < versions; i++) {
        await changeOf(`append ${i * 100}`, table.folder)(table.options);
      }
    };
    for (const name of ["append", "delete", "overwrite"]) {
      for (const versions of [1, 3]) {
        await changeOf("overwrite 0", table.folder)(table.options);
        const options = intruded(table, () => other(versions));
        const attempt = changeOf(`${name} 50`, table.folder)(options);
        await expect(attempt, `${name} against ${versions}`).rejects.toThrow("made anew");
        expect((await table.snapshot()).version).toBe(versions - 1);
        expect(await table.rows()).toHaveLength(versions * 100);
      }
    }
  });

  it("fails when the folder of the table came back to an older state", async () => {
    await using table = await openNumbers();
    const copy = `${table.folder} copy`;
    await cp(table.folder, copy, { recursive: true });
    await changeOf("append 0", table.folder)(table.options);
    const options = intruded(table, async () => {
      await clear(table);
      await cp(copy, table.folder, { recursive: true });
    });
    await expect(changeOf("append 100", table.folder)(options)).rejects.toThrow("made anew");
    expect((await table.snapshot()).version).toBe(0);
    expect(await table.rows()).toHaveLength(4000);
  });
});
