import { randomUUID } from "node:crypto";
import { link, mkdir, rename } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import { sha256OfFile } from "../../core/base/hash.ts";
import type { AddFile } from "../delta-log/actions.ts";
import { copyOrdered, splitFile } from "./copy-ordered.ts";
import { copyRows, rowsPerRowGroup, type CopiedFile, type CopyOptions } from "./copy-rows.ts";
import { DeltaSchemaError } from "../delta-log/errors.ts";
import { encodePath, partitionFolder } from "../delta-log/paths.ts";
import type { StructField } from "../delta-log/schema.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import type { SqlConnection } from "../delta-log/sql.ts";
import { formatMicros, formatStats, parseMicros } from "../delta-log/stats.ts";
import { syncFile, syncFolder } from "../../core/base/sync.ts";
import { stagingPrefix } from "../delta-log/table-folder.ts";

/** How files are named: by a random id, or by their bytes. */
export type FileNames = "unique" | "content";

/** What to write and how. */
export type WriteInput = {
  /** The rows, already in the table's types. */
  select: string;
  /** Unique key that orders the rows, for content names; default: `select` orders them. */
  orderBy?: readonly string[] | undefined;
  /** The columns that `select` gives, in order. */
  columns: readonly StructField[];
  partitionBy: readonly string[];
  rowsPerFile: number;
  fileNames: FileNames;
  copy: CopyOptions;
  signal?: AbortSignal | undefined;
};

/** A data file that is written, but not yet at its place. */
export type StagedFile = {
  stagedPath: string;
  /** Folder of its partition inside the table, `""` without partitions. */
  partition: string;
  /** Its name without `.zstd.parquet`. */
  stem: string;
  suffix: string;
  partitionValues: Record<string, string | null>;
  size: number;
  rowCount: number;
  stats: string;
  /** What its add action says of how it came to be. */
  tags?: Record<string, string>;
};

/** A folder inside the table in which files grow until they are whole; readers do not see it. */
export async function makeStaging(folder: string): Promise<string> {
  const staging = join(folder, `${stagingPrefix}${randomUUID()}`);
  await mkdir(staging, { recursive: true });
  return staging;
}

/**
 * Writes rows as Parquet files into the staging folder, synced to disk.
 *
 * With content names the same rows in the same order give the same bytes. With unique names
 * every DuckDB thread writes a file of its own, in no fixed order.
 *
 * @throws DeltaSchemaError when a partition column holds an empty text, which Delta takes for null.
 */
export async function writeFiles(
  connection: SqlConnection,
  staging: string,
  input: WriteInput,
): Promise<StagedFile[]> {
  const files =
    input.fileNames === "unique"
      ? await copyUnordered(connection, staging, input)
      : await copyOrdered({ ...input, connection }, join(staging, "whole.parquet"));
  const stored = input.columns.filter(({ name }) => !input.partitionBy.includes(name));
  return Promise.all(files.map((file) => stageFile(file, stored, input)));
}

/**
 * Writes rows in pieces, one after the other, each into files of its own: no more memory is needed
 * than for one piece. See {@link writeFiles}.
 */
export async function writePieces(
  connection: SqlConnection,
  staging: string,
  pieces: readonly WriteInput[],
): Promise<StagedFile[]> {
  const staged: StagedFile[] = [];
  for (const [i, piece] of pieces.entries()) {
    piece.signal?.throwIfAborted();
    const aside = join(staging, `piece-${i}`);
    await mkdir(aside);
    staged.push(...(await writeFiles(connection, aside, piece)));
  }
  return staged;
}

async function stageFile(
  file: CopiedFile,
  stored: readonly StructField[],
  { columns, copy, fileNames, partitionBy, signal }: WriteInput,
): Promise<StagedFile> {
  await syncFile(file.path);
  const id =
    fileNames === "unique" ? randomUUID() : (await sha256OfFile(file.path, signal)).slice(0, 32);
  const values = partitionBy.map((name) => {
    const value = file.partitionKeys.get(name) ?? null;
    return [name, partitionValue(value, { name, columns })] as const;
  });
  return {
    stagedPath: file.path,
    partition: values.map(([name, value]) => partitionFolder(name, value)).join("/"),
    stem: `part-${id}`,
    suffix: `.${copy.compression}.parquet`,
    partitionValues: Object.fromEntries(values),
    size: file.size,
    rowCount: file.rowCount,
    stats: formatStats(file.rowCount, stored, file.figures),
  };
}

