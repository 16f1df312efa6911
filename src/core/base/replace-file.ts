import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

let writtenCount = 0;

/**
 * Makes a text the whole content of a file, whose folder is made when missing: readers see the old
 * text or the new one, never a part. Not synced to disk: for caches, which may be lost.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}-${(writtenCount += 1)}`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
