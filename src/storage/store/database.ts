import { AsyncLocalStorage } from "node:async_hooks";

import { assert } from "../../core/base/errors.ts";
import { statementError } from "./statement-error.ts";
import type { Store, StoreQueries } from "./store.ts";
import { StoreUnavailableError } from "./store-errors.ts";
import { parameterText } from "./values.ts";

/** One connection's statements. */
export type Session = StoreQueries & {
  /** Runs several statements without parameters. */
  script(sql: string): Promise<void>;
};

/** What a driver can do: PGlite within the process, or `pg` with a server. */
export type Driver = {
  readonly kind: Store["kind"];
  readonly hasVectors: boolean;
  /** For people, without a password. */
  readonly place: string;
  /** Runs one statement; parameters are texts. */
  query(sql: string, parameters: readonly (string | null)[]): Promise<readonly unknown[]>;
  transaction<T>(work: (within: DriverSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** A driver's connection within a transaction. */
export type DriverSession = {
  query(sql: string, parameters: readonly (string | null)[]): Promise<readonly unknown[]>;
  script(sql: string): Promise<void>;
};

/** A store over a driver, whose transactions also run scripts. */
export type Database = Omit<Store, "transaction"> & {
  readonly place: string;
  transaction<T>(work: (within: Session) => Promise<T>): Promise<T>;
};

/** What both drivers have in common: values, errors, and that a closed store says so. */
export function openDatabase(driver: Driver): Database {
  const inside = new AsyncLocalStorage<{ isOpen: boolean }>();
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  async function tracked<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  }

  async function close(): Promise<void> {
    await Promise.allSettled(underWay);
    await driver.close();
  }

  /** An embedded store would wait for itself; a server would not see what is not committed. */
  function checkUse(): void {
    assert(inside.getStore()?.isOpen !== true, "within a transaction, use its own statements");
    if (closing !== undefined) throw new StoreUnavailableError("the store is closed");
  }

  async function inOne<T>(
    within: DriverSession,
    work: (within: Session) => Promise<T>,
  ): Promise<T> {
    const state = { isOpen: true };
    return await inside.run(state, async () => {
      try {
        return await work(sessionOf(within, state));
      } finally {
        state.isOpen = false;
      }
    });
  }

  return {
    kind: driver.kind,
    hasVectors: driver.hasVectors,
    place: driver.place,
    async rows(sql, parameters = []) {
      checkUse();
      return await tracked(ask(driver, sql, parameters));
    },
    async transaction(work) {
      checkUse();
      return await tracked(toldPlainly(() => driver.transaction((within) => inOne(within, work))));
    },
    [Symbol.asyncDispose]() {
      closing ??= close();
      return closing;
    },
  };
}

function sessionOf(within: DriverSession, state: { isOpen: boolean }): Session {
  const check = (): void => assert(state.isOpen, "the transaction has ended");
  return {
    async rows(sql, parameters = []) {
      check();
      return await ask(within, sql, parameters);
    },
    async script(sql) {
      check();
      await toldPlainly(() => within.script(sql));
    },
  };
}

async function ask(
  driver: Pick<Driver, "query">,
  sql: string,
  parameters: readonly unknown[],
): ReturnType<StoreQueries["rows"]> {
  const texts = parameters.map(parameterText);
  const rows = await toldPlainly(() => driver.query(sql, texts));
  return rows as Awaited<ReturnType<StoreQueries["rows"]>>; // both drivers give objects by column
}

async function toldPlainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw statementError(error);
  }
}
