import { realpath, rm } from "node:fs/promises";
import { relative } from "node:path";

import { assert } from "../../core/base/errors.ts";
import type { AddFile, RemoveFile } from "../delta-log/actions.ts";
import { commit, type CommitPlan } from "../delta-log/commit.ts";
import { checkpointWhenDue, type TableOptions } from "./delta-table.ts";
import { vectorPath } from "../delta-log/deletion-vector.ts";
import {
  DeltaRetentionError,
  DeltaTableMissingError,
  DeltaUnsupportedError,
} from "../delta-log/errors.ts";
import type { JsonObject } from "../delta-log/json.ts";
import { listLog, readCommit } from "../delta-log/log.ts";
import { listLogLeftovers } from "../delta-log/clean-log.ts";
import { decodePath } from "../delta-log/paths.ts";
import { assertWritable } from "../delta-log/protocol.ts";
import { fileRetentionMs } from "../delta-log/retention.ts";
import { earshotInfo, readSnapshot, type Snapshot } from "../delta-log/snapshot.ts";
import {
  findFile,
  listDataFiles,
  listStagings,
  realFile,
  type FoundFile,
} from "../delta-log/table-folder.ts";

/** What to delete. */
export type VacuumOptions = {
  /** Hours for which files stay after the version that took them out; default: the table's. */
  retentionHours?: number;
  /** Only say what would be deleted. */
  dryRun?: boolean;
  /** Allow fewer hours than the table's own: nobody may be reading or writing then. */
  force?: boolean;
  /** What to remember with the commits; default: what the version before remembers. */
  commitInfo?: (base: Snapshot) => JsonObject;
  /** A snapshot read before: saves reading the log again. */
  previous?: Snapshot | undefined;
  signal?: AbortSignal | undefined;
};

/** What a vacuum did, or would do. */
export type VacuumResult = {
  version: number;
  retentionHours: number;
  /** Deleted files, relative to the table's folder, by name. */
  files: readonly { path: string; bytes: number }[];
  bytes: number;
  /** Set when all went well but the checkpoint that was due could not be written. */
  checkpointError?: unknown;
};

const hourMs = 3_600_000;

/**
 * A file that no version names may belong to a writer that is about to commit it, so it stays at
 * least this long, whatever the retention.
 */
const unknownMsMin = hourMs;

/**
 * Deletes the files in a table's folder that nobody needs any more: those that the latest version
 * does not name, and that no version of the retention's time did; what killed writers left behind;
 * any other file that is old and whose name does not begin with `_` or `.`, as Delta does. Versions
 * older than the retention can no longer be read then.
 *
 * A file whose time lies in the future stays, and so does all that is not really inside the
 * folder. Says so in the log before and after (`VACUUM START`, `VACUUM END`), unless there was
 * nothing to delete. Killed on the way, it is simply run again.
 *
 * @throws DeltaTableMissingError; DeltaRetentionError when the retention is shorter than the
 *   table's and `force` is not given.
 */
export async function vacuumTable(
  folder: string,
  options: TableOptions,
  vacuum: VacuumOptions = {},
): Promise<VacuumResult> {
  const base = await readSnapshot(folder, options, { previous: vacuum.previous });
  if (base === undefined) throw new DeltaTableMissingError(folder);
  const retentionMs = checkRetention(base, vacuum);
  assertWritable(folder, base, false);
  const now = options.clock.now().getTime();
  const job: Job = {
    folder,
    realFolder: await realpath(folder),
    options,
    vacuum,
    retentionMs,
    cutMs: now - retentionMs,
    unknownCutMs: Math.min(now - retentionMs, now - unknownMsMin),
  };
  // Listed before the log is read: what is committed from here on is not on the list.
  const old = await listOld(job, base);
  const leftovers = await listLeftovers(job);
  let chosen = await chooseFiles(job, old, base);
  if (vacuum.dryRun === true || (chosen.length === 0 && leftovers.length === 0)) {
    return resultOf(job, base.version, [...chosen, ...leftovers.flatMap(({ files }) => files)]);
  }
  const { latest: started } = await noteInLog(job, base, async (latest) => {
    // A file that another writer has put back meanwhile stays.
    chosen = await chooseFiles(job, old, latest);
    return startNote(job, latest, chosen);
  });
  const deleted = await deleteFiles(chosen, vacuum.signal);
  for (const { path, files } of leftovers) {
    await rm(path, { recursive: true, force: true });
    deleted.push(...files);
  }
  const ended = await noteInLog(job, started, async () => endNote(deleted));
  const {
    latest: { version },
    checkpointError,
  } = ended; // the first note's is made up for here
  const result = resultOf(job, version, deleted);
  return checkpointError === undefined ? result : { ...result, checkpointError };
}

