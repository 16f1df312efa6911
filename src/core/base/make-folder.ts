import { mkdir } from "node:fs/promises";

import { systemCode } from "./errors.ts";

/**
 * Makes a folder and those above it. On a disk that can only be read, Node says of several missing
 * folders that one is missing; this says why none could be made.
 *
 * @param make - Makes one folder, or several where it is told so; default: the machine's.
 */
export async function makeFolder(
  path: string,
  make: (path: string, options?: { recursive: true }) => Promise<unknown> = mkdir,
): Promise<void> {
  try {
    await make(path, { recursive: true });
  } catch (error) {
    const missing = systemCode(error) === "ENOENT" && error instanceof Error && "path" in error;
    if (!missing) throw error;
    await make(String(error.path));
    await make(path, { recursive: true });
  }
}
