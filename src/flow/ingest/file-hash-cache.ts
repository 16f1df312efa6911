import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { systemClock, type Clock } from "../../core/base/clock.ts";
import { replaceFile } from "../../core/base/replace-file.ts";
import { sha256OfFile } from "../../core/base/hash.ts";

/** Hashes of files seen before, so that an unchanged file is not read again to know it. */
export type HashCache = {
  entries: Map<string, { stamp: string; hash: string }>;
  /** Writes the cache when it changed; losing it costs time only. */
  save(): Promise<void>;
};

/** A file changed within this time before it was hashed may change again under the same stamp. */
const racyMs = 2_000;

/** Opens the cache in a folder; a missing or damaged one is empty. */
export async function openHashCache(folder: string): Promise<HashCache> {
  const path = join(folder, "file-hashes.json");
  const entries = await readEntries(path);
  const before = new Map(entries);
  return {
    entries,
    async save() {
      const changed = [...entries].filter(([file, entry]) => before.get(file) !== entry);
      const gone = [...before.keys()].filter((file) => !entries.has(file));
      if (changed.length === 0 && gone.length === 0) return;
      // Sources are read side by side: what others have written meanwhile stays.
      const latest = await readEntries(path);
      for (const [file, entry] of changed) latest.set(file, entry);
      for (const file of gone) latest.delete(file);
      await replaceFile(path, JSON.stringify([...latest]));
    },
  };
}

async function readEntries(path: string): Promise<HashCache["entries"]> {
  try {
    const text = await readFile(path, "utf8");
    return new Map(JSON.parse(text) as [string, { stamp: string; hash: string }][]);
  } catch {
    return new Map(); // the cache can be lost at any time
  }
}

/**
 * SHA-256 of a file. The stored one is given while size, inode, and times of content and entry
 * are the same; a file touched within the last seconds is always read, because its stamp could
 * stay the same over one more change.
 */
export async function cachedFileHash(
  cache: HashCache,
  path: string,
  { clock = systemClock, signal }: { clock?: Clock; signal?: AbortSignal | undefined } = {},
): Promise<{ hash: string; bytes: number }> {
  const before = await stat(path, { bigint: true });
  const stamp = `${before.size}/${before.ino}/${before.mtimeNs}/${before.ctimeNs}`;
  const known = cache.entries.get(path);
  const bytes = Number(before.size);
  if (known?.stamp === stamp) return { hash: known.hash, bytes };
  const hash = await sha256OfFile(path, signal);
  const settled = clock.now().getTime() - Number(before.ctimeMs) > racyMs;
  if (settled) cache.entries.set(path, { stamp, hash });
  else cache.entries.delete(path);
  return { hash, bytes };
}