/** What stays the same through a vacuum. */
type Job = {
  folder: string;
  realFolder: string;
  options: TableOptions;
  vacuum: VacuumOptions;
  retentionMs: number;
  /** What was taken out before this may go; and of files that no version names, what is older. */
  cutMs: number;
  unknownCutMs: number;
};

function resultOf(
  { realFolder, retentionMs }: Job,
  version: number,
  deleted: readonly FoundFile[],
): VacuumResult {
  const files = deleted
    .map(({ path, bytes }) => ({ path: relative(realFolder, path), bytes }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { version, retentionHours: retentionMs / hourMs, files, bytes: bytesOf(deleted) };
}

function bytesOf(files: readonly FoundFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What a commit says of a vacuum. */
type Note = Pick<CommitPlan, "operation" | "parameters" | "metrics">;

function startNote(
  { vacuum, retentionMs }: Job,
  { properties }: Snapshot,
  chosen: readonly FoundFile[],
): Note {
  return {
    operation: "VACUUM START",
    parameters: {
      retentionCheckEnabled: String(vacuum.force !== true),
      specifiedRetentionMillis: String(retentionMs),
      defaultRetentionMillis: String(fileRetentionMs(properties)),
    },
    metrics: {
      numFilesToDelete: String(chosen.length),
      sizeOfDataToDelete: String(bytesOf(chosen)),
    },
  };
}

function endNote(deleted: readonly FoundFile[]): Note {
  return {
    operation: "VACUUM END",
    parameters: { status: "COMPLETED" },
    metrics: { numDeletedFiles: String(deleted.length), numVacuumedDirectories: "0" },
  };
}

/** Commits a note that changes nothing, and reads the table as it stands then. */
async function noteInLog(
  { folder, options, vacuum }: Job,
  base: Snapshot,
  note: (latest: Snapshot) => Promise<Note>,
): Promise<{ latest: Snapshot; checkpointError: unknown }> {
  const { connection, clock } = options;
  const plan = async (latest: Snapshot | undefined): Promise<CommitPlan> => {
    assert(latest !== undefined, "vacuum: the table is gone");
    const info = vacuum.commitInfo?.(latest) ?? earshotInfo(latest);
    return { actions: [], reads: "nothing", info, ...(await note(latest)) };
  };
  const at = { connection, clock, signal: vacuum.signal };
  const done = await commit({ folder, base }, plan, at);
  const checkpointError = await checkpointWhenDue(folder, options, done);
  const latest = (await readSnapshot(folder, options, { previous: base })) ?? base;
  return { latest, checkpointError };
}

function checkRetention(
  { folder, properties }: Snapshot,
  { retentionHours, force = false }: VacuumOptions,
): number {
  const standardMs = fileRetentionMs(properties);
  const isForced = force && retentionHours !== undefined;
  if (standardMs === Infinity && !isForced) {
    throw new DeltaUnsupportedError(
      folder,
      "its delta.deletedFileRetentionDuration is no fixed time such as interval 30 days, so no file " +
        "is old enough to delete (unless hours are given, and forced)",
    );
  }
  const retentionMs = retentionHours === undefined ? standardMs : retentionHours * hourMs;
  if (retentionMs < standardMs && !force) {
    throw new DeltaRetentionError(folder, retentionMs / hourMs, standardMs / hourMs);
  }
  return retentionMs;
}

/** Files that are old enough to go, unless the log needs them. */
async function listOld(
  { realFolder, cutMs }: Job,
  { partitionColumns }: Snapshot,
): Promise<FoundFile[]> {
  const files = await listDataFiles(realFolder, partitionColumns);
  return files.filter(({ modifiedMs }) => modifiedMs <= cutMs);
}

/** What killed writers left: folders of unfinished files, and passing files of the log. */
async function listLeftovers({
  realFolder,
  unknownCutMs,
}: Job): Promise<{ path: string; files: FoundFile[] }[]> {
  const stagings = await listStagings(realFolder);
  const passing = await listLogLeftovers(realFolder);
  return [...stagings, ...passing.map((file) => ({ ...file, files: [file] }))].filter(
    ({ modifiedMs }) => modifiedMs <= unknownCutMs,
  );
}

/** Those of the old files that no version since the cut needs. */
async function chooseFiles(
  { realFolder, cutMs, unknownCutMs }: Job,
  old: readonly FoundFile[],
  snapshot: Snapshot,
): Promise<FoundFile[]> {
  const { needed, removed } = await namedFiles(snapshot, realFolder, cutMs);
  return old.filter(
    ({ path, modifiedMs }) =>
      !needed.has(path) && (removed.has(path) || modifiedMs <= unknownCutMs),
  );
}

/** The files that the log names: those that some version since the cut needs, and the others. */
async function namedFiles(
  snapshot: Snapshot,
  realFolder: string,
  cutMs: number,
): Promise<{ needed: Set<string>; removed: Set<string> }> {
  const { folder, version: latest } = snapshot;
  const removedMs = new Map<string, number>();
  const remember = (remove: RemoveFile): void => {
    for (const path of pathsOf(realFolder, remove)) {
      removedMs.set(path, Math.max(remove.deletionTimestamp, removedMs.get(path) ?? 0));
    }
  };
  for (const remove of snapshot.removed.values()) remember(remove);
  // Checkpoints forget files after a while; the commits before them do not.
  for (const version of (await listLog(folder))?.commits ?? []) {
    if (version > latest) break;
    for (const { remove } of await readCommit(folder, version)) {
      if (remove !== undefined) remember(remove);
    }
  }
  const needed = new Set<string>();
  const removed = new Set<string>();
  for (const file of snapshot.files.values()) {
    for (const path of pathsOf(realFolder, file)) needed.add(await realFile(realFolder, path));
  }
  for (const [path, ms] of removedMs) {
    (ms > cutMs ? needed : removed).add(await realFile(realFolder, path));
  }
  return { needed, removed };
}

/** A data file, and the file that says which rows of it are deleted. */
function pathsOf(folder: string, { path, deletionVector }: AddFile | RemoveFile): string[] {
  const vector = deletionVector === undefined ? undefined : vectorPath(folder, deletionVector);
  return [decodePath(path, folder), ...(vector === undefined ? [] : [vector])];
}

/** Deletes files that are still the ones that were found; gives those it deleted. */
async function deleteFiles(
  files: readonly FoundFile[],
  signal: AbortSignal | undefined,
): Promise<FoundFile[]> {
  const deleted: FoundFile[] = [];
  for (const file of files) {
    signal?.throwIfAborted();
    const now = await findFile(file.path);
    // A writer may have put the same content back under the same name.
    if (now?.inode !== file.inode || now.modifiedMs !== file.modifiedMs) continue;
    await rm(file.path, { force: true });
    deleted.push(file);
  }
  return deleted;
}
