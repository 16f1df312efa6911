import { rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { quoteName } from "../../core/base/sql-text.ts";
import { localPath } from "../../storage/delta/paths.ts";
import { scan } from "../../storage/delta/scan.ts";
import { readSnapshot, type Snapshot } from "../../storage/delta/snapshot.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import type { Executor } from "./executor.ts";
import { tableFolder } from "./lake.ts";
import { openLocalSession, type LocalOptions, type LocalSession } from "./local-session.ts";

export type LocalExecutorOptions = LocalOptions & {
  /** Statements that make the functions of the SQL models. */
  macros: string;
};

/** An executor with the session of the machine it runs on: DuckDB, in this process. */
export type LocalExecutor = Omit<Executor, "session"> & {
  session(): Promise<LocalSession>;
  /** Runs statements that make functions or views. */
  define(sql: string): Promise<void>;
  /** From now on SQL reads the tables shown so far and nothing else outside of memory. */
  seal(writeFolder?: string): Promise<void>;
};

/** Opens the local executor: one DuckDB in memory over the lake's Delta tables. */
export async function openLocalExecutor(options: LocalExecutorOptions): Promise<LocalExecutor> {
  const { lake, workers, memoryLimit, macros } = options;
  const database = await openDatabase({
    threads: workers,
    memoryLimit,
    tempFolder: join(lake.temporary, "spill"),
  });
  const catalog = await database.connect();
  await catalog.run(macros);
  const snapshots = new Map<string, Snapshot>();
  const schemas = new Set<string>();
  const shownFiles = new Set<string>();

  async function snapshot(id: string): Promise<Snapshot | undefined> {
    const previous = snapshots.get(id);
    const latest = await readSnapshot(tableFolder(lake, id), { connection: catalog }, { previous });
    if (latest !== undefined) snapshots.set(id, latest);
    return latest;
  }

  const versionOf = (id: string, version: number): Promise<Snapshot | undefined> =>
    readSnapshot(tableFolder(lake, id), { connection: catalog }, { version });

  async function showSelect(id: string, select: string): Promise<void> {
    const [schema, name] = splitId(id);
    if (!schemas.has(schema)) await catalog.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
    schemas.add(schema);
    await catalog.run(
      `CREATE OR REPLACE VIEW ${quoteName(schema)}.${quoteName(name)} AS ${select}`,
    );
  }

  return {
    name: "local",
    workers,
    snapshot,
    showSelect,
    async showTable(id, as = {}) {
      const shown = as.version === undefined ? await snapshot(id) : await versionOf(id, as.version);
      if (shown === undefined) return false;
      for (const path of shown.files.keys()) shownFiles.add(localPath(shown.folder, path));
      await showSelect(as.name ?? id, `SELECT * FROM ${scan(shown).sql}`);
      return true;
    },
    define: (sql) => catalog.run(sql),
    seal: (writeFolder) =>
      database.seal({
        files: [...shownFiles],
        ...(writeFolder === undefined ? {} : { writeFolder }),
      }),
    session: async () => openLocalSession(await database.connect(), options, snapshot),
    async [Symbol.asyncDispose]() {
      await catalog.close();
      await database.close();
      await rm(lake.temporary, { recursive: true, force: true });
      await rmdir(dirname(lake.temporary)).catch(() => undefined); // unless others still use it
    },
  };
}

/** Schema and name; the name may hold points. */
function splitId(id: string): [schema: string, name: string] {
  const point = id.indexOf(".");
  return [id.slice(0, point), id.slice(point + 1)];
}
