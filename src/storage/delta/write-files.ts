import { randomUUID } from "node:crypto";
import { link, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import { sha256OfFile } from "../../core/base/hash.ts";
import type { AddFile } from "./actions.ts";
import { copyRows, type CopiedFile, type CopyOptions } from "./copy-rows.ts";
import { sqlType } from "./duckdb-types.ts";
import { DeltaSchemaError } from "./errors.ts";
import { encodePath, partitionFolder } from "./paths.ts";
import { literalSql } from "./predicate.ts";
import type { StructField } from "./schema.ts";
import { escapeGlob, quoteName, quoteText, type SqlConnection } from "./sql.ts";
import { formatMicros, formatStats, parseMicros } from "./stats.ts";
import { syncFile, syncFolder } from "./sync.ts";

/** How files are named: by a random id, or by their bytes. */
export type FileNames = "unique" | "content";

/** What to write and how. */
export type WriteInput = {
  /** The rows, already in the table's types. */
  select: string;
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
};

/** A folder inside the table in which files grow until they are whole; readers do not see it. */
export async function makeStaging(folder: string): Promise<string> {
  const staging = join(folder, `_staging-${randomUUID()}`);
  await mkdir(staging, { recursive: true });
  return staging;
}

/**
 * Writes rows as Parquet files into the staging folder, synced to disk.
 *
 * With content names the same rows in the same order give the same bytes for any number of DuckDB
 * threads: one ordered COPY, then, only if it grew beyond `rowsPerFile`, one COPY a piece out of
 * it. With unique names every thread writes a file of its own, in no fixed order.
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
      : await copyOrdered(connection, staging, input);
  const stored = input.columns.filter(({ name }) => !input.partitionBy.includes(name));
  return Promise.all(files.map((file) => stageFile(file, stored, input)));
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
  { select, partitionBy, copy }: WriteInput,
): Promise<CopiedFile[]> {
  const extra =
    partitionBy.length === 0
      ? ["PER_THREAD_OUTPUT true"]
      : [`PARTITION_BY (${partitionBy.map(quoteName).join(", ")})`];
  // Null and the text that stands for it share a folder: only the name keeps their files apart.
  const options = [...extra, "FILENAME_PATTERN 'part-{uuid}'"];
  return copyRows(connection, { select, path: join(staging, "rows"), extra: options }, copy);
}

async function copyOrdered(
  connection: SqlConnection,
  staging: string,
  input: WriteInput,
): Promise<CopiedFile[]> {
  const { copy, partitionBy, rowsPerFile, select, signal } = input;
  const whole = join(staging, "whole.parquet");
  const files = await copyRows(connection, { select, path: whole, extra: [] }, copy);
  const [file] = files;
  if (file === undefined) return [];
  signal?.throwIfAborted();
  if (partitionBy.length === 0) return splitFile(connection, file, input);
  const pieces: CopiedFile[] = [];
  const names = input.columns.map(({ name }) => name).filter((name) => !partitionBy.includes(name));
  for (const [i, partition] of (await listPartitions(connection, whole, input)).entries()) {
    signal?.throwIfAborted();
    const part = {
      select:
        `SELECT ${names.map(quoteName).join(", ")} FROM ${parquet(whole)} ` +
        `WHERE ${partition.condition}`,
      path: join(staging, `partition-${i}.parquet`),
      extra: [],
    };
    for (const written of await copyRows(connection, part, copy)) {
      const keyed = { ...written, partitionKeys: partition.keys };
      const split = await splitFile(connection, keyed, { ...input, rowsPerFile });
      pieces.push(...split);
    }
  }
  await rm(whole, { force: true });
  return pieces;
}

/** Splits a file that grew too large into pieces of `rowsPerFile` rows, in order. */
async function splitFile(
  connection: SqlConnection,
  file: CopiedFile,
  { copy, rowsPerFile, signal }: WriteInput,
): Promise<CopiedFile[]> {
  if (file.rowCount <= rowsPerFile) return [file];
  const pieces: CopiedFile[] = [];
  const source = parquet(file.path, "file_row_number = true");
  for (let start = 0; start < file.rowCount; start += rowsPerFile) {
    signal?.throwIfAborted();
    const piece = {
      select:
        `SELECT * EXCLUDE (file_row_number) FROM ${source} ` +
        `WHERE file_row_number >= ${start} AND file_row_number < ${start + rowsPerFile}`,
      path: `${file.path}-${start}`,
      extra: [],
    };
    const written = await copyRows(connection, piece, copy);
    pieces.push(...written.map((part) => ({ ...part, partitionKeys: file.partitionKeys })));
  }
  await rm(file.path, { force: true });
  return pieces;
}

function parquet(path: string, options = ""): string {
  const more = options === "" ? "" : `, ${options}`;
  return `read_parquet(${quoteText(escapeGlob(path))}, hive_partitioning = false${more})`;
}

type PartitionKeys = { keys: ReadonlyMap<string, string | null>; condition: string };

/** The partitions in a file, in a fixed order, each with the condition that picks its rows. */
async function listPartitions(
  connection: SqlConnection,
  path: string,
  { columns, partitionBy }: WriteInput,
): Promise<PartitionKeys[]> {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const texts = partitionBy.map((name, i) => {
    const type = types.get(name);
    const instant = type === "timestamp" || type === "timestamp_ntz";
    // Not by way of the session's time zone.
    return `${instant ? `epoch_us(${quoteName(name)})` : quoteName(name)}::VARCHAR AS k${i}`;
  });
  const rows = await connection.rows(
    `SELECT DISTINCT ${texts.join(", ")} FROM ${parquet(path)} ORDER BY ALL NULLS FIRST`,
  );
  return rows.map((row) => {
    const keys = new Map<string, string | null>();
    const conditions = partitionBy.map((name, i) => {
      const [text, type] = [row[`k${i}`], types.get(name) ?? "string"];
      const instant = type === "timestamp" || type === "timestamp_ntz";
      if (typeof text !== "string") {
        keys.set(name, null);
        return `${quoteName(name)} IS NULL`;
      }
      const spelled = instant ? formatMicros(BigInt(text)) : text;
      keys.set(name, spelled);
      const value = instant ? literalSql(spelled, type) : `${quoteText(text)}::${sqlType(type)}`;
      return `${quoteName(name)} = ${value}`;
    });
    return { keys, condition: conditions.join(" AND ") };
  });
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
  };
}
