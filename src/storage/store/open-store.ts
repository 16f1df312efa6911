import type { Clock } from "../../core/base/clock.ts";
import type { Holder } from "../../core/base/process-lock.ts";
import { openDatabase, type Database } from "./database.ts";
import { openEmbedded } from "./embedded.ts";
import { userCacheFolder } from "./fresh-folder.ts";
import { migrateDatabase } from "./migrate.ts";
import { ownMigrations, readMigrations } from "./migration-file.ts";
import { openServer } from "./server.ts";
import type { Store } from "./store.ts";

export type StoreOptions = {
  /** Folder of an embedded store, made when missing. */
  folder: string;
  /** PostgreSQL server to use instead. */
  databaseUrl?: string | undefined;
  clock: Clock;
  /** Of this process, for another one that finds the store open. */
  command?: string | undefined;
  /** Milliseconds to wait while another process has an embedded store open; default 0. */
  waitMs?: number | undefined;
  onWait?: ((holder: Holder) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Where an initialised folder is kept for the next first start; default: the user's cache. */
  cacheFolder?: string | undefined;
  /** Folder of the migrations; default: those that come with Earshot. */
  migrationsFolder?: string | undefined;
};

/**
 * Opens the store and brings its tables up to date.
 *
 * Embedded it costs 0.5 s, about a second for a new one, and 5 s for the first on a machine.
 *
 * @throws StoreHeldError when another process has it open, StoreVersionError when it is of another
 *   version, StoreUnavailableError when it can't be reached.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const database = await openUnmigrated(options);
  try {
    const { clock, signal, migrationsFolder = ownMigrations } = options;
    const migrations = await readMigrations(migrationsFolder);
    await migrateDatabase(database, { migrations, clock, signal });
    return database;
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/** Opens the store with the tables it has, for whoever looks at its migrations. */
export async function openUnmigrated(options: StoreOptions): Promise<Database> {
  const { databaseUrl, cacheFolder = userCacheFolder(), signal } = options;
  signal?.throwIfAborted();
  const driver =
    databaseUrl === undefined
      ? await openEmbedded({ ...options, cacheFolder })
      : await openServer(databaseUrl);
  return openDatabase(driver);
}
