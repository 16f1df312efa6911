import type { Stats } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";

import { messageOf, systemCode } from "../../core/base/errors.ts";
import { NoSourceFileError, UnreadableFileError } from "../ingest/ingest-errors.ts";

export type TableFormat = "csv" | "json" | "ndjson" | "parquet";

/** A file whose name says that it can hold a table. */
export type FoundFile = {
  /** Absolute. */
  path: string;
  /** From the folder looked at, with `/`. */
  name: string;
  bytes: number;
  format: TableFormat;
};

/** A file that is left out, and why. */
export type LeftOut = { name: string; why: string };

const formats: Readonly<Record<string, TableFormat>> = {
  csv: "csv",
  tsv: "csv",
  txt: "csv",
  json: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
  parquet: "parquet",
};

const others: readonly [extensions: RegExp, why: string][] = [
  [/\.(xlsx?|xlsm|ods|numbers)$/i, "a workbook; save its sheets as CSV"],
  [
    /\.(zip|7z|rar|tar|tgz|bz2|xz|zst)(\.gz)?$/i,
    "an archive; unpack it first (.gz of one file is read)",
  ],
  [/\.(pdf|docx?|pptx?|html?|eml|msg|mbox|rtf)$/i, "a document, not a table"],
  [
    /\.(avro|orc|feather|arrow|sqlite3?|db|dta|sav|pkl|rds)(\.gz)?$/i,
    "a format that is not read; export it as CSV or Parquet",
  ],
  [/\.xml(\.gz)?$/i, "XML is not read; export it as CSV or JSON"],
  [/\.(mp3|wav|ogg|m4a|mp4|png|jpe?g|gif|webp|svg)$/i, "sound or pictures"],
];

/** Files looked at before the rest is only counted. */
const filesMax = 20_000;
const depthMax = 16;

/**
 * The files below a folder that may hold tables, by name, and those left out. Hidden files,
 * settings and lakes are passed over. A path of one file gives that file.
 *
 * @throws NoSourceFileError when nothing is there.
 * @throws UnreadableFileError when the folder can't be listed.
 */
export async function findTables(
  folder: string,
  signal?: AbortSignal,
): Promise<{ files: FoundFile[]; leftOut: LeftOut[] }> {
  const files: FoundFile[] = [];
  const leftOut: LeftOut[] = [];
  const entry = await entryAt(folder);
  if (entry.isFile()) await add(folder, basename(folder));
  else await walk(folder, 0);
  const byName = (a: { name: string }, b: { name: string }): number =>
    a.name < b.name ? -1 : Number(a.name > b.name);
  return { files: files.toSorted(byName), leftOut: leftOut.toSorted(byName) };

  async function walk(at: string, depth: number): Promise<void> {
    signal?.throwIfAborted();
    const name = displayName(at);
    if (depth > depthMax) return void leftOut.push({ name, why: "folders lie too deep here" });
    const found: { name: string; isFolder: boolean }[] = [];
    try {
      for await (const item of await opendir(at))
        found.push({ name: item.name, isFolder: item.isDirectory() });
    } catch (cause) {
      const why = systemCode(cause) === "EACCES" ? "no permission to read it" : messageOf(cause);
      if (depth === 0) throw new UnreadableFileError(`${folder} can't be read: ${why}`, { cause });
      leftOut.push({ name, why });
      return;
    }
    if (found.some((item) => item.isFolder && /^(_delta_log|lake)$/.test(item.name))) return;
    for (const item of found.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (/^[._]|^node_modules$/.test(item.name)) continue;
      const path = join(at, item.name);
      if (item.isFolder) await walk(path, depth + 1);
      else await add(path, displayName(path));
    }
  }

  function displayName(path: string): string {
    return relative(folder, path).split(sep).join("/");
  }

  async function add(path: string, name: string): Promise<void> {
    const format = formatOf(name);
    if (format === undefined) {
      const why = others.find(([pattern]) => pattern.test(name))?.[1];
      if (why !== undefined) leftOut.push({ name, why });
    } else if (files.length >= filesMax) {
      leftOut.push({ name, why: `more than ${filesMax} files` });
    } else {
      const size = await sizeOf(path);
      if (typeof size === "string") leftOut.push({ name, why: size });
      else if (size === 0) leftOut.push({ name, why: "it is empty" });
      else files.push({ path, name, bytes: size, format });
    }
  }
}

/** Format by a file's name; undefined where it tells none, or that it is for people to read. */
function formatOf(name: string): TableFormat | undefined {
  const extension = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const isForPeople = /^(read ?me|licen[sc]e|notice|source)\b/i.test(basename(name));
  return extension === "txt" && isForPeople ? undefined : formats[extension];
}

/** Bytes of a file, or why they can't be told. */
async function sizeOf(path: string): Promise<number | string> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    return systemCode(cause) === "ENOENT" ? "a link that leads nowhere" : messageOf(cause);
  }
}

async function entryAt(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (cause) {
    if (systemCode(cause) === "ENOENT" || systemCode(cause) === "ENOTDIR")
      throw new NoSourceFileError(`there is no folder ${path}; name the one that holds the files`, {
        cause,
      });
    const why = systemCode(cause) === "EACCES" ? "no permission to read it" : messageOf(cause);
    throw new UnreadableFileError(`${path} can't be read: ${why}`, { cause });
  }
}
