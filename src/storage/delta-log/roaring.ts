/** Up to 65,536 row numbers that share all but their last 16 bits. */
export type RowBits = {
  /** The first row that the bits can stand for. */
  start: number;
  /** Bit `i % 8`, counted from the lowest, of byte `i / 8` stands for row `start + i`. */
  bits: Uint8Array;
};

const containerRows = 65_536;
const containerBytes = containerRows / 8;
const arrayCountMax = 4_096; // a container of more is a bitmap
const cookie = 12_346;
const cookieWithRuns = 12_347;
const offsetsFrom = 4; // with runs, a bitmap of fewer containers has no offsets

/**
 * Reads a 64-bit Roaring bitmap in its portable form, one container after another, ascending.
 * Each container has bits of its own; only the one at hand takes memory, 8 KiB.
 *
 * Format: the RoaringFormatSpec and its extension for 64 bits.
 *
 * @param rowCount - Rows that there are: a container beyond them is refused.
 * @throws RangeError when the bytes are not such a bitmap, or end too early.
 */
export function* readRoaring(bytes: Uint8Array, rowCount: number): Generator<RowBits> {
  const input = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bucketCount = input.getBigUint64(0, true);
  let [position, previous] = [8, -1];
  for (let i = 0n; i < bucketCount; i++) {
    const start = input.getUint32(position, true) * 2 ** 32;
    if (start <= previous) throw new RangeError("the buckets are not in order");
    const reader = { input, position: position + 4 };
    for (const container of readBucket(reader)) {
      const first = start + container.start;
      if (first >= rowCount) throw new RangeError(`there are only ${rowCount} rows`);
      yield { start: first, bits: container.bits };
    }
    [position, previous] = [reader.position, start];
  }
}

type Reader = { input: DataView; position: number };

function next16(reader: Reader): number {
  const value = reader.input.getUint16(reader.position, true);
  reader.position += 2;
  return value;
}

/** The containers of a 32-bit bitmap. */
function* readBucket(reader: Reader): Generator<RowBits> {
  const { count, hasRuns } = readHead(reader);
  const keys = reader.position;
  reader.position += 4 * count;
  if (hasRuns === undefined || count >= offsetsFrom) reader.position += 4 * count;
  let previous = -1;
  for (let i = 0; i < count; i++) {
    const key = reader.input.getUint16(keys + 4 * i, true);
    const valueCount = reader.input.getUint16(keys + 4 * i + 2, true) + 1;
    if (key <= previous) throw new RangeError("the containers are not in order");
    previous = key;
    const bits = hasRuns?.(i) === true ? readRuns(reader) : readPlain(reader, valueCount);
    if (countBits(bits) !== valueCount) throw new RangeError("a container's count is wrong");
    yield { start: key * containerRows, bits };
  }
}

/** How many containers follow, and which of them are runs; undefined when none can be. */
function readHead(reader: Reader): {
  count: number;
  hasRuns: ((index: number) => boolean) | undefined;
} {
  const word = reader.input.getUint32(reader.position, true);
  reader.position += 4;
  if (word === cookie) {
    const count = reader.input.getUint32(reader.position, true);
    reader.position += 4;
    if (count > containerRows) throw new RangeError("there are too many containers");
    return { count, hasRuns: undefined };
  }
  if ((word & 0xffff) !== cookieWithRuns) throw new RangeError("this is not a Roaring bitmap");
  const count = (word >>> 16) + 1;
  const flags = reader.position;
  reader.position += Math.ceil(count / 8);
  const { input } = reader;
  return { count, hasRuns: (i) => ((input.getUint8(flags + (i >> 3)) >> (i & 7)) & 1) === 1 };
}

function readRuns(reader: Reader): Uint8Array {
  const bits = new Uint8Array(containerBytes);
  const runCount = next16(reader);
  for (let run = 0; run < runCount; run++) {
    const first = next16(reader);
    const last = first + next16(reader);
    if (last >= containerRows) throw new RangeError("a run is too long");
    fill(bits, first, last);
  }
  return bits;
}

/** Sets the bits from `first` to `last`, whole bytes at once. */
function fill(bits: Uint8Array, first: number, last: number): void {
  let i = first;
  while (i <= last && (i & 7) !== 0) set(bits, i++);
  if (i > last) return;
  const wholeEnd = (last + 1) & ~7;
  bits.fill(0xff, i >> 3, wholeEnd >> 3);
  for (i = wholeEnd; i <= last; i++) set(bits, i);
}

function set(bits: Uint8Array, i: number): void {
  bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
}

function readPlain(reader: Reader, valueCount: number): Uint8Array {
  const bits = new Uint8Array(containerBytes);
  if (valueCount <= arrayCountMax) {
    for (let i = 0; i < valueCount; i++) set(bits, next16(reader));
    return bits;
  }
  const { buffer, byteOffset } = reader.input;
  if (reader.position + containerBytes > reader.input.byteLength) {
    throw new RangeError("the bitmap ends too early");
  }
  bits.set(new Uint8Array(buffer, byteOffset + reader.position, containerBytes));
  reader.position += containerBytes;
  return bits;
}

/** How many bits are set. */
export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) {
    for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  }
  return count;
}
