import { open } from "node:fs/promises";

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
