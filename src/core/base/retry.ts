import { setTimeout as timer } from "node:timers/promises";

import { systemClock, type Clock } from "./clock.ts";

/** Milliseconds before each further try of a call that goes outside: 31 s in all. */
const retryWaitsMs: readonly number[] = [1_000, 2_000, 4_000, 8_000, 16_000];

/** Longest that a server may make us wait at a time. */
export const retryAfterMsMax = 60_000;

/** Waits; a signal ends the wait at once, with its reason. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** A wait before the next try. */
export type RetryWait = {
  /** What the last try failed with. */
  error: unknown;
  /** 1 for the first retry. */
  retry: number;
  retriesMax: number;
  waitMs: number;
};

/** How a call is tried again. */
export type RetryOptions = {
  /** Least milliseconds to wait for a failure that may pass; undefined for one that won't. */
  passesAfter: (error: unknown) => number | undefined;
  /** Told before each wait; the place to warn. */
  onWait?: ((wait: RetryWait) => void) | undefined;
  /** Default: 1, 2, 4, 8 and 16 s. */
  waitsMs?: readonly number[] | undefined;
  /** Default: {@link retryAfterMsMax}. */
  waitMsMax?: number | undefined;
  sleep?: Sleep | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Does something until it succeeds, fails for good, or the tries are used up; then it fails as the
 * last try did. It may be done several times, so it must be safe to repeat.
 *
 * What a server asks to wait is kept to where it is longer than ours, up to `waitMsMax`. There is no
 * random part in the waits: they are what was promised.
 */
export async function persist<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { passesAfter, onWait, waitsMs = retryWaitsMs, waitMsMax = retryAfterMsMax } = options;
  const { sleep = sleepFor, signal } = options;
  for (let attemptIndex = 0; ; attemptIndex++) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      const askedMs = passesAfter(error);
      const ownMs = waitsMs[attemptIndex];
      if (askedMs === undefined || ownMs === undefined) throw error;
      const waitMs = Math.max(ownMs, Math.min(askedMs, waitMsMax));
      onWait?.({ error, retry: attemptIndex + 1, retriesMax: waitsMs.length, waitMs });
      await sleep(waitMs, signal);
    }
  }
}

/** Waits on the machine's clock. */
export async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await timer(ms, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Milliseconds that a Retry-After header asks to wait: seconds or an HTTP date (RFC 9110, 10.2.3);
 * 0 for none, for a date gone by and for anything else.
 */
export function parseRetryAfter(
  header: string | null | undefined,
  clock: Clock = systemClock,
): number {
  const text = header?.trim() ?? "";
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  if (!/^[A-Z][a-z]{2,8}[, ]/.test(text)) return 0;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : Math.max(0, at - clock.now().getTime());
}
