import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";

import { syncFolder } from "../../core/base/sync.ts";

/** A file with its length, or a folder, by path below the one that was packed. */
type Entry = { path: string; bytes?: number };

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const digestBytes = 32;
/** Files synced side by side: the disk then makes one commit of several. */
const filesAtATime = 16;

/**
 * A folder and all below it as bytes: a digest, and compressed a list of what there is with the
 * contents behind it. A folder comes before what it holds.
 */
export async function packFolder(folder: string): Promise<Buffer> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const entries: Entry[] = [];
  const contents: Buffer[] = [];
  for (const entry of found) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (!entry.isFile()) {
      entries.push({ path });
      continue;
    }
    const content = await readFile(join(folder, path));
    entries.push({ path, bytes: content.length });
    contents.push(content);
  }
  const list = Buffer.from(`${JSON.stringify(entries)}\n`);
  const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
  const packed = await compress(Buffer.concat([list, ...contents]), level);
  return Buffer.concat([digestOf(packed), packed]);
}

/**
 * Writes what was packed into a new folder; all of it survives a power cut afterwards.
 *
 * @returns false when the bytes are damaged; nothing is written then.
 */
export async function unpackFolder(packed: Buffer, folder: string): Promise<boolean> {
  const body = packed.subarray(digestBytes);
  if (!digestOf(body).equals(packed.subarray(0, digestBytes))) return false;
  const content = await decompress(body);
  const listEnd = content.indexOf("\n");
  const entries = JSON.parse(content.toString("utf8", 0, listEnd)) as Entry[]; // as packed
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: { path: string; content: Buffer }[] = [];
  let at = listEnd + 1;
  for (const { path, bytes } of entries) {
    if (bytes === undefined) await mkdir(join(folder, path), { recursive: true, mode: 0o700 });
    else files.push({ path, content: content.subarray(at, (at += bytes)) });
  }
  await writeAll(folder, files);
  await syncFolders(folder);
  return true;
}

async function writeAll(
  folder: string,
  files: readonly { path: string; content: Buffer }[],
): Promise<void> {
  const queue = files.values(); // which the workers share
  const worker = async (): Promise<void> => {
    for (const { path, content } of queue) {
      await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
      await writeSynced(join(folder, path), content);
    }
  };
  await Promise.all(Array.from({ length: filesAtATime }, worker));
}

/** Writes a new file, for its owner alone, that survives a power cut once its name does. */
export async function writeSynced(path: string, content: Buffer): Promise<void> {
  const handle = await open(path, "wx", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolders(folder: string): Promise<void> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of found)
    if (entry.isDirectory()) await syncFolder(join(entry.parentPath, entry.name));
  await syncFolder(folder);
}

function digestOf(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
