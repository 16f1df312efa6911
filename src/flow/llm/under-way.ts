/** What one asking took to find out: others wait for it. */
export type Claim<T> = Disposable & {
  /** Keys that nobody else is finding out. */
  own: readonly string[];
  /** What becomes of the others; undefined where whoever had it ended without knowing. */
  others: ReadonlyMap<string, Promise<T | undefined>>;
  /** Tells those who wait for an own key; a second time nothing happens. */
  settle(key: string, outcome: T | undefined): void;
};

/** Questions under way in this process, by key, so that two at a time are not both paid. */
export type UnderWay<T> = {
  /** Takes the keys that nobody has yet. Disposing it gives back those that were not settled. */
  claim(keys: readonly string[]): Claim<T>;
};

/** Begins with nothing under way. */
export function openUnderWay<T>(): UnderWay<T> {
  const entries = new Map<string, Promise<T | undefined>>();
  return {
    claim(keys) {
      const open = new Map<string, (outcome: T | undefined) => void>();
      const others = new Map<string, Promise<T | undefined>>();
      for (const key of keys) {
        const other = entries.get(key);
        if (other !== undefined) {
          if (!open.has(key)) others.set(key, other);
          continue;
        }
        const { promise, resolve } = Promise.withResolvers<T | undefined>();
        entries.set(key, promise);
        open.set(key, resolve);
      }
      const settle = (key: string, outcome: T | undefined): void => {
        const tell = open.get(key);
        if (tell === undefined) return; // it may be another's by now
        open.delete(key);
        entries.delete(key);
        tell(outcome);
      };
      return {
        own: [...open.keys()],
        others,
        settle,
        [Symbol.dispose]: () => open.forEach((_, key) => settle(key, undefined)),
      };
    },
  };
}

/** Waits for something that goes on without us; a signal ends the wait at once, with its reason. */
export async function waitFor<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
