import { tmpdir } from "node:os";
import { join } from "node:path";

import { EarshotError, messageOf } from "../../core/base/errors.ts";
import { checkLakeFormat } from "../../flow/pipeline/lake-format.ts";
import { listTables, readHead, tableFolder, type Lake } from "../../flow/pipeline/lake.ts";
import { damagedFiles } from "../../storage/delta-log/damaged-files.ts";
import { DeltaCorruptError, DeltaFileMissingError } from "../../storage/delta-log/errors.ts";
import { listLog } from "../../storage/delta-log/log.ts";
import { readSnapshot } from "../../storage/delta-log/snapshot.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import type { Check } from "./check.ts";

/** Versions before a damaged one that are looked at for one that can be read. */
const earlierVersionsMax = 10;

/**
 * Looks at the format of the lake and at every table: its log, whether it can be read, and whether
 * its files are there and whole in length. One check for the lake, and one for each table that is
 * not as it should be.
 */
export async function examineLake(lake: Lake): Promise<Check[]> {
  try {
    await checkLakeFormat(lake);
  } catch (error) {
    if (!(error instanceof EarshotError)) throw error;
    return [{ name: "lake", state: "failed", found: error.message }];
  }
  const ids = await listTables(lake).catch(() => []);
  const tempFolder = join(tmpdir(), "earshot-doctor");
  const database = await openDatabase({ threads: 1, memoryLimit: "256MB", tempFolder });
  try {
    const connection = await database.connect();
    const checks: Check[] = [];
    for (const id of ids) checks.push(...(await checkTable(lake, id, connection)));
    return [{ name: "lake", state: "ok", found: `${ids.length} tables` }, ...checks];
  } finally {
    await database.close();
  }
}

/** What is wrong with a table: one check at most. */
async function checkTable(lake: Lake, id: string, connection: Connection): Promise<Check[]> {
  const folder = tableFolder(lake, id);
  const failed = { name: `table ${id}`, state: "failed" } as const;
  try {
    await readHead(lake, id);
    const [first, ...others] = await problemsOf(folder, connection);
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : ` (and ${others.length} more files)`;
    const mend = await mending(lake, id, connection);
    return [{ ...failed, found: `${first.problem}${more}`, mend }];
  } catch (error) {
    if (!(error instanceof DeltaCorruptError)) return [{ ...failed, found: messageOf(error) }];
    return [{ ...failed, found: error.problem, mend: await mending(lake, id, connection) }];
  }
}

/** What is wrong with the files of a version, by default the latest. */
async function problemsOf(
  folder: string,
  connection: Connection,
  version?: number,
): Promise<(DeltaCorruptError | DeltaFileMissingError)[]> {
  const snapshot = await readSnapshot(folder, { connection }, { version });
  return snapshot === undefined ? [] : await damagedFiles(snapshot);
}

/** What to do about a damaged table: not every layer can be made again. */
async function mending(lake: Lake, id: string, connection: Connection): Promise<string> {
  const folder = tableFolder(lake, id);
  const version = await earlierVersion(folder, connection);
  const meanwhile = version === undefined ? "" : `; ${id} VERSION AS OF ${version} can be read`;
  return `restore the file from a copy; ${withoutCopy(id, folder)}${meanwhile}`;
}

function withoutCopy(id: string, folder: string): string {
  const layer = id.split(".")[0] ?? "";
  if (["silver", "enriched", "gold"].includes(layer)) {
    return `or remove ${folder} and run again: the run makes the table anew, without its earlier versions`;
  }
  const lost = layer === "bronze" ? "rows whose source files are gone" : "what earlier runs wrote";
  return `only where there is none, move ${folder} elsewhere and run again: ${lost} will be missing`;
}

/** The latest version before the last that can be read whole, if it is not far. */
async function earlierVersion(folder: string, connection: Connection): Promise<number | undefined> {
  const commits = (await listLog(folder))?.commits ?? [];
  for (const version of commits.slice(0, -1).slice(-earlierVersionsMax).toReversed()) {
    const problems = await problemsOf(folder, connection, version).catch((error: unknown) => {
      if (error instanceof EarshotError) return [error];
      throw error;
    });
    if (problems.length === 0) return version;
  }
  return undefined;
}
