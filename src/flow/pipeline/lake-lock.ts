import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import type { Clock } from "../../core/base/clock.ts";
import { makeFolder } from "../../core/base/make-folder.ts";
import { EarshotError } from "../../core/base/errors.ts";
import {
  holdLock,
  isWhole,
  ownHolder,
  readHolder,
  writeHolderAside,
  type Holder,
} from "../../core/base/process-lock.ts";
import { closeBronze, type Lake } from "./lake.ts";

export type { Holder };

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

/**
 * Takes the lake for one run. A holder that no longer lives is replaced, and told.
 *
 * @throws LakeHeldError when another process holds it, and still does after the time to wait.
 */
export async function holdLake(lake: Lake, options: LockOptions): Promise<LakeLock> {
  const { runId, clock, command, waitMs = 0, onWait, signal } = options;
  await closeBronze(lake);
  await makeFolder(lake.temporary);
  let lock: AsyncDisposable;
  try {
    lock = await holdLock(lockPath(lake), {
      aside: lake.temporary,
      own: ownHolder(runId, clock, command),
      heldError: (holder) => new LakeHeldError(lake, holder),
      waitMs,
      onWait,
      onDead: (dead) => keepKilled(lake, dead),
      signal,
    });
  } finally {
    await rm(lake.temporary, { recursive: true, force: true });
  }
  const killed = await readKilled(lake);
  return {
    interrupted: killed.length === 0 ? undefined : killed,
    [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose](),
  };
}

/** Forgets runs that died, once `ops.run` tells of them. */
export async function forgetKilled(lake: Lake, killed: readonly Holder[]): Promise<void> {
  for (const { runId } of killed) await rm(join(killedFolder(lake), `${runId}.json`));
}

function lockPath({ folder }: Lake): string {
  return join(folder, "run.lock");
}

function killedFolder({ folder }: Lake): string {
  return join(folder, "killed");
}

/** Keeps a dead holder until `ops.run` tells of it, also if this run dies before that. */
async function keepKilled(lake: Lake, dead: Holder): Promise<void> {
  await mkdir(killedFolder(lake), { recursive: true });
  const aside = await writeHolderAside(lake.temporary, dead);
  await rename(aside, join(killedFolder(lake), `${dead.runId}.json`));
}

/** Runs that died and are not told of yet, in the order of their start. */
async function readKilled(lake: Lake): Promise<Holder[]> {
  const names = await readdir(killedFolder(lake)).catch(() => []);
  const holders: Holder[] = [];
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    const holder = await readHolder(join(killedFolder(lake), name));
    if (holder !== undefined && isWhole(holder)) holders.push(holder);
  }
  return holders;
}
