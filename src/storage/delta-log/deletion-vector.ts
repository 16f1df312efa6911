import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

import { messageOf } from "../../core/base/errors.ts";
import { quoteText } from "../../core/base/sql-text.ts";
import type { AddFile, DeletionVector } from "./actions.ts";
import { DeltaCorruptError, DeltaUnsupportedError } from "./errors.ts";
import { decodePath, localPath } from "./paths.ts";
import { countBits, readRoaring, type RowBits } from "./roaring.ts";
import { statsOf } from "./stats.ts";
import { decodeZ85 } from "./z85.ts";

const magic = 1_681_511_377;
const fileFormat = 1;
const uuidLength = 20; // of 16 bytes in Z85
const chunkRows = 1_024;
const chunkBytes = chunkRows / 8;

/** Where a deletion vector's file lies on this machine; undefined for one inside the log. */
export function vectorPath(folder: string, vector: DeletionVector): string | undefined {
  const { storageType, pathOrInlineDv } = vector;
  if (storageType === "i") return undefined;
  if (storageType === "p") return localPath(folder, decodePath(pathOrInlineDv, folder));
  if (storageType !== "u") {
    throw new DeltaUnsupportedError(folder, `it has deletion vectors of the kind ${storageType}`);
  }
  const split = pathOrInlineDv.length - uuidLength;
  const prefix = pathOrInlineDv.slice(0, Math.max(split, 0));
  const hex = Buffer.from(decoded(folder, pathOrInlineDv.slice(prefix.length))).toString("hex");
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  if (hex.length !== 32 || !/^[\w-]*$/.test(prefix)) {
    throw new DeltaCorruptError(folder, "the name of a deletion vector's file is not one");
  }
  return join(folder, prefix, `deletion_vector_${uuid}.bin`);
}

function decoded(path: string, text: string): Uint8Array {
  try {
    return decodeZ85(text);
  } catch (cause) {
    throw new DeltaCorruptError(path, "a deletion vector in the log is damaged", cause);
  }
}

/**
 * The rows of a data file that are deleted without rewriting it, ascending. Reads the vector's
 * file at once: it is small, some bits a row at most.
 *
 * @throws DeltaCorruptError when the vector is missing, damaged, or not one of this file.
 */
function readDeletedRows(folder: string, file: AddFile, vector: DeletionVector): RowBits[] {
  const path = vectorPath(folder, vector);
  const source = path ?? join(folder, decodePath(file.path, folder));
  try {
    const bytes =
      path === undefined
        ? decodeZ85(vector.pathOrInlineDv).subarray(0, vector.sizeInBytes)
        : readStored(path, vector);
    if (new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true) !== magic) {
      throw new RangeError("it is of a format that is not known");
    }
    const rowCount = statsOf(file).rowCount ?? Infinity;
    const rows = [...readRoaring(bytes.subarray(4), rowCount)];
    const count = rows.reduce((sum, { bits }) => sum + countBits(bits), 0);
    if (count === vector.cardinality && lastRow(rows) < rowCount) return rows;
    throw new RangeError(`it holds ${count} rows, and the log says ${vector.cardinality}`);
  } catch (cause) {
    const problem = `the deletion vector cannot be read (${messageOf(cause)})`;
    throw new DeltaCorruptError(source, problem, cause);
  }
}

function lastRow(rows: readonly RowBits[]): number {
  const last = rows.at(-1);
  if (last === undefined) return -1;
  const byte = last.bits.findLastIndex((bits) => bits !== 0);
  return last.start + byte * 8 + 31 - Math.clz32(last.bits[byte] ?? 0);
}

/** The bytes of one vector in a file that may hold several. */
function readStored(path: string, { offset = 0, sizeInBytes }: DeletionVector): Uint8Array {
  const handle = openSync(path, "r");
  try {
    const { size } = fstatSync(handle);
    if (!(sizeInBytes >= 0 && offset >= 0 && offset + sizeInBytes + 8 <= size)) {
      throw new RangeError(`the file has only ${size} bytes`);
    }
    const head = readExactly(handle, 1, 0);
    if (head[0] !== fileFormat) throw new RangeError("the file's format is not known");
    const stored = readExactly(handle, sizeInBytes + 8, offset);
    const bytes = stored.subarray(4, 4 + sizeInBytes);
    if (stored.readUInt32BE(0) !== sizeInBytes) throw new RangeError("its size is another");
    if (stored.readUInt32BE(4 + sizeInBytes) !== crc32(bytes)) {
      throw new RangeError("its checksum does not fit");
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}

function readExactly(handle: number, length: number, position: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let read = 0; read < length;) {
    const count = readSync(handle, bytes, read, length - read, position + read);
    if (count === 0) throw new RangeError("the file ends too early");
    read += count;
  }
  return bytes;
}

/**
 * A SELECT of the deleted rows of some files, to be joined with them: columns `deleted_file`
 * (position in `files`), `deleted_chunk` (row number by 1,024) and `deleted_bits`. Undefined when
 * no file has any. Costs a bit a row around deleted ones, however many they are: 1,000,000
 * deleted rows among 10,000,000 are 1.7 MB of text, and reading takes less than twice as long.
 */
function deletedChunks(folder: string, files: readonly AddFile[]): string | undefined {
  const values = files.flatMap((file, i) => {
    if (file.deletionVector === undefined) return [];
    const chunks = readDeletedRows(folder, file, file.deletionVector).flatMap(splitBits);
    const indexes = chunks.map(({ index }) => index).join(",");
    const texts = chunks.map(({ text }) => text).join(",");
    return chunks.length === 0 ? [] : [`(${i}, ${quoteText(indexes)}, ${quoteText(texts)})`];
  });
  if (values.length === 0) return undefined;
  return (
    "SELECT f::UBIGINT AS deleted_file, c AS deleted_chunk, from_base64(b)::BIT AS deleted_bits " +
    "FROM (SELECT f, unnest(string_split(c, ',')::BIGINT[]) AS c, " +
    `unnest(string_split(b, ',')) AS b FROM (VALUES ${values.join(", ")}) AS v(f, c, b))`
  );
}

function splitBits({ start, bits }: RowBits): { index: number; text: string }[] {
  const chunks: { index: number; text: string }[] = [];
  for (let at = 0; at < bits.length; at += chunkBytes) {
    const part = bits.subarray(at, at + chunkBytes);
    if (part.every((byte) => byte === 0)) continue;
    const text = Buffer.from(part).toString("base64");
    chunks.push({ index: (start + at * 8) / chunkRows, text });
  }
  return chunks;
}

/**
 * The FROM of a SELECT without the rows that deletion vectors delete; `from` itself where there
 * are none. The order of the rows is lost with the first vector, as DuckDB's joins keep none.
 *
 * @param from - Reads the files, with DuckDB's columns `file_index` and `file_row_number`.
 */
export function withoutDeleted(from: string, folder: string, files: readonly AddFile[]): string {
  const deleted = deletedChunks(folder, files);
  if (deleted === undefined) return from;
  return (
    `${from} LEFT JOIN (${deleted}) ON deleted_file = file_index ` +
    `AND deleted_chunk = file_row_number // ${chunkRows} ` +
    // DuckDB counts the bits of a byte from the highest, Roaring from the lowest.
    `WHERE coalesce(get_bit(deleted_bits, xor(file_row_number % ${chunkRows}, 7)::INTEGER), 0) = 0`
  );
}
