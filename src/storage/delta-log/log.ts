import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { systemCode } from "../../core/base/errors.ts";
import { parseActions, type Action } from "./actions.ts";
import { DeltaCorruptError } from "./errors.ts";
import { logFolderName } from "./paths.ts";

/** What a table's log folder holds. */
export type LogListing = {
  /** Versions that have a commit file, ascending. */
  commits: number[];
  /** Whole checkpoints, newest first, with the file names of their parts. */
  checkpoints: { version: number; files: string[] }[];
};

/** A version as the log spells it: 20 digits. */
export function formatVersion(version: number): string {
  return String(version).padStart(20, "0");
}

/** Path of a commit's file. */
export function commitPath(folder: string, version: number): string {
  return join(folder, logFolderName, `${formatVersion(version)}.json`);
}

/** Lists a table's log; undefined when the folder holds no table. */
export async function listLog(folder: string): Promise<LogListing | undefined> {
  const names = await readdir(join(folder, logFolderName)).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return [];
    throw error;
  });
  const commits = names.flatMap((name) => /^(\d{20})\.json$/.exec(name)?.[1] ?? []).map(Number);
  const checkpoints = wholeCheckpoints(names);
  if (commits.length === 0 && checkpoints.length === 0) return undefined;
  return { commits: commits.toSorted((a, b) => a - b), checkpoints };
}

const checkpointName =
  /^(\d{20})\.checkpoint(?:\.\d{10}\.(\d{10})|\.([\da-f-]{36}))?\.(parquet|json)$/;

/**
 * Checkpoints of which every part is there: `N.checkpoint.parquet`, `N.checkpoint.1.2.parquet`,
 * and those of version 2 that bear a UUID, `N.checkpoint.U.parquet` or `.json`.
 */
function wholeCheckpoints(names: readonly string[]): LogListing["checkpoints"] {
  const groups = new Map<string, { version: number; partCount: number; files: string[] }>();
  for (const name of names) {
    const match = checkpointName.exec(name);
    if (match === null) continue;
    const [, version, parts, uuid = "", format] = match;
    if (format === "json" && uuid === "") continue;
    const key = `${version}/${parts ?? ""}/${uuid}`;
    const group = groups.get(key) ?? {
      version: Number(version),
      partCount: Number(parts ?? 1),
      files: [],
    };
    group.files.push(name);
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter(({ partCount, files }) => files.length === partCount)
    .toSorted((a, b) => b.version - a.version);
}

/**
 * Reads one commit.
 *
 * @throws DeltaCorruptError when its file is missing or is not a commit.
 */
export async function readCommit(folder: string, version: number): Promise<Action[]> {
  const path = commitPath(folder, version);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (systemCode(cause) !== "ENOENT") throw cause;
    throw new DeltaCorruptError(path, "this commit is missing", cause);
  }
  return parseActions(text, path);
}

/** Tells whether a commit's file is still the one that was read; undefined when it is not there. */
export async function commitFingerprint(
  folder: string,
  version: number,
): Promise<{ key: string; modifiedAt: Date } | undefined> {
  try {
    const { ino, size, mtime, mtimeMs } = await stat(commitPath(folder, version));
    return { key: `${ino}/${size}/${mtimeMs}`, modifiedAt: mtime };
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
