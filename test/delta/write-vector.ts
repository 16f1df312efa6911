import { crc32 } from "node:zlib";

import type { DeletionVector } from "../../src/storage/delta-log/actions.ts";

/** How a writer of Roaring bitmaps may store each 65,536 numbers. */
export type ContainerKind = "plain" | "runs";

/** A 64-bit Roaring bitmap of ascending numbers, in its portable form. */
export function writeRoaring(rows: readonly number[], kind: ContainerKind = "plain"): Buffer {
  const buckets = Map.groupBy(rows, (row) => Math.floor(row / 2 ** 32));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(buckets.size));
  const parts = Array.from(buckets, ([high, members]) => {
    const key = Buffer.alloc(4);
    key.writeUInt32LE(high);
    return Buffer.concat([key, writeBucket(members, kind)]);
  });
  return Buffer.concat([head, ...parts]);
}

function writeBucket(rows: readonly number[], kind: ContainerKind): Buffer {
  const groups = [...Map.groupBy(rows, (row) => Math.floor((row % 2 ** 32) / 65_536))];
  const containers = groups.map(([, members]) =>
    kind === "runs" ? writeRuns(members) : writePlain(members),
  );
  const counts = groups.map(([key, members]) => words(key, members.length - 1));
  const flags = Buffer.alloc(Math.ceil(groups.length / 8), 0xff);
  const cookie = Buffer.alloc(kind === "runs" ? 4 : 8);
  cookie.writeUInt32LE(kind === "runs" ? 12_347 + (groups.length - 1) * 65_536 : 12_346);
  if (kind === "plain") cookie.writeUInt32LE(groups.length, 4);
  const head = Buffer.concat([cookie, kind === "runs" ? flags : Buffer.alloc(0), ...counts]);
  const hasOffsets = kind === "plain" || groups.length >= 4;
  const offsets = Buffer.alloc(hasOffsets ? 4 * groups.length : 0);
  let offset = head.length + offsets.length;
  for (const [i, container] of containers.entries()) {
    if (hasOffsets) offsets.writeUInt32LE(offset, 4 * i);
    offset += container.length;
  }
  return Buffer.concat([head, offsets, ...containers]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value % 65_536, 2 * i);
  return bytes;
}

function writePlain(rows: readonly number[]): Buffer {
  if (rows.length <= 4_096) return words(...rows);
  const bits = Buffer.alloc(8_192);
  for (const row of rows) {
    const low = row % 65_536;
    bits[low >> 3] = bits.readUInt8(low >> 3) | (1 << (low & 7));
  }
  return bits;
}

function writeRuns(rows: readonly number[]): Buffer {
  const runs: [first: number, length: number][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] + 1 === row) last[1] += 1;
    else runs.push([row, 0]);
  }
  return Buffer.concat([
    words(runs.length),
    ...runs.map(([first, length]) => words(first, length)),
  ]);
}

/** A deletion vector as it stands in a file or inline: the format's number, then the bitmap. */
export function writeVector(rows: readonly number[], kind?: ContainerKind): Buffer {
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(1_681_511_377);
  return Buffer.concat([magic, writeRoaring(rows, kind)]);
}

/** A file of deletion vectors, and where each begins. */
export function writeVectorFile(vectors: readonly Buffer[]): { bytes: Buffer; offsets: number[] } {
  const offsets: number[] = [];
  let bytes = Buffer.of(1);
  for (const vector of vectors) {
    offsets.push(bytes.length);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(vector.length);
    around.writeUInt32BE(crc32(vector), 4);
    bytes = Buffer.concat([bytes, around.subarray(0, 4), vector, around.subarray(4)]);
  }
  return { bytes, offsets };
}

const alphabet =
  "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/** Bytes as Z85, filled up with zeros to a multiple of four. */
export function encodeZ85(bytes: Buffer): string {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let text = "";
  for (let i = 0; i < padded.length; i += 4) {
    const word = padded.readUInt32BE(i);
    for (const power of [85 ** 4, 85 ** 3, 85 ** 2, 85, 1]) {
      text += alphabet.charAt(Math.floor(word / power) % 85);
    }
  }
  return text;
}

/** A deletion vector inside the log. */
export function inlineVector(rows: readonly number[], kind?: ContainerKind): DeletionVector {
  const bytes = writeVector(rows, kind);
  return {
    storageType: "i",
    pathOrInlineDv: encodeZ85(bytes),
    sizeInBytes: bytes.length,
    cardinality: rows.length,
  };
}
