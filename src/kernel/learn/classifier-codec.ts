import { createHash } from "node:crypto";

import { ClassifierDamagedError, ClassifierTooNewError } from "./classifier-errors.ts";
import type { PlattScale } from "./calibration.ts";
import type { ModelName } from "./embedder.ts";
import type { PackedHead } from "./packed-head.ts";
import { type ClassifierState, TextClassifier } from "./text-classifier.ts";

/** Format of the bytes; rises when an older reader would read them wrongly. */
const formatNumber = 1;

const magic = "EARSHOT HEAD";
const [formatAt, headerLengthAt, hashAt, headerAt] = [12, 16, 20, 52];

/** What stands in the JSON header; the arrays follow it in the order of {@link bodyOf}. */
type Header = {
  kind: "single" | "multi";
  labels: string[];
  embedder: ModelName | null;
  temperature: number;
  scales: PlattScale[];
  thresholds: number[];
  data_hash: string;
  row_count: number;
  slot_count: number;
  kept_slots: number;
  slot_bytes: number;
  dimension: number;
  scope: { dimension: number; row_count: number; threshold: number } | null;
};

/**
 * A classifier as bytes: `EARSHOT HEAD`, format number, header length (both 32 bits, little
 * endian), SHA-256 of all that follows, a JSON header, then bias (float32), dense scales (float32)
 * and weights (int8), the distances between kept slots (7 bits a byte, low first), their scales
 * (float16) and weights (int8), and the scope's rows (int8). The same classifier gives the same
 * bytes.
 */
export function encodeClassifier({ state }: TextClassifier): Uint8Array<ArrayBuffer> {
  const { head, scope } = state;
  const slots = distancesOf(head.slots);
  const header: Header = {
    kind: state.kind,
    labels: [...state.labels],
    embedder: state.embedder ?? null,
    temperature: state.temperature,
    scales: [...state.scales],
    thresholds: [...state.thresholds],
    data_hash: state.dataHash,
    row_count: state.rowCount,
    slot_count: head.slotCount,
    kept_slots: head.slots.length,
    slot_bytes: slots.length,
    dimension: head.dimension,
    scope:
      scope === undefined
        ? null
        : {
            dimension: scope.dimension,
            row_count: scope.dimension === 0 ? 0 : scope.rows.length / scope.dimension,
            threshold: scope.threshold,
          },
  };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const parts = [headerBytes, ...bodyOf(head, slots), bytesOf(scope?.rows ?? new Int8Array(0))];
  const bytes = new Uint8Array(headerAt + parts.reduce((sum, part) => sum + part.length, 0));
  let at = headerAt;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(magic));
  view.setUint32(formatAt, formatNumber, true);
  view.setUint32(headerLengthAt, headerBytes.length, true);
  bytes.set(hashOf(bytes.subarray(headerAt)), hashAt);
  return bytes;
}

/**
 * Reads what {@link encodeClassifier} wrote.
 *
 * @throws ClassifierDamagedError when the bytes are cut off, changed or of something else.
 * @throws ClassifierTooNewError when a newer version wrote them.
 */
export function decodeClassifier(bytes: Uint8Array): TextClassifier {
  if (bytes.length < headerAt) throw new ClassifierDamagedError(`it has ${bytes.length} bytes`);
  if (new TextDecoder().decode(bytes.subarray(0, magic.length)) !== magic) {
    throw new ClassifierDamagedError("it does not begin as one");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = view.getUint32(formatAt, true);
  if (format > formatNumber) throw new ClassifierTooNewError(format, formatNumber);
  if (format === 0) throw new ClassifierDamagedError("it has no format");
  const hash = hashOf(bytes.subarray(headerAt));
  if (hash.some((byte, index) => byte !== bytes[hashAt + index])) {
    throw new ClassifierDamagedError("its bytes are not those that were written (SHA-256)");
  }
  const bodyAt = headerAt + view.getUint32(headerLengthAt, true);
  if (bodyAt > bytes.length) throw new ClassifierDamagedError("its header is longer than it");
  const header = headerOf(bytes.subarray(headerAt, bodyAt));
  return new TextClassifier(stateOf(header, bytes.subarray(bodyAt)));
}

/** The length of the header stands outside of the hash, so what it cuts out is looked at. */
function headerOf(bytes: Uint8Array): Header {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Header; // by the hash, ours
  } catch (cause) {
    throw Object.assign(new ClassifierDamagedError("its header is no JSON"), { cause });
  }
}

function stateOf(header: Header, body: Uint8Array): ClassifierState {
  const labelCount = header.labels.length;
  let at = 0;
  const take = (length: number): Uint8Array<ArrayBuffer> => {
    if (at + length > body.length) throw new ClassifierDamagedError("it ends too early");
    // A copy, so that numbers stand at even places; the slice of a Buffer would be none.
    const part = Uint8Array.from(body.subarray(at, at + length));
    at += length;
    return part;
  };
  const head: PackedHead = {
    labelCount,
    bias: new Float32Array(take(4 * labelCount).buffer),
    dimension: header.dimension,
    denseScales: new Float32Array(take(4 * header.dimension).buffer),
    dense: new Int8Array(take(header.dimension * labelCount).buffer),
    slotCount: header.slot_count,
    slots: slotsOf(take(header.slot_bytes), header.kept_slots),
    sparseScales: new Float16Array(take(2 * header.kept_slots).buffer),
    sparse: new Int8Array(take(header.kept_slots * labelCount).buffer),
  };
  const { scope } = header;
  return {
    kind: header.kind,
    labels: header.labels,
    embedder: header.embedder ?? undefined,
    head,
    temperature: header.temperature,
    scales: header.scales,
    thresholds: header.thresholds,
    scope:
      scope === null
        ? undefined
        : {
            dimension: scope.dimension,
            threshold: scope.threshold,
            rows: new Int8Array(take(scope.row_count * scope.dimension).buffer),
          },
    dataHash: header.data_hash,
    rowCount: header.row_count,
  };
}

function bodyOf(head: PackedHead, slots: Uint8Array): Uint8Array[] {
  const { bias, denseScales, dense, sparseScales, sparse } = head;
  return [
    bytesOf(bias),
    bytesOf(denseScales),
    bytesOf(dense),
    slots,
    bytesOf(sparseScales),
    bytesOf(sparse),
  ];
}

function bytesOf(array: Float32Array | Float16Array | Int8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function hashOf(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** Rising numbers as distances, 7 bits a byte, low bits first; a set high bit says that more come. */
function distancesOf(slots: Uint32Array): Uint8Array {
  const bytes: number[] = [];
  let before = 0;
  for (const slot of slots) {
    let distance = slot - before;
    before = slot;
    while (distance >= 0x80) {
      bytes.push((distance & 0x7f) | 0x80);
      distance >>>= 7;
    }
    bytes.push(distance);
  }
  return Uint8Array.from(bytes);
}

function slotsOf(bytes: Uint8Array, count: number): Uint32Array {
  const slots = new Uint32Array(count);
  let [at, slot] = [0, 0];
  for (let i = 0; i < count; i++) {
    let [shift, byte] = [0, 0x80];
    while (byte >= 0x80) {
      byte = bytes[at] ?? 0;
      at += 1;
      slot += (byte & 0x7f) << shift;
      shift += 7;
    }
    slots[i] = slot;
  }
  return slots;
}
