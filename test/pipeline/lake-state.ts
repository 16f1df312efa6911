import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { lakeIn, listTables, tableFolder } from "../../src/flow/pipeline/lake.ts";
import { scan } from "../../src/storage/delta/scan.ts";
import { readSnapshot } from "../../src/storage/delta-log/snapshot.ts";
import type { Row } from "../../src/storage/duckdb/connection.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { openDatabase } from "../../src/storage/duckdb/database.ts";

/** One table as it stands. */
export type TableState = {
  version: number;
  /** Data files it consists of, by name. */
  files: string[];
  rowCount: number;
  /** Hash of its sorted rows, without run ids and landing times. */
  rowsHash: string;
};

/** Reads whole tables with the engine and our own log reader, past the pipeline. */
export type LakeReader = AsyncDisposable & {
  ids(): Promise<string[]>;
  table(id: string): Promise<TableState>;
  /** Every table, by id. */
  state(): Promise<Map<string, TableState>>;
  /** Rows of a SELECT in which `$t` stands for a table. */
  rows(id: string, select: string): Promise<Row[]>;
};

/** Columns that differ from run to run by their nature. */
const passing = ["_run_id", "_ingested_at"];

/** Opens the lake in a data folder for reading. */
export async function openLake(dataFolder: string): Promise<LakeReader> {
  const lake = lakeIn(dataFolder);
  const tempFolder = join(dataFolder, "..", `reading-${process.pid}`);
  const database = await openDatabase({ threads: 2, memoryLimit: "1GB", tempFolder });
  const connection = await database.connect();
  const read = async (id: string) => {
    const snapshot = await readSnapshot(tableFolder(lake, id), { connection });
    if (snapshot === undefined) throw new Error(`there is no table ${id}`);
    return snapshot;
  };
  async function table(id: string): Promise<TableState> {
    const snapshot = await read(id);
    const columns = snapshot.schema
      .map(({ name }) => name)
      .filter((name) => !passing.includes(name))
      .map((name) => `"${name}"`);
    const row = await connection.row(`
      SELECT count(*) AS n, md5(coalesce(string_agg(text, chr(10) ORDER BY text), '')) AS hash
      FROM (SELECT CAST(to_json(r) AS VARCHAR) AS text
            FROM (SELECT ${columns.join(", ")} FROM ${scan(snapshot).sql}) AS r)`);
    return {
      version: snapshot.version,
      files: [...snapshot.files.keys()].toSorted(),
      rowCount: Number(row?.["n"]),
      rowsHash: textOf(row?.["hash"]),
    };
  }
  return {
    ids: () => listTables(lake),
    table,
    async state() {
      const ids = await listTables(lake);
      const states = new Map<string, TableState>();
      for (const id of ids) states.set(id, await table(id));
      return states;
    },
    rows: async (id, select) => connection.rows(select.replaceAll("$t", scan(await read(id)).sql)),
    async [Symbol.asyncDispose]() {
      await connection.close();
      await database.close();
    },
  };
}

/** Every table's state, by id. */
export async function lakeState(dataFolder: string): Promise<Map<string, TableState>> {
  await using lake = await openLake(dataFolder);
  return await lake.state();
}

/** Rows of a SELECT over one table, which it calls `$t`. */
export async function lakeRows(dataFolder: string, id: string, select: string): Promise<Row[]> {
  await using lake = await openLake(dataFolder);
  return await lake.rows(id, select);
}

/** Versions of every table, by id. */
export function versionsOf(state: ReadonlyMap<string, TableState>): Record<string, number> {
  return Object.fromEntries([...state].map(([id, { version }]) => [id, version]));
}

/** What two runs over the same input must have in common: rows everywhere, files above bronze. */
export function resultOf(state: ReadonlyMap<string, TableState>): Record<string, unknown> {
  const tables = [...state].filter(([id]) => !id.startsWith("ops."));
  return Object.fromEntries(
    tables.map(([id, { files, rowCount, rowsHash }]) => {
      const isNamedByContent = /^(silver|enriched|gold)\./.test(id);
      return [id, { rowCount, rowsHash, ...(isNamedByContent ? { files } : {}) }];
    }),
  );
}

/** Tables whose version rose between two states, or that are new, sorted. */
export function movedTables(
  before: ReadonlyMap<string, TableState>,
  after: ReadonlyMap<string, TableState>,
): string[] {
  return [...after]
    .filter(([id, { version }]) => before.get(id)?.version !== version)
    .map(([id]) => id)
    .filter((id) => !id.startsWith("ops."))
    .toSorted();
}

/** Files and folders that a run leaves only when it is under way. */
export async function passingFiles(dataFolder: string): Promise<string[]> {
  const top = await readdir(dataFolder).catch(() => []);
  const locks = top.filter((name) => name.startsWith("run.lock"));
  const temporary = await readdir(join(dataFolder, "lake", "bronze", "_tmp")).catch(() => []);
  const cache = await readdir(join(dataFolder, "lake", "bronze", "_cache")).catch(() => []);
  const tables = await readdir(join(dataFolder, "lake"), { recursive: true }).catch(() => []);
  return [
    ...locks,
    ...temporary,
    ...cache.filter((name) => /\.\d+$/.test(name)),
    ...tables.filter((path) => path.includes("_staging-")),
  ];
}
