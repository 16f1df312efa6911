import { resolve } from "node:path";

import { openStore, type StoreOptions } from "./open-store.ts";
import type { Store } from "./store.ts";

type Shared = { store: Promise<Store>; userCount: number; closing?: Promise<void> };

/** Embedded stores that this process has open, by their folders. */
const shared = new Map<string, Shared>();

/**
 * Opens the store, or shares the one that this process has open already: an embedded store can be
 * opened once at a time. It closes when the last who shares it closes theirs.
 *
 * @throws The errors of `openStore`.
 */
export async function shareStore(options: StoreOptions): Promise<Store> {
  if (options.databaseUrl !== undefined) return await openStore(options);
  const key = resolve(options.folder);
  for (;;) {
    options.signal?.throwIfAborted();
    const found = shared.get(key);
    if (found === undefined) return await openFirst(key, options);
    if (found.closing !== undefined) {
      await found.closing;
      continue;
    }
    found.userCount++;
    const store = await found.store.catch(() => undefined);
    // whoever opened it may have been stopped, which is no reason for this one not to try
    if (store !== undefined) return handle(key, found, store);
  }
}

async function openFirst(key: string, options: StoreOptions): Promise<Store> {
  const own: Shared = { store: openStore(options), userCount: 1 };
  shared.set(key, own);
  try {
    return handle(key, own, await own.store);
  } catch (error) {
    forget(key, own);
    throw error;
  }
}

/** What one of those who share a store holds of it. */
function handle(key: string, own: Shared, store: Store): Store {
  let isOpen = true;
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      if (!isOpen) return;
      isOpen = false;
      own.userCount--;
      if (own.userCount > 0) return;
      own.closing = closeStore(store).finally(() => forget(key, own));
      await own.closing;
    },
  };
}

async function closeStore(store: Store): Promise<void> {
  await store[Symbol.asyncDispose]();
}

function forget(key: string, own: Shared): void {
  if (shared.get(key) === own) shared.delete(key);
}
