import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

import { syncNames } from "../../core/base/sync.ts";
import { packFolder, unpackFolder, writeSynced } from "./packed-folder.ts";

/** PostgreSQL's major version in the PGlite that we stand on. */
export const postgresMajor = 18;

/** Of PGlite with how we initialise it: another one needs a folder of its own. */
const cachedName = "pglite-0.5.14-1.packed";

/** Segments of PostgreSQL's log, in megabytes: 16 as a rule, which is much for a small store. */
const segmentMegabytes = 1;

/** The user's folder for what can be made again, as each system has it. */
export function userCacheFolder(environment = process.env): string {
  if (process.platform === "win32")
    return join(environment["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "earshot");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "earshot");
  return join(environment["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "earshot");
}

/**
 * Makes the folder of an empty PostgreSQL unless it is there: whole, and safe from a power cut.
 * PostgreSQL takes seconds to make one, so the first is kept in `cacheFolder` for later stores;
 * where that can't be written to, none is kept.
 */
export async function placeFreshFolder(folder: string, cacheFolder: string): Promise<void> {
  if (existsSync(join(folder, "PG_VERSION"))) return;
  const aside = `${folder}.new`;
  const clear = (): Promise<void> => rm(aside, { recursive: true, force: true });
  await clear(); // of a process that died
  const cached = join(cacheFolder, cachedName);
  const kept = await readFile(cached).catch(() => undefined);
  if (kept === undefined || !(await unpackFolder(kept, aside))) {
    const packed = await makeFolder(aside);
    await clear();
    await unpackFolder(packed, aside);
    await keep(cached, packed).catch(() => undefined); // the next store takes seconds again
  }
  await rename(aside, folder);
  await syncNames(dirname(folder));
}

/** Has PostgreSQL make a folder, and packs it. */
async function makeFolder(folder: string): Promise<Buffer> {
  const { PGlite } = await import("@electric-sql/pglite");
  const initDbStartParams = [`--wal-segsize=${segmentMegabytes}`];
  const engine = await PGlite.create(folder, { initDbStartParams });
  await engine.close();
  return await packFolder(folder);
}

async function keep(path: string, packed: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${randomUUID()}`;
  try {
    await writeSynced(aside, packed);
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}
