import { randomUUID } from "node:crypto";
import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Clock } from "../../core/base/clock.ts";
import { systemCode } from "../../core/base/errors.ts";
import { formatActions, type Action, type AddFile } from "./actions.ts";
import { findConflict, isBlindAppend, type Reads } from "./conflicts.ts";
import { DeltaConflictError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { commitFingerprint, commitPath, readCommit } from "./log.ts";
import { logFolderName } from "./paths.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";
import type { SqlConnection } from "./sql.ts";
import { syncFolder, syncNames } from "../../core/base/sync.ts";

/** What a write wants to change, given the table as it stands. */
export type CommitPlan = {
  /** All but the commitInfo. */
  actions: Action[];
  operation: string;
  parameters: Record<string, string>;
  /** What of the table decided what is written: others must not have changed that meanwhile. */
  reads: Reads;
  /** Paths of the files it replaces, with those that come out as they were; default: none. */
  replaces?: ReadonlySet<string>;
  /** What the caller wants to be remembered; stands under `commitInfo.earshot`. */
  info: JsonObject | undefined;
  /** `operationMetrics`: counts as text, for those who look at the table's history. */
  metrics?: Record<string, string>;
};

/**
 * Says what to commit to the table as it stands, given the instant that the commit and all in it
 * bears; undefined: nothing.
 */
export type CommitPlanner = (
  snapshot: Snapshot | undefined,
  now: Date,
) => Promise<CommitPlan | undefined>;

/** How to commit. */
export type CommitOptions = {
  connection: SqlConnection;
  clock: Clock;
  /** Fail with a conflict unless the table stands at this version; -1: unless there is none. */
  expectedVersion?: number | undefined;
  signal?: AbortSignal | undefined;
};

/** How often a commit may lose the race before it gives up. */
const commitTriesMax = 1000;
const engine = "earshot/0.1.0";

/**
 * Commits what `plan` says for the table as it stands, and plans again when another writer was
 * faster and did nothing that this write depends on.
 *
 * @param plan - Called again after every lost race.
 * @returns The table's version, whether it is new, and the snapshot it builds on.
 * @throws DeltaConflictError when another writer changed what this write depends on.
 */
export async function commit(
  { folder, base }: { folder: string; base: Snapshot | undefined },
  plan: CommitPlanner,
  options: CommitOptions,
): Promise<{ version: number; isNew: boolean; base: Snapshot | undefined }> {
  let snapshot = base;
  assertExpected(folder, snapshot, options.expectedVersion);
  for (let tries = 0; tries < commitTriesMax; tries++) {
    options.signal?.throwIfAborted();
    const now = commitInstant(snapshot, options.clock);
    const planned = await plan(snapshot, now);
    const present = snapshot?.version ?? -1;
    if (planned === undefined) return { version: present, isNew: false, base: snapshot };
    const version = present + 1;
    await assertSameTable(folder, snapshot);
    const text = formatActions(withInfo(planned, snapshot, now));
    if (await writeVersion(folder, version, text)) return { version, isNew: true, base: snapshot };
    const latest = await readSnapshot(folder, options, { previous: snapshot });
    assertExpected(folder, latest, options.expectedVersion);
    await assertNoConflict({ folder, planned, snapshot }, latest);
    snapshot = latest;
  }
  const version = (snapshot?.version ?? -1) + 1;
  throw new DeltaConflictError(
    folder,
    version,
    `was lost to other writers ${commitTriesMax} times`,
  );
}

function assertExpected(
  folder: string,
  snapshot: Snapshot | undefined,
  expected: number | undefined,
): void {
  const version = snapshot?.version ?? -1;
  if (expected === undefined || expected === version) return;
  throw new DeltaConflictError(folder, version, `is the latest, where ${expected} was expected`);
}

/**
 * The instant of a commit. Where the clock was set back it is that after the version before: else a
 * later version looked older than this one, and what it takes out as if it were out for long.
 */
function commitInstant(snapshot: Snapshot | undefined, clock: Clock): Date {
  const previous = snapshot?.timestamp.getTime() ?? -Infinity;
  return new Date(Math.max(clock.now().getTime(), previous + 1));
}

function withInfo(plan: CommitPlan, snapshot: Snapshot | undefined, now: Date): Action[] {
  const timestamp = now.getTime();
  const promised = snapshot?.properties["delta.enableInCommitTimestamps"] === "true";
  const commitInfo: JsonObject = {
    timestamp,
    ...(promised ? { inCommitTimestamp: timestamp } : {}),
    operation: plan.operation,
    operationParameters: plan.parameters,
    ...(plan.metrics === undefined ? {} : { operationMetrics: plan.metrics }),
    engineInfo: engine,
    isBlindAppend: isBlindAppend(plan),
    ...(snapshot === undefined ? {} : { readVersion: snapshot.version }),
    txnId: randomUUID(),
    ...(plan.info === undefined ? {} : { earshot: plan.info }),
  };
  return [{ commitInfo }, ...plan.actions];
}

/** Writes a version's file, durably; false when another writer has that version. */
async function writeVersion(folder: string, version: number, text: string): Promise<boolean> {
  const logFolder = join(folder, logFolderName);
  const isNew = (await mkdir(logFolder, { recursive: true })) !== undefined;
  const temporary = join(logFolder, `_commit-${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { flush: true });
    await link(temporary, commitPath(folder, version));
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(logFolder);
  if (isNew) await syncNames(folder);
  return true;
}

/** A folder may be emptied, and another table made in it, while we write. */
async function assertSameTable(folder: string, snapshot: Snapshot | undefined): Promise<void> {
  if (snapshot === undefined) return;
  const print = await commitFingerprint(folder, snapshot.version);
  if ((print?.key ?? "") === snapshot.fingerprint) return;
  throw new DeltaConflictError(folder, snapshot.version, "is gone, the table was made anew");
}

/** Compares the commits that came in between with what this write depends on. */
async function assertNoConflict(
  write: { folder: string; planned: CommitPlan; snapshot: Snapshot | undefined },
  latest: Snapshot | undefined,
): Promise<void> {
  const { folder, planned, snapshot } = write;
  await assertSameTable(folder, snapshot);
  const files = snapshot?.files ?? new Map<string, AddFile>();
  const first = (snapshot?.version ?? -1) + 1;
  for (let version = first; version <= (latest?.version ?? -1); version++) {
    const theirs = await readCommit(folder, version);
    const problem = findConflict({ ...planned, files }, theirs, commitPath(folder, version));
    if (problem !== undefined) throw new DeltaConflictError(folder, version, problem);
  }
}
