import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { sha256 } from "../../src/core/base/hash.ts";

/** Files with their content, by path below the root; folders with `undefined`, before what they hold. */
export type Image = Map<string, Buffer | undefined>;

/** Tells images apart. */
export function imageKey(image: Image): string {
  const lines = Array.from(image, ([path, bytes]) =>
    bytes === undefined ? path : `${path}\n${bytes.length}\n${sha256(bytes)}`,
  );
  return sha256(lines.toSorted((one, other) => (one < other ? -1 : 1)).join("\n\n"));
}

/** What a folder holds. */
export async function readImage(folder: string): Promise<Image> {
  const image: Image = new Map();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    image.set(name, entry.isDirectory() ? undefined : await readFile(path));
  }
  return image;
}

/** Writes an image into a folder. */
export async function writeImage(image: Image, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of image) {
    const target = join(folder, path);
    if (bytes === undefined) await mkdir(target, { recursive: true });
    else await writeFile(target, bytes);
  }
}
