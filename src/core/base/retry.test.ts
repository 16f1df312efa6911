import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { fixedClock } from "./clock.ts";
import { parseRetryAfter, persist, retryAfterMsMax, sleepFor, type RetryWait } from "./retry.ts";

class Busy extends Error {
  readonly afterMs: number;

  constructor(afterMs = 0) {
    super("busy");
    this.afterMs = afterMs;
  }
}

/** Does what fails `failures` times, on a sleep that only notes; what was waited, and what became. */
async function tryOut(failures: readonly Error[], signal?: AbortSignal) {
  const waits: number[] = [];
  const told: RetryWait[] = [];
  let tries = 0;
  const attempt = async () => {
    const failure = failures[tries++];
    if (failure !== undefined) throw failure;
    return "done";
  };
  const passesAfter = (error: unknown) => (error instanceof Busy ? error.afterMs : undefined);
  const sleep = async (ms: number) => void waits.push(ms);
  const onWait = (wait: RetryWait) => void told.push(wait);
  const outcome = await persist(attempt, { passesAfter, sleep, onWait, signal }).catch(
    (error: unknown) => error,
  );
  return { outcome, waits, tries, told };
}

const busy = (count: number, afterMs = 0) => Array.from({ length: count }, () => new Busy(afterMs));

describe("persist", () => {
  it("waits 1, 2, 4, 8 and 16 seconds, and succeeds on the sixth try", async () => {
    const { outcome, waits, tries, told } = await tryOut(busy(5));
    expect([outcome, tries]).toEqual(["done", 6]);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(told.map(({ retry, retriesMax, waitMs }) => [retry, retriesMax, waitMs])).toEqual(
      waits.map((ms, index) => [index + 1, 5, ms]),
    );
  });

  it("fails as the last try did when all six have failed, without a further wait", async () => {
    const failures = busy(7);
    const { outcome, waits, tries } = await tryOut(failures);
    expect([tries, waits.length]).toEqual([6, 5]);
    expect(outcome).toBe(failures[5]);
  });

  it("does not repeat what won't pass", async () => {
    const { outcome, waits, tries } = await tryOut([new Error("wrong key")]);
    expect([String(outcome), waits, tries]).toEqual(["Error: wrong key", [], 1]);
  });

  it("waits longer where the server asks for it, but not for ever", async () => {
    const failures = [new Busy(5_000), new Busy(500), new Busy(86_400_000)];
    expect((await tryOut(failures)).waits).toEqual([5_000, 2_000, retryAfterMsMax]);
  });

  it("waits the same each time: nothing in it is random", async () => {
    expect((await tryOut(busy(5))).waits).toEqual((await tryOut(busy(5))).waits);
  });

  it("ends the wait when it is told to, with the reason", async () => {
    const stop = new AbortController();
    const attempt = () => Promise.reject(new Busy());
    const onWait = () => void setImmediate(() => stop.abort(new Error("enough")));
    const options = { passesAfter: () => 0, onWait, waitsMs: [100_000_000], signal: stop.signal };
    await expect(persist(attempt, options)).rejects.toThrow("enough");
    await expect(sleepFor(100_000_000, stop.signal)).rejects.toThrow("enough");
  });

  it("begins nothing when it was told to stop before", async () => {
    const { outcome, tries } = await tryOut([], AbortSignal.abort(new Error("enough")));
    expect([String(outcome), tries]).toEqual(["Error: enough", 0]);
  });
});

describe("parseRetryAfter", () => {
  const clock = fixedClock(new Date("2026-11-21T10:00:00Z"));

  it.each([
    ["7", 7_000],
    [" 0.5 ", 500],
    ["0", 0],
    ["Sat, 21 Nov 2026 10:00:30 GMT", 30_000],
    ["Sat, 21 Nov 2026 09:00:00 GMT", 0],
    ["-3", 0],
    ["soon", 0],
    ["", 0],
    [null, 0],
    [undefined, 0],
  ])("reads %j as %i ms", (header, ms) => {
    expect(parseRetryAfter(header, clock)).toBe(ms);
  });

  it("is never negative and never no number, whatever the header", () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(parseRetryAfter(header, clock)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
