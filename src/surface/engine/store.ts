import { join } from "node:path";

import type { Holder } from "../../core/base/process-lock.ts";
import type { StoreOptions } from "../../storage/store/open-store.ts";
import { placeOf } from "../../storage/store/server.ts";
import { shareStore } from "../../storage/store/shared-store.ts";
import type { Store } from "../../storage/store/store.ts";
import {
  embeddedState,
  migrateStore,
  readStoreState,
  type Loss,
  type StoreState,
} from "../../storage/store/store-state.ts";
import type { Check } from "./check.ts";
import { openScope, type EngineOptions, type Scope } from "./scope.ts";

export type { Loss, StoreState } from "../../storage/store/store-state.ts";

/** How long the store is waited for, and by whom. */
export type StoreInput = {
  /** Command that opens it, for another process that finds it open. */
  command?: string | undefined;
  /** Milliseconds to wait while another process has an embedded store open; default 0. */
  waitMs?: number | undefined;
  onWait?: ((holder: Holder) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Opens the store of the settings: within the data folder, or on the server of `database_url`. Only
 * what needs it does; `plan` and a run with nothing to do never do. All who open an embedded one in this
 * process share it.
 *
 * @throws The errors of `storage/store/open-store.ts`.
 */
export function openEngineStore(scope: Scope, input: StoreInput = {}): Promise<Store> {
  return shareStore(storeOptions(scope, input));
}

/** The store of the settings if there is one already, for whoever only reads. */
export async function openStoreThatIs(
  scope: Scope,
  input: StoreInput = {},
): Promise<Store | undefined> {
  const { folder, databaseUrl } = storeOptions(scope, input);
  if (databaseUrl === undefined && (await embeddedState(folder)).major === undefined)
    return undefined;
  return await openEngineStore(scope, input);
}

/**
 * How the store stands; opens it, and changes no table.
 *
 * @returns undefined when there is none yet.
 */
export async function tellStore(
  options: EngineOptions,
  input: StoreInput = {},
): Promise<StoreState | undefined> {
  const scope = openScope(options);
  const store = storeOptions(scope, input);
  if (store.databaseUrl === undefined) {
    const { major } = await embeddedState(store.folder);
    if (major === undefined) return undefined;
  }
  return await readStoreState(store);
}

export type MigrateInput = StoreInput & {
  /** Number of the last migration that stays or is made; default: the newest. */
  to?: number | undefined;
  /** Asked before tables go with their rows. */
  mayLose: (losses: readonly Loss[]) => boolean;
};

/** A step that was taken. */
export type MigratedStep = { direction: "up" | "down"; number: number; name: string };

/**
 * Brings the tables of the store to a migration, up or down.
 *
 * @returns The steps taken; undefined when what would be lost was not allowed.
 */
export async function migrateTo(
  options: EngineOptions,
  { to, mayLose, ...input }: MigrateInput,
): Promise<MigratedStep[] | undefined> {
  const steps = await migrateStore(storeOptions(openScope(options), input), { to, mayLose });
  return steps?.map(({ direction, migration: { number, name } }) => ({ direction, number, name }));
}

/** For `doctor`: how the store stands, without opening one that lies in the data folder. */
export async function checkStore(options: EngineOptions): Promise<Check> {
  const name = "store";
  const { folder, databaseUrl, ...rest } = storeOptions(openScope(options), {});
  try {
    if (databaseUrl === undefined) return { name, state: "ok", found: await foundIn(folder) };
    const { version, migrations } = await readStoreState({ folder, databaseUrl, ...rest });
    const pending = migrations.filter(({ appliedAt }) => appliedAt === undefined).length;
    const note = pending === 0 ? "" : `; ${pending} migrations are due, which the next use does`;
    const found = `PostgreSQL ${version} on ${placeOf(databaseUrl)}${note}`;
    return { name, state: "ok", found };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name, state: "failed", found: error.message, mend: "do what it says" };
  }
}

async function foundIn(folder: string): Promise<string> {
  const { major, holder } = await embeddedState(folder);
  if (major === undefined) return `none yet; what needs one makes it in ${folder}`;
  const who =
    holder === undefined ? "" : `; process ${holder.pid} has it open, or died with it open`;
  return `PostgreSQL ${major} within the process, in ${folder}${who}`;
}

function storeOptions(
  { settings, dataFolder, clock }: Scope,
  { command, waitMs, onWait, signal }: StoreInput,
): StoreOptions {
  return {
    folder: join(dataFolder, "store"),
    databaseUrl: settings.settings.database_url,
    clock,
    command,
    waitMs,
    onWait,
    signal,
  };
}
