import { monotonicMs } from "../../core/base/clock.ts";
import { QueryTimeoutError } from "./query-errors.ts";

/** Ends a query in time. */
export type QueryTimer = {
  /** Why the query has to end: its time is over, or the caller asked; undefined when neither. */
  reason(): Error | undefined;
  /** Throws that reason. */
  check(): void;
  /** Does some work that the query's time does not count, such as waiting on the network. */
  pausing<T>(work: () => Promise<T>): Promise<T>;
  stop(): void;
};

/**
 * Starts the time of a query.
 *
 * @param interrupt - Stops the statement that runs; called again and again once time is over.
 */
export function startTimer(
  seconds: number,
  interrupt: () => void,
  signal: AbortSignal | undefined,
): QueryTimer {
  let expired: QueryTimeoutError | undefined;
  let repeating: NodeJS.Timeout | undefined;
  let isStopped = false;
  // Again and again: the engine forgets an interruption that comes between two statements.
  const end = (): void => {
    interrupt();
    repeating ??= setInterval(interrupt, 50);
  };
  let leftMs = Math.min(seconds * 1000, 2 ** 31 - 1);
  let [startedMs, timeout]: [number, NodeJS.Timeout | undefined] = [0, undefined];
  const go = (): void => {
    startedMs = monotonicMs();
    timeout = setTimeout(() => {
      expired = new QueryTimeoutError(
        `the query took longer than ${seconds} s; narrow it, or raise limits.sql_seconds in the settings`,
      );
      end();
    }, leftMs);
  };
  go();
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted === true) end();
  const reason = (): Error | undefined => {
    if (expired !== undefined || signal?.aborted !== true) return expired;
    return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
  };
  return {
    reason,
    check() {
      const why = reason();
      if (why !== undefined) throw why;
    },
    async pausing(work) {
      clearTimeout(timeout);
      leftMs = Math.max(0, leftMs - (monotonicMs() - startedMs));
      try {
        return await work();
      } finally {
        if (!isStopped) go();
      }
    },
    stop() {
      isStopped = true;
      clearTimeout(timeout);
      clearInterval(repeating);
      signal?.removeEventListener("abort", end);
    },
  };
}
