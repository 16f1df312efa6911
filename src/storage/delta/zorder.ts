import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { quoteName, quoteText, quoteTexts } from "../../core/base/sql-text.ts";
import { copyRows, type CopyOptions } from "./copy-rows.ts";
import { sqlType } from "./duckdb-types.ts";
import type { JsonObject } from "../delta-log/json.ts";
import type { StructField } from "../delta-log/schema.ts";
import { rowPlace } from "./scan.ts";
import { buildSplitTree, cutsOf, lastLeaves, type SplitTree } from "./split-tree.ts";
import { countOf, escapeGlob, textOf, type SqlConnection } from "../delta-log/sql.ts";
import { writeFiles, type StagedFile } from "./write-files.ts";

/** Which rows to cluster, by what, into files of what size. */
export type ClusterInput = {
  connection: SqlConnection;
  /** A folder of its own, inside the staging folder. */
  staging: string;
  /** A SELECT of the columns named, as they stand in the files, and of {@link rowPlace}. */
  from: (columns: readonly StructField[]) => string;
  /** The columns that the files hold. */
  columns: readonly StructField[];
  /** Those of them to cluster by, each as important as the others. */
  by: readonly StructField[];
  rowCount: number;
  /** Rows that a file shall hold, about. */
  fileRows: number;
  copy: CopyOptions;
  signal?: AbortSignal | undefined;
};

/** Rows in a leaf: about a quarter of a row group, so that row groups are boxes as well. */
const leafRowsMin = 30_000;
const leavesMax = 4_096;
const sampledPerLeaf = 128;
const sampledMin = 16_384;
const sampledMax = 131_072;
/** Texts are compared by their beginnings; stats hold no more of them either. */
const sampledCharacters = 256;

/**
 * Writes rows so that those alike in all the columns stand together: each file covers a small
 * range of every column, and so do the row groups within it.
 *
 * A sample of the rows, the same one whenever the files are the same, says where to cut (see
 * `split-tree.ts`). Then the rows are read once, each into the piece of its file, and every piece
 * is sorted by itself: the cost is two writes of the rows, and memory for sorting one file. Rows
 * without a value come first. The same files give the same bytes, whatever the threads.
 */
export async function writeClustered(input: ClusterInput): Promise<StagedFile[]> {
  const { connection, staging, columns, by, fileRows, copy, signal } = input;
  const pieces = await copyPieces(input, await cutRows(input));
  const names = new Map(columns.map(({ name }, i) => [name, `c${i}`]));
  const list = columns.map(({ name }) => `${names.get(name)} AS ${quoteName(name)}`).join(", ");
  const order = by.map(({ name }) => `${names.get(name)} NULLS FIRST`).join(", ");
  const written: StagedFile[] = [];
  for (const [piece, paths] of pieces) {
    signal?.throwIfAborted();
    const folder = join(staging, `file-${piece}`);
    await mkdir(folder);
    const from = `read_parquet(${quoteTexts(paths.map(escapeGlob))}, hive_partitioning = false)`;
    const select = `SELECT ${list} FROM ${from} ORDER BY leaf, ${order}, f, r`;
    const rows = { select, columns, partitionBy: [], rowsPerFile: 2 * fileRows };
    const file = { ...rows, fileNames: "content", copy, signal } as const;
    written.push(...(await writeFiles(connection, folder, file)));
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }
  return written;
}

/** Samples the rows and decides where to cut; gives the tree with the values at its cuts. */
async function cutRows(input: ClusterInput): Promise<{ tree: SplitTree; cuts: Cuts }> {
  const { connection, staging, by, rowCount, fileRows } = input;
  const leafRows = Math.min(fileRows, Math.max(leafRowsMin, Math.ceil(rowCount / leavesMax)));
  const wanted = (rowCount / leafRows) * sampledPerLeaf;
  const share = Math.min(sampledMax, Math.max(sampledMin, wanted)) / rowCount;
  const path = join(staging, "sample.parquet");
  await copyRows(connection, { select: sampleSql(input, share), path, extra: [] }, input.copy);
  const sample =
    `SELECT *, ${by.map((_, i) => `dense_rank() OVER (ORDER BY k${i} NULLS FIRST) AS r${i}`).join(", ")} ` +
    `FROM read_parquet(${quoteText(escapeGlob(path))}, hive_partitioning = false)`;
  const ranks = by.map((_, i) => `r${i}`);
  const rows = await connection.rows(`SELECT ${ranks.join(", ")} FROM (${sample})`);
  const column = (name: string): Int32Array =>
    Int32Array.from(rows, (row: JsonObject) => countOf(row[name]));
  const tree = buildSplitTree(ranks.map(column), {
    fileRows: (fileRows * rows.length) / rowCount,
    leafRows: (leafRows * rows.length) / rowCount,
  });
  return { tree, cuts: await valuesAt(input, sample, tree) };
}

