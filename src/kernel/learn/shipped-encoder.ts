import { readFileSync } from "node:fs";

import { StaticEncoder } from "./static-encoder.ts";
import { parseTokenVectors, type TokenVectors } from "./token-vectors.ts";

const folder = new URL("static-multilingual-256/", import.meta.url);

let vectors: TokenVectors | undefined;

/**
 * The embedder that comes with the package: six languages (en, pt, es, de, fr, it) in one space.
 * Its weights are read from the folder beside this file, once a thread (12.6 MB).
 *
 * @param dimension - 256, or 128 for vectors of half the size that are nearly as good.
 * @throws EmbeddingModelDamagedError when the package's files were changed.
 */
export function shippedEncoder(dimension: 128 | 256 = 256): StaticEncoder {
  vectors ??= parseTokenVectors((name) => readFileSync(new URL(name, folder)));
  return new StaticEncoder(vectors, dimension);
}
