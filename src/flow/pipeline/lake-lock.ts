import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readFileSync } from "node:fs";

import type { Clock } from "../../core/base/clock.ts";
import { EarshotError, systemCode } from "../../core/base/errors.ts";
import { processLives, type Lake } from "./lake.ts";

/** Who holds a lake for writing. */
export type Holder = {
  pid: number;
  host: string;
  /** Start of the process, as the system counts it; tells a number that was given out again. */
  processStart: string;
  runId: string;
  since: string;
  command: string;
};

/** Another run writes to this lake. */
export class LakeHeldError extends EarshotError {
  readonly code = "LAKE_HELD";
  readonly kind = "conflict";
  readonly holder: Holder;

  constructor(lake: Lake, holder: Holder) {
    super(
      `${lake.folder} is held by run ${holder.runId} (process ${holder.pid} on ${holder.host}, since ${holder.since}); ` +
        "wait for it to end, or use --wait",
    );
    this.holder = holder;
  }
}

/** A lake held by this process until it is disposed. */
export type LakeLock = AsyncDisposable & {
  /** Who held the lake and died without ending its run; undefined after an orderly end. */
  readonly interrupted: Holder | undefined;
};

export type LockOptions = {
  runId: string;
  clock: Clock;
  command?: string;
  /** Milliseconds to wait for another holder to end; 0 does not wait. */
  waitMs?: number;
  onWait?: (holder: Holder) => void;
  signal?: AbortSignal | undefined;
};

const pollMs = 200;

/**
 * Takes the lake for one run. A holder that no longer lives is replaced, and told.
 *
 * @throws LakeHeldError when another process holds it, and still does after the time to wait.
 */
export async function holdLake(lake: Lake, options: LockOptions): Promise<LakeLock> {
  const { runId, clock, waitMs = 0, signal } = options;
  await mkdir(lake.folder, { recursive: true });
  const path = join(lake.folder, "run.lock");
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    runId,
    since: clock.now().toISOString(),
    command: options.command ?? "earshot",
  };
  const text = JSON.stringify(own, null, 2);
  let interrupted: Holder | undefined;
  let told = false;
  for (let waited = 0; ; waited += pollMs) {
    if (await place(path, text, runId)) break;
    const holder = await readHolder(path);
    if (holder === undefined) continue;
    if (!lives(holder)) {
      if (await takeAway(path, holder, runId)) interrupted = holder;
      continue;
    }
    if (waited >= waitMs) throw new LakeHeldError(lake, holder);
    if (!told) options.onWait?.(holder);
    told = true;
    await sleep(pollMs, undefined, { signal });
  }
  return {
    interrupted,
    async [Symbol.asyncDispose]() {
      if ((await readHolder(path))?.runId === runId) await rm(path, { force: true });
    },
  };
}

/** Writes the file whole or not at all; false when there is one already. */
async function place(path: string, text: string, runId: string): Promise<boolean> {
  const temporary = `${path}.${runId}`;
  await writeFile(temporary, text);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Moves a dead holder's file away; one of several processes that try wins. If in between the lake
 * was taken by a living one, its file is put back.
 */
async function takeAway(path: string, dead: Holder, runId: string): Promise<boolean> {
  const aside = `${path}.dead.${runId}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
  const moved = await readHolder(aside);
  if (moved !== undefined && moved.runId !== dead.runId) {
    await link(aside, path).catch(() => undefined);
    await rm(aside, { force: true });
    return false;
  }
  await rm(aside, { force: true });
  return true;
}

/** Whether the holder's process runs; on another machine that can't be known, so it does. */
function lives(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  if (!processLives(holder.pid)) return false;
  return holder.processStart === "" || processStart(holder.pid) === holder.processStart;
}

/** Start time of a process where the system tells it (Linux), else empty. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
