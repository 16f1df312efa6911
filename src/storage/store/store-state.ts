import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { readHolder, type Holder } from "../../core/base/process-lock.ts";
import type { Database } from "./database.ts";
import { lossesOf, migrateDatabase, appliedMigrations, type Loss } from "./migrate.ts";
import { ownMigrations, readMigrations, type Migration } from "./migration-file.ts";
import { openUnmigrated, type StoreOptions } from "./open-store.ts";
import { planMigration, type MigrationStep } from "./plan-migration.ts";
import type { Store } from "./store.ts";

export type { Loss } from "./migrate.ts";

/** What a look from outside tells of an embedded store. */
export type EmbeddedState = {
  /** PostgreSQL's major version; undefined while there is no store. */
  major: string | undefined;
  /** Process that has it open, or died with it open. */
  holder: Holder | undefined;
};

/** A migration, and when it was applied; undefined if it was not. */
export type MigrationState = { number: number; name: string; appliedAt: Date | undefined };

/** How a store stands. */
export type StoreState = {
  kind: Store["kind"];
  /** Folder, or server and database; no user and no password. */
  place: string;
  /** Of PostgreSQL, such as 18.6. */
  version: string;
  hasVectors: boolean;
  migrations: MigrationState[];
};

/** Looks at the files of an embedded store without opening it. */
export async function embeddedState(folder: string): Promise<EmbeddedState> {
  const path = join(folder, "postgres", "PG_VERSION");
  const major = existsSync(path) ? (await readFile(path, "utf8")).trim() : undefined;
  return { major, holder: await readHolder(join(folder, "lock")) };
}

/**
 * Opens a store, without changing its tables, and says how it stands.
 *
 * @throws The errors of `openStore`; StoreVersionError also when its tables are of another version.
 */
export async function readStoreState(options: StoreOptions): Promise<StoreState> {
  const migrations = await migrationsOf(options);
  await using database = await openUnmigrated(options);
  const applied = await appliedMigrations(database);
  planMigration(migrations, applied);
  const [row] = await database.rows("SELECT current_setting('server_version') AS version");
  return {
    kind: database.kind,
    place: database.place,
    version: String(row?.["version"]),
    hasVectors: database.hasVectors,
    migrations: migrations.map(({ number, name }, index) => {
      return { number, name, appliedAt: applied[index]?.appliedAt };
    }),
  };
}

export type MigrateStoreOptions = {
  /** Number of the last migration that stays or is made, 0 for none; default: the newest. */
  to?: number | undefined;
  /** Asked before anything is lost; what is false changes nothing. */
  mayLose: (losses: readonly Loss[]) => boolean;
};

/**
 * Brings a store's tables to a migration, up or down.
 *
 * @returns The steps taken, in order; undefined when they were not allowed.
 */
export async function migrateStore(
  options: StoreOptions,
  { to, mayLose }: MigrateStoreOptions,
): Promise<MigrationStep[] | undefined> {
  const { clock, signal } = options;
  const migrations = await migrationsOf(options);
  await using database: Database = await openUnmigrated(options);
  const plan = planMigration(migrations, await appliedMigrations(database), to);
  if (plan.some(({ direction }) => direction === "down")) {
    const losses = await lossesOf(database, plan);
    if (!mayLose(losses)) return undefined;
  }
  return await migrateDatabase(database, { migrations, clock, to, signal });
}

function migrationsOf({ migrationsFolder = ownMigrations }: StoreOptions): Promise<Migration[]> {
  return readMigrations(migrationsFolder);
}
