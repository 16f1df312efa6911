import { readFileSync } from "node:fs";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

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
    const mend =
      holder.host === hostname()
        ? ""
        : `; if nothing runs on ${holder.host} any more, remove ${lockPath(lake)}`;
    super(
      `${lake.folder} is held by run ${holder.runId} (process ${holder.pid} on ${holder.host}, since ${holder.since}); ` +
        `wait for it to end, or use --wait${mend}`,
    );
    this.holder = holder;
  }
}

/** A lake held by this process until it is disposed. */
export type LakeLock = AsyncDisposable & {
  /** Runs that died with the lake in hand and that `ops.run` does not know yet; undefined: none. */
  readonly interrupted: readonly Holder[] | undefined;
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
/** Until another process that claims a dead holder's lake has it. */
const claimMs = 5;

/**
 * Takes the lake for one run. A holder that no longer lives is replaced, and told.
 *
 * @throws LakeHeldError when another process holds it, and still does after the time to wait.
 */
export async function holdLake(lake: Lake, options: LockOptions): Promise<LakeLock> {
  const { runId, clock, command = "earshot" } = options;
  const path = lockPath(lake);
  await mkdir(lake.temporary, { recursive: true });
  try {
    await take(lake, options, {
      pid: process.pid,
      host: hostname(),
      processStart: processStart(process.pid),
      runId,
      since: clock.now().toISOString(),
      command,
    });
    await clearClaims(lake);
  } finally {
    await rm(lake.temporary, { recursive: true, force: true });
  }
  const killed = await readKilled(lake);
  return {
    interrupted: killed.length === 0 ? undefined : killed,
    async [Symbol.asyncDispose]() {
      if ((await readHolder(path))?.runId === runId) await rm(path, { force: true });
    },
  };
}

/** Waits until the lake is free and takes it. */
async function take(lake: Lake, options: LockOptions, own: Holder): Promise<void> {
  const { waitMs = 0, signal, onWait } = options;
  const path = lockPath(lake);
  let told = false;
  for (let waited = 0; ; waited += pollMs) {
    signal?.throwIfAborted();
    if (await place(lake, path, own)) return;
    const holder = await readHolder(path);
    if (holder === undefined) continue;
    if (!lives(holder)) {
      if (await takeOver(lake, holder, own)) return;
      await sleep(claimMs, undefined, { signal });
      continue;
    }
    if (waited >= waitMs) throw new LakeHeldError(lake, holder);
    if (!told) onWait?.(holder);
    told = true;
    await sleep(pollMs, undefined, { signal });
  }
}

/** Forgets runs that died, once `ops.run` tells of them. */
export async function forgetKilled(lake: Lake, killed: readonly Holder[]): Promise<void> {
  for (const { runId } of killed) await rm(join(killedFolder(lake), `${runId}.json`));
}

const lockName = "run.lock";

function lockPath({ folder }: Lake): string {
  return join(folder, lockName);
}

function killedFolder({ folder }: Lake): string {
  return join(folder, "killed");
}

/** Makes a file whole or not at all; false when there is one already. */
async function place(lake: Lake, path: string, holder: Holder): Promise<boolean> {
  const temporary = await writeAside(lake, holder);
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

/** Writes a holder to a passing file, which is swept up with the others if we die. */
async function writeAside({ temporary }: Lake, holder: Holder): Promise<string> {
  const path = join(temporary, `lock-${holder.runId}`);
  await writeFile(path, JSON.stringify(holder, null, 2));
  return path;
}

/** Stands for a holder whose file can't be read: only a power cut leaves such a one. */
const damaged: Holder = {
  pid: 0,
  host: "",
  processStart: "",
  runId: "",
  since: "",
  command: "",
};

async function readHolder(path: string): Promise<Holder | undefined> {
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

/**
 * Replaces a dead holder by this process. Of all that try, the one that makes the claim on this
 * very holder may, and a claim whose owner died is followed by the next; so a living holder's file
 * is never touched.
 */
async function takeOver(lake: Lake, dead: Holder, own: Holder): Promise<boolean> {
  const path = lockPath(lake);
  const claims: string[] = [];
  for (let turn = 1; ; turn++) {
    const claim = `${path}.claim-${dead.runId}-${turn}`;
    claims.push(claim);
    if (await place(lake, claim, own)) break;
    const claimant = await readHolder(claim);
    if (claimant === undefined || lives(claimant)) return false;
  }
  try {
    if ((await readHolder(path))?.runId !== dead.runId) return false;
    await keepKilled(lake, dead);
    await rename(await writeAside(lake, own), path);
    return true;
  } finally {
    for (const claim of claims) await rm(claim, { force: true });
  }
}

/** Removes claims on holders before this one; whoever made them finds that the lake is taken. */
async function clearClaims({ folder }: Lake): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(`${lockName}.claim-`)) await rm(join(folder, name), { force: true });
}

/** Keeps a dead holder until `ops.run` tells of it, also if this run dies before that. */
async function keepKilled(lake: Lake, dead: Holder): Promise<void> {
  if (dead.runId === damaged.runId) return;
  await mkdir(killedFolder(lake), { recursive: true });
  const aside = await writeAside(lake, dead);
  await rename(aside, join(killedFolder(lake), `${dead.runId}.json`));
}

/** Runs that died and are not told of yet, in the order of their start. */
async function readKilled(lake: Lake): Promise<Holder[]> {
  const names = await readdir(killedFolder(lake)).catch(() => []);
  const holders: Holder[] = [];
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    const holder = await readHolder(join(killedFolder(lake), name));
    if (holder !== undefined && holder.runId !== damaged.runId) holders.push(holder);
  }
  return holders;
}

/** Whether the holder's process runs; on another machine that can't be known, so it does. */
function lives(holder: Holder): boolean {
  if (holder.runId === damaged.runId) return false;
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
