/** Where time comes from. Everything that needs the time takes one of these. */
export type Clock = {
  /** The present instant. */
  now(): Date;
};

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still at `instant`; for tests and for runs with a fixed `as_of`. */
export function fixedClock(instant: Date): Clock {
  const time = instant.getTime();
  return { now: () => new Date(time) };
}

/** Milliseconds on a monotonic clock; for durations only, it has no relation to the date. */
export function monotonicMs(): number {
  return performance.now();
}
