import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { systemCode } from "./errors.ts";

/** Makes a file's bytes survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder's list of names survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // which opens no folders, and needs none of it
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes the names on the way to a folder survive a power cut, whoever made them: its own list and
 * that of every folder above. Those that we may not read were there before us.
 */
export async function syncNames(folder: string): Promise<void> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    await syncFolder(at).catch((error: unknown) => {
      if (!unreadable.has(systemCode(error) ?? "")) throw error;
    });
    if (at === dirname(at)) return;
  }
}

/** How file systems refuse to open or sync a folder; some, such as network shares, can't. */
const unreadable = new Set(["EACCES", "EPERM", "EINVAL", "EROFS", "ENOTSUP"]);
