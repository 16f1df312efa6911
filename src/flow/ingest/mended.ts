import { isUtf8 } from "node:buffer";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { sha256 } from "../../core/base/hash.ts";
import { openLines, openRejects, type Rejects, type RejectWriter } from "./rejects.ts";
import type { Relation } from "./relation.ts";
import type { SourceContext, SourcePart } from "./source.ts";

/** What could be read of a file in which something is broken. */
export type Mended = {
  /** The good records, from a clean copy. */
  relation: Relation;
  rowCount: number;
  rejects: Rejects;
  /** Records with letters beyond ASCII that are text of its encoding, and that are not. */
  letters: { goodCount: number; brokenCount: number };
};

export const tooLarge = "it is larger than limits.object_bytes";

/** The passing files of a mending: a clean copy and what is set aside. */
export type MendedFiles = AsyncDisposable & {
  rejects: RejectWriter;
  /** Adds a record to the clean copy, a character for each byte. */
  clean(record: string): Promise<void>;
  /** What is wrong with the letters of a text, a character for each byte; undefined: nothing. */
  lettersFault(bytes: string): string | undefined;
  /** @param relate - How to read the clean copy, given its place and its longest record. */
  close(relate: (path: string, longest: number) => Promise<Relation> | Relation): Promise<Mended>;
};

/** Opens the passing files of a mending; `encoding` is that of the file, by its WHATWG name. */
export async function openMended(
  part: SourcePart,
  encoding: string,
  context: SourceContext,
): Promise<MendedFiles> {
  const folder = context.temporaryFolder ?? context.cacheFolder;
  await mkdir(folder, { recursive: true });
  const name = sha256(part.name + part.fingerprint).slice(0, 16);
  const path = join(folder, `mended-${name}`);
  const copy = await openLines(path, "latin1");
  const rejects = await openRejects(join(folder, `rejects-${name}`));
  const letters = { goodCount: 0, brokenCount: 0 };
  let rowCount = 0;
  let longest = 0;
  return {
    rejects,
    async clean(record) {
      rowCount += 1;
      longest = Math.max(longest, record.length);
      await copy.add(record);
    },
    lettersFault(bytes) {
      if (isAscii(bytes)) return undefined;
      const isGood = isText(bytes, encoding);
      letters[isGood ? "goodCount" : "brokenCount"] += 1;
      return isGood ? undefined : `it is no ${encoding.toUpperCase()} text`;
    },
    async close(relate) {
      await copy.close();
      const done = await rejects.close();
      return { relation: await relate(path, longest), rowCount, rejects: done, letters };
    },
    async [Symbol.asyncDispose]() {
      await copy.close();
      await rejects.close();
    },
  };
}

function isAscii(bytes: string): boolean {
  return !/[\x80-\xff]/.test(bytes);
}

/** What a decoder makes of bytes that are no text of its encoding: U+FFFD, in UTF-8. */
const replacement = "\xef\xbf\xbd";

function isText(bytes: string, encoding: string): boolean {
  if (encoding !== "utf-8") return !bytes.includes(replacement);
  return isUtf8(Buffer.from(bytes, "latin1"));
}
