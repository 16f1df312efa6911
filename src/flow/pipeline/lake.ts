import { chmod, mkdir, readdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { systemCode } from "../../core/base/errors.ts";
import { processLives } from "../../core/base/process-lock.ts";
import type { ColumnType } from "../../core/domain/entity.ts";
import { changesRows } from "../../storage/delta-log/actions.ts";
import { listLog, readCommit } from "../../storage/delta-log/log.ts";
import { listStagings } from "../../storage/delta-log/table-folder.ts";

/** Layers of the lake, in the order of the data's path. */
const layers = ["bronze", "silver", "enriched", "gold", "quarantine", "ops"] as const;

/** Where a lake's tables, caches and passing files stand. */
export type Lake = {
  /** The data folder: everything below is in it. */
  folder: string;
  tables: string;
  cache: string;
  /** For this process's passing files; gone when it ends. */
  temporary: string;
};

/** Mode of a folder that its owner alone may look into. */
const ownerOnly = 0o700;

let openedCount = 0;

/**
 * Removes what killed processes left: their passing files, and the data files they were writing,
 * which may hold customers' rows as they came. Only for who holds the lake: nobody else is writing
 * to its tables then.
 */
export async function clearPassingFiles(lake: Lake): Promise<void> {
  for (const { folder } of await listFolders(lake)) {
    for (const { path } of await listStagings(folder)) await rm(path, { recursive: true });
    await rmdir(folder).catch(() => undefined); // one that has files is not removed
  }
  await clearTemporary(lake);
}

/**
 * Makes the folder of the bronze layer where there is none, open to its owner alone: all in it, the
 * tables, caches and passing files, holds customers' data as it came.
 */
export async function makeBronze({ tables }: Lake): Promise<void> {
  await mkdir(tables, { recursive: true });
  try {
    await mkdir(join(tables, "bronze"), { mode: ownerOnly });
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

/**
 * Takes the rights of all others from a bronze layer that an older Earshot or somebody's hand left
 * open. A file system without such rights stays as it is, and so does a folder of another owner.
 */
export async function closeBronze(lake: Lake): Promise<void> {
  await makeBronze(lake);
  const folder = join(lake.tables, "bronze");
  const { mode } = await stat(folder);
  if ((mode & 0o077) === 0) return;
  await chmod(folder, ownerOnly).catch((error: unknown) => {
    const code = systemCode(error);
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EROFS") throw error;
  });
}

/** Removes a process's passing files, and the folders made for them that hold nothing else. */
export async function removeTemporary(lake: Lake): Promise<void> {
  await rm(lake.temporary, { recursive: true, force: true });
  const passing = dirname(lake.temporary);
  for (const folder of [passing, dirname(passing), lake.tables])
    await rmdir(folder).catch(() => undefined); // others still use it
}

async function clearTemporary(lake: Lake): Promise<void> {
  const folder = dirname(lake.temporary);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!processLives(Number.parseInt(name, 10)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * The places of a lake in a data folder; nothing is made or read. Passing files and caches hold rows
 * and file names as they came, so they stand in bronze, the one layer where those may be.
 */
export function lakeIn(folder: string): Lake {
  const tables = join(folder, "lake");
  return {
    folder,
    tables,
    cache: join(tables, "bronze", "_cache"),
    temporary: join(tables, "bronze", "_tmp", `${process.pid}-${(openedCount += 1)}`),
  };
}

/** Folder of a table named `layer.table`. */
export function tableFolder(lake: Lake, id: string): string {
  const [layer = "", table = ""] = id.split(".");
  return join(lake.tables, layer, table);
}

/** Ids of every table that is there, layer by layer, by name. */
export async function listTables(lake: Lake): Promise<string[]> {
  const ids: string[] = [];
  for (const { id, folder } of await listFolders(lake)) {
    if ((await listLog(folder)) !== undefined) ids.push(id);
  }
  return ids;
}

/** Folders in which tables stand, or once will, layer by layer, by name. */
async function listFolders(lake: Lake): Promise<{ id: string; folder: string }[]> {
  const folders: { id: string; folder: string }[] = [];
  for (const layer of layers) {
    const names = await readdir(join(lake.tables, layer)).catch((error: unknown) => {
      if (systemCode(error) === "ENOENT") return [];
      throw error;
    });
    const tables = names.filter((name) => !name.startsWith("_"));
    for (const name of tables.toSorted((a, b) => (a < b ? -1 : 1))) {
      folders.push({ id: `${layer}.${name}`, folder: join(lake.tables, layer, name) });
    }
  }
  return folders;
}

/** What one check of a step found. */
export type Finding = {
  rule: string;
  column: string | null;
  severity: "info" | "warning" | "error";
  /** Rows, or the share where the rule says so. */
  value: number;
  /** Most it may be; null where there is no limit. */
  threshold: number | null;
  passed: boolean;
};

/** What a step writes about itself into its commit; resume and lineage need nothing else. */
export type StepRecord = {
  step: string;
  run_id: string;
  /** Hash of everything but the input rows that decides the result. */
  fingerprint: string;
  /** Id of the key that pseudonyms were made with when it was written. */
  key_id?: string;
  /** Version of each table it read, counted in changes of rows. */
  inputs: Record<string, number>;
  /** The day it stands for, where its model looks at the clock. */
  day: string | null;
  /** Version of this table that last changed its rows. */
  data_version: number;
  row_count: number;
  rows_in: number;
  findings: Finding[];
  /** Rows that a language model could not be asked about for now, by reason; none where left out. */
  unanswered?: Record<string, number>;
  /** Version that the step itself committed, where later ones only rearranged the table's files. */
  step_version?: number;
};

/** Latest commit of a table: its version and what the step said. */
export type TableHead = {
  version: number;
  /** Version as other steps count it: the one that last changed the rows. */
  dataVersion: number;
  /** Undefined when the last to change its rows was not a step of ours. */
  record: StepRecord | undefined;
};

/**
 * Reads the latest commit of a table, and those before it back to the one that last changed its
 * rows, when files were but rearranged since; undefined when there is no table. Reads one small file
 * a commit.
 */
export async function readHead(lake: Lake, id: string): Promise<TableHead | undefined> {
  const folder = tableFolder(lake, id);
  const commits = (await listLog(folder))?.commits ?? [];
  const version = commits.at(-1);
  if (version === undefined) return undefined;
  let dataVersion = version;
  for (const at of commits.toReversed()) {
    dataVersion = at;
    const actions = await readCommit(folder, at);
    const info = actions.find((action) => action.commitInfo !== undefined)?.commitInfo;
    const record = info?.["earshot"] as StepRecord | undefined; // only steps write this key
    if (record?.step !== undefined) {
      const stepRecord = at === version ? record : { step_version: at, ...record };
      return { version, dataVersion: record.data_version, record: stepRecord };
    }
    if (changesRows(actions)) break;
  }
  return { version, dataVersion, record: undefined };
}

/** Columns of a relation that has no rows yet. */
export type ColumnTypes = Readonly<Record<string, ColumnType>>;
