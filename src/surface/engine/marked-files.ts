import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { EarshotError, messageOf } from "../../core/base/errors.ts";
import type { MarkedRow } from "../../kernel/privacy/kit/marked-row.ts";
import { parseKit } from "../../kernel/privacy/kit/read-kit.ts";
import { parseMarkedLines } from "../../kernel/privacy/kit/read-lines.ts";

/** A file of marked texts can't be opened. */
class MarkedFileError extends EarshotError {
  readonly code = "MARKED_FILE";
  readonly kind = "missing";
}

/** Marked texts under the name they are reported by. */
export type MarkedSet = { name: string; rows: readonly MarkedRow[] };

const kitLanguages = ["de", "en", "es", "fr", "it", "nl", "pt"];

/** Reads the kit of hard cases that is part of the product. */
export async function readOwnKit(): Promise<MarkedSet> {
  const sets = await Promise.all(
    kitLanguages.map((language) => {
      const file = new URL(`../../kernel/privacy/kit/${language}.txt`, import.meta.url);
      return readMarkedFile(fileURLToPath(file));
    }),
  );
  return { name: "built-in kit", rows: sets.flatMap(({ rows }) => rows) };
}

/**
 * Reads marked texts: JSON Lines, or texts with marks such as `⟦EMAIL|ann@example.com⟧`; either may
 * be compressed by gzip.
 *
 * @throws MarkedFileError when it can't be opened.
 * @throws KitError when it can't be read.
 */
export async function readMarkedFile(path: string, signal?: AbortSignal): Promise<MarkedSet> {
  const name = basename(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path, { signal });
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = await promisify(gunzip)(bytes);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new MarkedFileError(`${path} can't be read: ${messageOf(cause)}`, { cause });
  }
  const source = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const isLines = /^\s*\{/.test(source);
  return { name, rows: isLines ? parseMarkedLines(source, name) : parseKit(source, name) };
}
