import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fixedClock } from "../../core/base/clock.ts";
import { forgetKilled, holdLake, type Holder, type LockOptions } from "./lake-lock.ts";
import { lakeIn } from "./lake.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

const clock = fixedClock(new Date("2026-03-01T12:00:00Z"));
const hold = (runId: string, options: Partial<LockOptions> = {}) =>
  holdLake(lakeIn(folder), { runId, clock, ...options });

/** A holder that lives no more: this process, as if its number had been given out again. */
function dead(runId: string): Holder {
  return {
    pid: process.pid,
    host: hostname(),
    processStart: "before",
    runId,
    since: "2026-01-01T00:00:00.000Z",
    command: "earshot",
  };
}

async function place(name: string, holder: Holder): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), JSON.stringify(holder));
}

// Where the system does not tell when a process started, a number given out again can't be told.
describe.skipIf(process.platform !== "linux")("holdLake", () => {
  it("holds a lake until it is disposed, and leaves nothing", async () => {
    const lock = await hold("a");
    expect(lock.interrupted).toBeUndefined();
    expect(await readdir(folder)).toEqual(expect.arrayContaining(["run.lock"]));
    await expect(hold("b")).rejects.toMatchObject({ code: "LAKE_HELD", holder: { runId: "a" } });
    await lock[Symbol.asyncDispose]();
    expect(await readdir(folder, { recursive: true })).toEqual([
      "lake",
      "lake/bronze",
      "lake/bronze/_tmp",
    ]);
  });

  it("waits as long as it is told to, and tells once that it does", async () => {
    const lock = await hold("a");
    const told: string[] = [];
    const onWait = ({ runId }: Holder): void => void told.push(runId);
    await expect(hold("b", { waitMs: 300, onWait })).rejects.toMatchObject({ code: "LAKE_HELD" });
    const waiting = hold("c", { waitMs: Infinity, onWait });
    setTimeout(() => void lock[Symbol.asyncDispose](), 100);
    await (await waiting)[Symbol.asyncDispose]();
    expect(told).toEqual(["a", "a"]);
  });

  it("stops waiting when it is told to stop", async () => {
    await using lock = await hold("a");
    expect(lock.interrupted).toBeUndefined();
    const signal = AbortSignal.timeout(50);
    await expect(hold("b", { waitMs: Infinity, signal })).rejects.toThrow("aborted");
  });

  it("tells of every holder that died until that is known", async () => {
    await place("run.lock", dead("a"));
    const first = await hold("b");
    expect(first.interrupted?.map(({ runId }) => runId)).toEqual(["a"]);
    await place("run.lock", dead("b")); // and so the first has died as well
    const second = await hold("c");
    expect(second.interrupted?.map(({ runId }) => runId)).toEqual(["a", "b"]);
    await forgetKilled(lakeIn(folder), second.interrupted ?? []);
    await second[Symbol.asyncDispose]();
    await using third = await hold("d");
    expect(third.interrupted).toBeUndefined();
  });

  it("follows a claim whose owner died, and clears claims", async () => {
    await place("run.lock", dead("a"));
    await place("run.lock.claim-a-1", dead("x"));
    await place("run.lock.claim-a-2", dead("y"));
    await place("run.lock.claim-z-1", dead("y"));
    await using lock = await hold("b");
    expect(lock.interrupted?.map(({ runId }) => runId)).toEqual(["a"]);
    expect((await readdir(folder)).toSorted()).toEqual(["killed", "lake", "run.lock"]);
  });

  it("leaves a claim alone whose owner lives", async () => {
    const living = await hold("x"); // gives a holder that lives
    const claim = { ...dead("x"), processStart: await startOf() };
    await living[Symbol.asyncDispose]();
    await place("run.lock", dead("a"));
    await place("run.lock.claim-a-1", claim);
    const signal = AbortSignal.timeout(100);
    await expect(hold("b", { signal })).rejects.toThrow("aborted");
    await rm(join(folder, "run.lock.claim-a-1"));
    await using lock = await hold("c");
    expect(lock.interrupted?.map(({ runId }) => runId)).toEqual(["a"]);
  });
});

/** This process's start, as its own lock says. */
async function startOf(): Promise<string> {
  return (JSON.parse(await readFile(join(folder, "run.lock"), "utf8")) as Holder).processStart;
}