/** The sampled rows' values; which rows are sampled depends on their places alone. */
function sampleSql({ by, from }: ClusterInput, share: number): string {
  const keys = by.map(({ name, type }, i) => {
    const value = quoteName(name);
    return `${type === "string" ? `left(${value}, ${sampledCharacters})` : value} AS k${i}`;
  });
  const select = `SELECT ${keys.join(", ")} FROM (${from(by)})`;
  if (share >= 1) return select;
  const place = `hash(${rowPlace.fileIndex}, ${rowPlace.rowIndex})`;
  return `${select} WHERE ${place} % 1000000 < ${Math.ceil(share * 1_000_000)}`;
}

/** SQL of the value at each cut, by column and rank. */
type Cuts = readonly ReadonlyMap<number, string>[];

async function valuesAt(
  { connection, by }: ClusterInput,
  sample: string,
  tree: SplitTree,
): Promise<Cuts> {
  const wanted = by.map(() => new Set<number>());
  for (const { column, rank } of cutsOf(tree)) wanted[column]?.add(rank);
  const cuts: Map<number, string>[] = [];
  for (const [i, { type }] of by.entries()) {
    const ranks = [...(wanted[i] ?? [])];
    const rows =
      ranks.length === 0
        ? []
        : await connection.rows(
            `SELECT DISTINCT r${i} AS rank, k${i}::VARCHAR AS text FROM (${sample}) ` +
              `WHERE r${i} IN (${ranks.join(", ")})`,
          );
    const literal = (text: string): string => `${quoteText(text)}::${sqlType(type)}`;
    cuts.push(new Map(rows.map((row) => [countOf(row["rank"]), literal(textOf(row["text"]))])));
  }
  return cuts;
}

/** Writes each row into the piece of its file; gives the paths of each piece. */
async function copyPieces(
  { connection, staging, from, columns, by }: ClusterInput,
  { tree, cuts }: { tree: SplitTree; cuts: Cuts },
): Promise<Map<string, string[]>> {
  const list = columns.map(({ name }, i) => `${quoteName(name)} AS c${i}`).join(", ");
  const rows =
    `SELECT ${list}, ${rowPlace.fileIndex} AS f, ${rowPlace.rowIndex} AS r, ` +
    `${leafSql(tree, by, cuts)} AS leaf FROM (${from(columns)})`;
  const select = `SELECT *, ${pieceSql(lastLeaves(tree))} AS piece FROM (${rows})`;
  const target = { select, path: join(staging, "pieces"), extra: ["PARTITION_BY (piece)"] };
  const pieces = new Map<string, string[]>();
  for (const { path, partitionKeys } of await copyRows(connection, target, {
    compression: "snappy",
  })) {
    const piece = textOf(partitionKeys.get("piece"));
    pieces.set(piece, [...(pieces.get(piece) ?? []), path]);
  }
  return new Map([...pieces].toSorted(([a], [b]) => Number(a) - Number(b)));
}

/** The number of a row's leaf; a null is below every cut. */
function leafSql(tree: SplitTree, by: readonly StructField[], cuts: Cuts): string {
  if (tree.kind === "leaf") return String(tree.leaf);
  const { column, rank, below, rest } = tree;
  const name = quoteName(by[column]?.name ?? "");
  const value = cuts[column]?.get(rank) ?? "NULL";
  return (
    `CASE WHEN ${name} >= ${value} THEN ${leafSql(rest, by, cuts)} ` +
    `ELSE ${leafSql(below, by, cuts)} END`
  );
}

/** The number of a leaf's file, found by halves. */
function pieceSql(lastLeaf: readonly number[], first = 0, end = lastLeaf.length): string {
  if (end - first === 1) return String(first);
  const middle = Math.floor((first + end) / 2);
  return (
    `CASE WHEN leaf <= ${lastLeaf[middle - 1]} THEN ${pieceSql(lastLeaf, first, middle)} ` +
    `ELSE ${pieceSql(lastLeaf, middle, end)} END`
  );
}
