import { readFileSync } from "node:fs";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Clock } from "./clock.ts";
import { systemCode } from "./errors.ts";

/** Who holds something that one process at a time may change. */
export type Holder = {
  pid: number;
  host: string;
  /** Start of the process, as the system counts it; tells a number that was given out again. */
  processStart: string;
  runId: string;
  since: string;
  command: string;
};

export type HoldOptions = {
  /** Folder for passing files, on the disk of the lock; whoever made it sweeps it. */
  aside: string;
  own: Holder;
  /** What is thrown when another process holds it, and still does after the time to wait. */
  heldError: (holder: Holder) => Error;
  /** Milliseconds to wait for another holder to end; 0 does not wait. */
  waitMs?: number;
  /** Milliseconds between two looks. */
  pollMs?: number;
  onWait?: ((holder: Holder) => void) | undefined;
  /** Called, by one process only, before a holder that lives no more is replaced. */
  onDead?: (dead: Holder) => Promise<void>;
  signal?: AbortSignal | undefined;
};

/** Until another process that claims a dead holder's lock has it. */
const claimMs = 5;

/**
 * Takes a lock: a file at `path` that says who holds it, made whole or not at all. A holder that no
 * longer lives is replaced. Disposing gives the lock back.
 *
 * @throws What `heldError` makes when another process holds it.
 */
export async function holdLock(path: string, options: HoldOptions): Promise<AsyncDisposable> {
  await take(path, options);
  await clearClaims(path);
  return {
    async [Symbol.asyncDispose]() {
      if ((await readHolder(path))?.runId === options.own.runId) await rm(path, { force: true });
    },
  };
}

/** This process as a holder. */
export function ownHolder(runId: string, clock: Clock, command = "earshot"): Holder {
  return {
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    runId,
    since: clock.now().toISOString(),
    command,
  };
}

/** Who holds a lock; `undefined`: nobody. A file that can't be read gives no `runId`. */
export async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, "utf8")) as Partial<Holder> | null;
    // We alone write these files, each whole; the id tells one of ours.
    return typeof holder?.runId === "string" ? (holder as Holder) : damaged;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    if (error instanceof SyntaxError) return damaged;
    throw error;
  }
}

/** Whether a holder could be read: only a power cut leaves one that can't. */
export function isWhole(holder: Holder): boolean {
  return holder.runId !== damaged.runId;
}

/** Writes a holder to a passing file, which is swept up with the others if we die. */
export async function writeHolderAside(folder: string, holder: Holder): Promise<string> {
  const path = join(folder, `lock-${holder.runId}`);
  await writeFile(path, JSON.stringify(holder, null, 2));
  return path;
}

/** Whether a process of this machine runs. */
export function processLives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}

/** Stands for a holder whose file can't be read. */
const damaged: Holder = {
  pid: 0,
  host: "",
  processStart: "",
  runId: "",
  since: "",
  command: "",
};

/** Waits until the lock is free and takes it. */
async function take(path: string, options: HoldOptions): Promise<void> {
  const { own, waitMs = 0, pollMs = 200, signal, onWait, heldError } = options;
  let told = false;
  for (let waited = 0; ; waited += pollMs) {
    signal?.throwIfAborted();
    if (await place(path, own, options.aside)) return;
    const holder = await readHolder(path);
    if (holder === undefined) continue;
    if (!lives(holder)) {
      if (await takeOver(path, holder, options)) return;
      await sleep(claimMs, undefined, { signal });
      continue;
    }
    if (waited >= waitMs) throw heldError(holder);
    if (!told) onWait?.(holder);
    told = true;
    await sleep(pollMs, undefined, { signal });
  }
}

/** Makes a file whole or not at all; false when there is one already. */
async function place(path: string, holder: Holder, aside: string): Promise<boolean> {
  const temporary = await writeHolderAside(aside, holder);
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

/**
 * Replaces a dead holder by this process. Of all that try, the one that makes the claim on this
 * very holder may, and a claim whose owner died is followed by the next; so a living holder's file
 * is never touched.
 */
async function takeOver(path: string, dead: Holder, options: HoldOptions): Promise<boolean> {
  const { own, aside, onDead } = options;
  const claims: string[] = [];
  for (let turn = 1; ; turn++) {
    const claim = `${path}.claim-${dead.runId}-${turn}`;
    claims.push(claim);
    if (await place(claim, own, aside)) break;
    const claimant = await readHolder(claim);
    if (claimant === undefined || lives(claimant)) return false;
  }
  try {
    if ((await readHolder(path))?.runId !== dead.runId) return false;
    if (isWhole(dead)) await onDead?.(dead);
    await rename(await writeHolderAside(aside, own), path);
    return true;
  } finally {
    for (const claim of claims) await rm(claim, { force: true });
  }
}

/** Removes claims on holders before this one; whoever made them finds that the lock is taken. */
async function clearClaims(path: string): Promise<void> {
  for (const name of await readdir(dirname(path)))
    if (name.startsWith(`${basename(path)}.claim-`))
      await rm(join(dirname(path), name), { force: true });
}

/** Whether the holder's process runs; on another machine that can't be known, so it does. */
function lives(holder: Holder): boolean {
  if (!isWhole(holder)) return false;
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
