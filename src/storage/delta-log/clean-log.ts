import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { readCheckpoint } from "./read-checkpoint.ts";
import { isJsonObject, type Json } from "./json.ts";
import { commitFingerprint, listLog, type LogListing } from "./log.ts";
import { logFolderName } from "./paths.ts";
import { logRetentionMs } from "./retention.ts";
import type { Snapshot } from "./snapshot.ts";
import type { SqlConnection } from "./sql.ts";
import { syncFolder } from "../../core/base/sync.ts";
import { findFile, type FoundFile } from "./table-folder.ts";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Removes commits and checkpoints that are older than the table's `delta.logRetentionDuration`
 * (30 days), unless `delta.enableExpiredLogCleanup` is `false`.
 *
 * As in Delta, time counts in whole days and by the files' own times. The newest checkpoint before
 * that time stays, with all that came after it, so every version since can be read; it is read
 * first, and one that is damaged does not count. The oldest go first: killed on the way, the
 * log is whole, and the next clean-up goes on. Passing files of killed writers go after a day.
 *
 * @returns How many files were removed.
 */
export async function cleanLog(
  { folder, properties }: Pick<Snapshot, "folder" | "properties">,
  { connection }: { connection: SqlConnection },
  now: Date,
): Promise<number> {
  if (properties["delta.enableExpiredLogCleanup"] === "false") return 0;
  const leftovers = (await listLogLeftovers(folder)).filter(
    ({ modifiedMs }) => modifiedMs < now.getTime() - dayMs,
  );
  const cutMs = Math.floor((now.getTime() - logRetentionMs(properties)) / dayMs) * dayMs;
  const first = await firstToKeep(folder, connection, cutMs);
  const names = first === undefined ? [] : await namesBefore(folder, first);
  const logFolder = join(folder, logFolderName);
  if (names.length > 0) await syncFolder(logFolder); // else a power cut may take what stays as well
  for (const name of names) await rm(join(logFolder, name), { force: true });
  for (const { path } of leftovers) await rm(path, { force: true });
  return names.length + leftovers.length;
}

/** Files in the log's folder that a commit or a checkpoint was about to become. */
export async function listLogLeftovers(folder: string): Promise<FoundFile[]> {
  const logFolder = join(folder, logFolderName);
  const names = await readdir(logFolder);
  const passing = names.filter((name) => /^_(commit-.*\.tmp$|checkpoint-)/.test(name));
  const found = await Promise.all(passing.map((name) => findFile(join(logFolder, name))));
  return found.filter((file) => file !== undefined);
}

/** The version of the checkpoint before which nothing is needed; undefined: keep all. */
async function firstToKeep(
  folder: string,
  connection: SqlConnection,
  cutMs: number,
): Promise<number | undefined> {
  const listing = await listLog(folder);
  if (listing === undefined) return undefined;
  const expired = await lastExpired(folder, listing, cutMs);
  const oldest = Math.min(
    listing.commits[0] ?? Infinity,
    listing.checkpoints.at(-1)?.version ?? Infinity,
  );
  const last = Math.min(expired, (await lastCheckpoint(folder)) ?? Infinity);
  for (const { version, files } of listing.checkpoints) {
    if (version > last || version <= oldest) continue;
    const isWhole = await readCheckpoint(folder, connection, files).then(
      () => true,
      () => false,
    );
    if (isWhole) return version;
  }
  return undefined;
}

/** The last version that, with all before it, is older than the cut; -1: none. */
async function lastExpired(
  folder: string,
  { commits }: LogListing,
  cutMs: number,
): Promise<number> {
  let last = -1;
  for (const version of commits) {
    const print = await commitFingerprint(folder, version);
    if (print !== undefined && print.modifiedAt.getTime() >= cutMs) break;
    last = version;
  }
  return last;
}

/** The version that `_last_checkpoint` names, from which other readers start. */
async function lastCheckpoint(folder: string): Promise<number | undefined> {
  const path = join(folder, logFolderName, "_last_checkpoint");
  try {
    const pointer = JSON.parse(await readFile(path, "utf8")) as Json; // JSON.parse gives Json
    return isJsonObject(pointer) && typeof pointer.version === "number"
      ? pointer.version
      : undefined;
  } catch {
    return undefined; // then readers list the log
  }
}

/** What belongs to versions before one, oldest first. */
async function namesBefore(folder: string, version: number): Promise<string[]> {
  const names = await readdir(join(folder, logFolderName));
  return names
    .filter((name) => {
      const match = /^(\d{20})\.(json|crc|checkpoint\..+)$/.exec(name);
      return match !== null && Number(match[1]) < version;
    })
    .toSorted((a, b) => (a < b ? -1 : 1));
}
