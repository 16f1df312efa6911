import { QueryTimeoutError } from "./query-errors.ts";

/** Ends a query in time. */
export type QueryTimer = {
  /** Why the query has to end: its time is over, or the caller asked; undefined when neither. */
  reason(): Error | undefined;
  /** Throws that reason. */
  check(): void;
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
  // Again and again: the engine forgets an interruption that comes between two statements.
  const end = (): void => {
    interrupt();
    repeating ??= setInterval(interrupt, 50);
  };
  const timeout = setTimeout(
    () => {
      expired = new QueryTimeoutError(
        `the query took longer than ${seconds} s; narrow it, or raise limits.sql_seconds in the settings`,
      );
      end();
    },
    Math.min(seconds * 1000, 2 ** 31 - 1),
  );
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
    stop() {
      clearTimeout(timeout);
      clearInterval(repeating);
      signal?.removeEventListener("abort", end);
    },
  };
}
