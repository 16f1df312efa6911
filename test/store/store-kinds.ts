import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { systemClock } from "../../src/core/base/clock.ts";
import { openStore, type StoreOptions } from "../../src/storage/store/open-store.ts";
import type { Store } from "../../src/storage/store/store.ts";
import { cacheFolder } from "../../scripts/installing.ts";
import { findPostgres, findPostgresWithVectors } from "../../scripts/postgres.ts";
import { startPostgres } from "./postgres-server.ts";

/** A place for stores of one kind. */
export type StoreKind = AsyncDisposable & {
  /** Options of a new, empty store. */
  fresh(): Promise<StoreOptions>;
};

type StoreKindEntry = {
  name: string;
  /** Undefined where it can't be had here, which has been told. */
  start: (() => Promise<StoreKind>) | undefined;
};

/** The kind that may lack pgvector. */
export const withoutVectors = "a PostgreSQL server";

/** Every kind of store that Earshot runs on; a server with and without pgvector. */
export const storeKinds: readonly StoreKindEntry[] = [
  { name: "PGlite", start: startEmbedded },
  serverEntry(withoutVectors, await findPostgres()),
  serverEntry("a PostgreSQL server with pgvector", await findPostgresWithVectors()),
];

/** Options of a new embedded store in a folder; the empty PostgreSQL is kept between tests. */
export function embeddedIn(folder: string): StoreOptions {
  return { folder, clock: systemClock, cacheFolder: join(cacheFolder, "store") };
}

/** A folder for embedded stores. */
export async function storeFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "earshot-store-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Opens a store of a kind with a table for the test. */
export async function openWith(kind: StoreKind, table: string): Promise<Store> {
  const store = await openStore(await kind.fresh());
  await store.rows(table);
  return store;
}

async function startEmbedded(): Promise<StoreKind> {
  const folder = await storeFolder();
  let count = 0;
  return {
    fresh: () => Promise.resolve(embeddedIn(join(folder.path, `store-${(count += 1)}`))),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function serverEntry(name: string, programs: string | undefined): StoreKindEntry {
  if (programs === undefined) return { name, start: undefined };
  return {
    name,
    async start() {
      const server = await startPostgres(programs);
      return {
        async fresh() {
          const databaseUrl = await server.database();
          return { folder: "not-used", databaseUrl, clock: systemClock };
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  };
}