/** A partition value as the log spells it. */
function partitionValue(
  text: string | null,
  { name, columns }: { name: string; columns: readonly StructField[] },
): string | null {
  if (text === "") {
    throw new DeltaSchemaError(
      `the partition column ${name} holds an empty text, which Delta cannot tell from null; ` +
        `write nullif(${quoteName(name)}, '') in the SELECT`,
    );
  }
  const type = columns.find((column) => column.name === name)?.type;
  const micros = text === null ? undefined : parseMicros(text);
  if (micros === undefined) return text;
  if (type === "timestamp") return formatMicros(micros);
  if (type === "timestamp_ntz") return formatMicros(micros).slice(0, -1).replace("T", " ");
  return text;
}

async function copyUnordered(
  connection: SqlConnection,
  staging: string,
  input: WriteInput,
): Promise<CopiedFile[]> {
  const { select, columns, partitionBy, rowsPerFile, copy } = input;
  const path = join(staging, "rows");
  // Null and the text that stands for it share a folder: only the name keeps their files apart.
  const pattern = "FILENAME_PATTERN 'part-{uuid}'";
  if (partitionBy.length === 0) {
    const rowGroups = Math.max(1, Math.ceil(rowsPerFile / rowsPerRowGroup));
    const extra = ["PER_THREAD_OUTPUT true", `ROW_GROUPS_PER_FILE ${rowGroups}`, pattern];
    return copyRows(connection, { select, path, extra }, copy);
  }
  const extra = [`PARTITION_BY (${partitionBy.map(quoteName).join(", ")})`, pattern];
  const stored = columns.filter(({ name }) => !partitionBy.includes(name));
  const files: CopiedFile[] = [];
  for (const file of await copyRows(connection, { select, path, extra }, copy)) {
    const isLarge = file.rowCount > rowsPerFile; // DuckDB does not split files of partitions
    if (isLarge) files.push(...(await splitFile({ ...input, connection }, file, stored)));
    else files.push(file);
  }
  return files;
}

/**
 * Gives staged files their names in the table. Content names that two files share, or that the
 * table uses already, get a number, so that no row is lost when the same rows come twice.
 *
 * @param taken - Paths (on disk, relative) that the table goes on using.
 */
export function nameFiles(
  files: readonly StagedFile[],
  taken: (path: string) => boolean,
): Map<string, StagedFile> {
  const named = new Map<string, StagedFile>();
  for (const file of files) {
    const start = `${file.partition === "" ? "" : `${file.partition}/`}${file.stem}`;
    let path = start + file.suffix;
    for (let i = 2; named.has(path) || taken(path); i++) path = `${start}-${i}${file.suffix}`;
    named.set(path, file);
  }
  return named;
}

/** Puts staged files at their places and syncs the folders they lie in. */
export async function placeFiles(
  folder: string,
  named: ReadonlyMap<string, StagedFile>,
): Promise<void> {
  const folders = new Set<string>();
  for (const [path, { stagedPath }] of named) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    const twin = `${stagedPath}.${randomUUID()}`;
    await link(stagedPath, twin); // the staged file stays, should a lost race ask for another name
    await rename(twin, target);
    for (let at = dirname(target); ; at = dirname(at)) {
      folders.add(at);
      if (relative(folder, at) === "") break;
    }
  }
  await Promise.all([...folders].map(syncFolder));
}

/** The add action of a staged file under its name. */
export function addAction(path: string, file: StagedFile, now: Date): AddFile {
  return {
    path: encodePath(path),
    partitionValues: file.partitionValues,
    size: file.size,
    modificationTime: now.getTime(),
    dataChange: true,
    stats: file.stats,
    ...(file.tags === undefined ? {} : { tags: file.tags }),
  };
}
