import { join } from "node:path";

import { quoteName } from "../../core/base/sql-text.ts";
import { assertWhole } from "../../storage/delta-log/damaged-files.ts";
import { localPath } from "../../storage/delta-log/paths.ts";
import { int96Files } from "../../storage/delta/int96.ts";
import { scan } from "../../storage/delta/scan.ts";
import { readSnapshot, type Snapshot } from "../../storage/delta-log/snapshot.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import { registerRowFunction } from "../../storage/duckdb/text-function.ts";
import { memoryBytes, memorySize } from "../../storage/duckdb/memory.ts";
import type { Executor } from "./executor.ts";
import { checkLakeFormat } from "./lake-format.ts";
import { makeBronze, removeTemporary, tableFolder } from "./lake.ts";
import { openLocalSession, type LocalOptions, type LocalSession } from "./local-session.ts";

export type LocalExecutorOptions = LocalOptions & {
  /** Statements that make the functions of the SQL models. */
  macros: string;
};

/** An executor with the session of the machine it runs on: DuckDB, in this process. */
export type LocalExecutor = Omit<Executor, "session" | "snapshot"> & {
  session(): Promise<LocalSession>;
  /** Tables written here that have no checkpoint where one is due, with the reason. */
  readonly checkpointErrors: ReadonlyMap<string, unknown>;
  /** A version of a table, by default its latest; undefined when there is no table. */
  snapshot(id: string, at?: TableVersion): Promise<Snapshot | undefined>;
  /**
   * Lets SQL of any time zone read a version of a table under a name, `schema.name`.
   *
   * @throws DeltaFileMissingError, DeltaCorruptError when a file of it is not there, or not whole.
   */
  showSnapshot(name: string, snapshot: Snapshot): Promise<void>;
  /** Runs statements that make functions or tables. */
  define(sql: string): Promise<void>;
  /**
   * From now on SQL reads the files of these versions and nothing else outside of memory, and
   * writes into the folder at most.
   */
  confine(snapshots: Iterable<Snapshot>, writeFolder?: string): Promise<void>;
  /** From now on only SELECTs run. */
  seal(): Promise<void>;
};

/** A version of a table: its number, or the latest one committed by an instant. */
export type TableVersion = { version: number } | { asOf: Date };

/**
 * Part of `limits.memory` that the engine may take before it writes to disk: some of what it takes
 * it does not count, and Node and the stages' workers need the rest.
 */
const engineShare = 0.55;

/**
 * Opens the local executor: one DuckDB in memory over the lake's Delta tables.
 *
 * @throws LakeNewerError when a newer Earshot wrote the lake.
 */
export async function openLocalExecutor(options: LocalExecutorOptions): Promise<LocalExecutor> {
  const { lake, workers, memoryLimit, macros } = options;
  await checkLakeFormat(lake);
  await makeBronze(lake);
  const database = await openDatabase({
    threads: workers,
    memoryLimit: memorySize(engineShare * memoryBytes(memoryLimit)),
    tempFolder: join(lake.temporary, "spill"),
  });
  const catalog = await database.connect();
  await catalog.run(macros);
  const snapshots = new Map<string, Snapshot>();
  const schemas = new Set<string>();
  const checkpointErrors = new Map<string, unknown>();

  async function snapshot(id: string, at?: TableVersion): Promise<Snapshot | undefined> {
    const folder = tableFolder(lake, id);
    if (at !== undefined) return readSnapshot(folder, { connection: catalog }, at);
    const previous = snapshots.get(id);
    const latest = await readSnapshot(folder, { connection: catalog }, { previous });
    if (latest !== undefined) snapshots.set(id, latest);
    return latest;
  }

  async function showSelect(id: string, select: string): Promise<void> {
    const [schema, name] = splitId(id);
    if (!schemas.has(schema)) await catalog.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
    schemas.add(schema);
    await catalog.run(
      `CREATE OR REPLACE VIEW ${quoteName(schema)}.${quoteName(name)} AS ${select}`,
    );
  }

  async function showSnapshot(name: string, shown: Snapshot): Promise<void> {
    await assertWhole(shown);
    const int96 = await int96Files(shown, catalog);
    await showSelect(name, `SELECT * FROM ${scan(shown, { int96 }).sql}`);
  }

  return {
    name: "local",
    workers,
    checkpointErrors,
    snapshot,
    showSelect,
    showSnapshot,
    async showTable(id) {
      const shown = await snapshot(id);
      if (shown === undefined) return false;
      await assertWhole(shown);
      await showSelect(id, `SELECT * FROM ${scan(shown).sql}`);
      return true;
    },
    async defineFunction(name, apply) {
      registerRowFunction(catalog, name, apply);
    },
    define: (sql) => catalog.run(sql),
    confine: (shown, writeFolder) =>
      database.confine({ files: [...new Set([...shown].flatMap(dataFiles))], writeFolder }),
    seal: () => database.seal(),
    session: async () =>
      openLocalSession(await database.connect(), options, { read: snapshot, checkpointErrors }),
    async [Symbol.asyncDispose]() {
      await catalog.close();
      await database.close();
      await removeTemporary(lake);
    },
  };
}

function dataFiles({ folder, files }: Snapshot): string[] {
  return [...files.keys()].map((path) => localPath(folder, path));
}

/** Schema and name; the name may hold points. */
function splitId(id: string): [schema: string, name: string] {
  const point = id.indexOf(".");
  return [id.slice(0, point), id.slice(point + 1)];
}
