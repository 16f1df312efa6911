import type { Dirent } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

import { systemCode } from "../../core/base/errors.ts";
import { encodePart } from "./paths.ts";

/** A file in a table's folder. */
export type FoundFile = {
  /** Where it really lies. */
  path: string;
  bytes: number;
  modifiedMs: number;
  /** Tells it from another file that takes its place. */
  inode: number;
};

/** Prefix of the folders in which our writers prepare files. */
export const stagingPrefix = "_staging-";

/**
 * The files below a table's folder that could be data: what begins with `_` or `.` is not, unless
 * it is a partition's folder. Links are not followed, and not files.
 */
export async function listDataFiles(
  folder: string,
  partitionColumns: readonly string[],
): Promise<FoundFile[]> {
  // Other writers leave more characters as they are.
  const prefixes = partitionColumns.flatMap((column) => [`${column}=`, `${encodePart(column)}=`]);
  const isHidden = (name: string): boolean =>
    /^[._]/.test(name) && !prefixes.some((prefix) => name.startsWith(prefix));
  return walk(folder, (name) => !isHidden(name));
}

/** The folders that writers left, or are still at work in, each with all that is in it. */
export async function listStagings(
  folder: string,
): Promise<{ path: string; files: FoundFile[]; modifiedMs: number }[]> {
  const paths = (await readEntries(folder))
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(stagingPrefix))
    .map(({ name }) => join(folder, name));
  const stagings = paths.map(async (path) => {
    const files = await walk(path, () => true);
    const own = await findFile(path);
    const times = [own?.modifiedMs ?? 0, ...files.map(({ modifiedMs }) => modifiedMs)];
    return { path, files, modifiedMs: Math.max(...times) };
  });
  return Promise.all(stagings);
}

async function walk(folder: string, enters: (name: string) => boolean): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const entry of (await readEntries(folder)).filter(({ name }) => enters(name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await walk(path, enters)));
    if (!entry.isFile()) continue;
    const file = await findFile(path);
    if (file !== undefined) found.push(file);
  }
  return found;
}

/** What is in a folder; nothing when there is none, such as when a writer was done with it. */
async function readEntries(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return [];
    throw error;
  });
}

/** A file as it stands now; undefined when it is gone. */
export async function findFile(path: string): Promise<FoundFile | undefined> {
  try {
    const { size, mtimeMs, ino } = await lstat(path);
    return { path, bytes: size, modifiedMs: mtimeMs, inode: ino };
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Where a file really lies that the log names by a path relative to the table's folder, or by an
 * absolute one: by way of links there may be several.
 */
export async function realFile(realFolder: string, path: string): Promise<string> {
  if (!isAbsolute(path)) return resolve(realFolder, path);
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  return join(folder, basename(path));
}
