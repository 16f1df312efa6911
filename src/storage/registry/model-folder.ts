import { readFileSync } from "node:fs";
import { join } from "node:path";

import { EarshotError, messageOf, systemCode } from "../../core/base/errors.ts";
import { parseTokenVectors, type TokenVectors } from "../../kernel/learn/token-vectors.ts";

/** A folder is no model's, or a file of it can't be read. */
class EmbeddingModelUnreadableError extends EarshotError {
  readonly code = "EMBEDDING_MODEL_UNREADABLE";
  readonly kind;

  constructor(path: string, cause: unknown) {
    const isMissing = systemCode(cause) === "ENOENT";
    super(
      isMissing
        ? `there is no file ${path}; a static embedding model is a folder with config.json, ` +
            "vectors.i8, scales.f32, bigrams.u16 and vocab.txt"
        : `${path} can't be read (${messageOf(cause)})`,
      { cause },
    );
    this.kind = isMissing ? ("missing" as const) : ("unavailable" as const);
  }
}

/**
 * Reads a static embedding model from a folder, every file held against its sha256; a
 * `StaticEncoder` runs it. Blocks while it reads, some 20 ms for 12 MB.
 *
 * @throws EmbeddingModelUnreadableError, EmbeddingModelDamagedError, EmbeddingModelTooNewError
 */
export function readModelFolder(folder: string): TokenVectors {
  return parseTokenVectors((name) => {
    const path = join(folder, name);
    try {
      return readFileSync(path);
    } catch (error) {
      throw new EmbeddingModelUnreadableError(path, error);
    }
  });
}
