import { readPackedFile } from "../../../core/base/packed-file.ts";
import { slotBits } from "./tagger-features.ts";
import type { Weights } from "./tagger.ts";

const headerBytes = 4;

let weights: Weights | undefined;

/** The trained weights, read from the file beside this one at the first call. */
export function taggerWeights(): Weights {
  weights ??= read();
  return weights;
}

function read(): Weights {
  const file = readPackedFile(new URL("tagger-weights.bin.zst", import.meta.url));
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const values = new Int8Array(file.buffer, file.byteOffset + headerBytes, 1 << slotBits);
  return { values, scale: view.getFloat32(0, true) };
}
