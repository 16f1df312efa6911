import { rm, rmdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { randomUUID } from "node:crypto";

import type { Clock } from "../../core/base/clock.ts";
import { EarshotError, assert } from "../../core/base/errors.ts";
import type { Action, AddFile, Metadata } from "../delta-log/actions.ts";
import { writeCheckpoint } from "../delta-log/write-checkpoint.ts";
import { cleanLog } from "../delta-log/clean-log.ts";
import { commit, type CommitPlan, type CommitPlanner } from "../delta-log/commit.ts";
import type { CopyOptions } from "./copy-rows.ts";
import type { JsonObject } from "../delta-log/json.ts";
import { listLog } from "../delta-log/log.ts";
import { neededProtocol } from "../delta-log/protocol.ts";
import { formatSchema, type StructField } from "../delta-log/schema.ts";
import { readSnapshot, type Snapshot } from "../delta-log/snapshot.ts";
import type { SqlConnection } from "../delta-log/sql.ts";
import { makeStaging, type FileNames, type WriteInput } from "./write-files.ts";

/** What every write to a table needs. */
export type TableOptions = {
  connection: SqlConnection;
  clock: Clock;
  /** Commits between two checkpoints; default 10. */
  checkpointInterval?: number;
};

/** What all changes of a table have in common. */
export type ChangeOptions = {
  /** What to remember with the commit, under `commitInfo.earshot`. */
  commitInfo?: JsonObject;
  /** How far an application has come, stored atomically with the rows. */
  transactions?: readonly { appId: string; version: number }[];
  /**
   * Most rows a file holds, default 1,000,000; rounded up to whole row groups (122,880) with
   * unique names in a table without partitions.
   */
  rowsPerFile?: number;
  /** Default: zstd, level 1. */
  compression?: CopyOptions["compression"];
  /** Fail with a conflict unless the table stands at this version; -1: unless there is none. */
  expectedVersion?: number;
  /** Commit even when neither files nor schema nor transactions change; default false. */
  commitWhenUnchanged?: boolean;
  /** A snapshot read before: saves reading the log again. */
  previous?: Snapshot | undefined;
  signal?: AbortSignal | undefined;
};

/** What all writes of new rows have in common. */
export type WriteOptions = ChangeOptions & {
  /**
   * The rows. With content names they must be in an order without ties: by the ORDER BY it ends
   * in, or by `orderBy`.
   */
  select: string;
  /**
   * Unique key that orders the rows; null comes first. Faster than an ORDER BY for more rows than
   * a file holds, but then `select` is read several times.
   */
  orderBy?: readonly string[] | undefined;
  /** Columns that become folders; default: those of the table. */
  partitionBy?: readonly string[];
  /** `content` names files by their bytes: the same rows give the same files. */
  fileNames: FileNames;
};

/** What a write did. */
export type CommitResult = {
  /** The table's version afterwards. */
  version: number;
  /** True when there was nothing to do and nothing was committed. */
  unchanged: boolean;
  addedFiles: readonly AddFile[];
  removedFiles: readonly AddFile[];
  /** Rows in the files added. */
  rowCount: number;
  /** Set when the commit stands but the checkpoint after it could not be written. */
  checkpointError?: unknown;
};

export const rowsPerFileDefault = 1_000_000;
const checkpointIntervalDefault = 10;
const conflictTriesMax = 5;
const conflictWaitMs = 20;

/**
 * Runs a write again when another writer got in between; everything is computed anew each time.
 *
 * @param attempt - Reads the table and writes; must not hold on to an earlier snapshot.
 * @throws The last conflict, after five tries; any other error at once.
 */
export async function retry<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const again = error instanceof EarshotError && error.kind === "conflict";
      if (!again || tries === conflictTriesMax) throw error;
    }
    await sleep(conflictWaitMs * 2 ** tries, undefined, signal === undefined ? {} : { signal });
  }
}

/** A write of any kind: to which table, with what, of what. */
export type WriteJob = { folder: string; options: TableOptions; write: ChangeOptions };

/** What a write intends, once its files are staged. */
export type Intent = {
  plan: CommitPlan;
  added: AddFile[];
  removed: AddFile[];
  rowCount: number;
};

/** Says what a write intends for the table as it stands, in a commit of that instant. */
export type Intend = (snapshot: Snapshot | undefined, now: Date) => Promise<Intent | undefined>;

/**
 * The frame of every write: reads the table, makes a staging folder, commits, writes the
 * checkpoint that is due, and leaves nothing behind when it fails or is aborted.
 *
 * @param prepare - Writes the files, given the table; gives what plans the commit.
 */
export async function writeTable(
  { folder, options, write }: WriteJob,
  prepare: (base: Snapshot | undefined, staging: string) => Promise<Intend>,
): Promise<CommitResult> {
  const { connection, clock } = options;
  const { expectedVersion, previous, signal } = write;
  signal?.throwIfAborted();
  const interrupt = (): void => connection.interrupt?.();
  const base = await readSnapshot(folder, options, { previous });
  const staging = await makeStaging(folder);
  signal?.addEventListener("abort", interrupt, { once: true });
  let last: Intent | undefined;
  try {
    const intend = await prepare(base, staging);
    const plan: CommitPlanner = async (snapshot, now) => {
      last = await intend(snapshot, now);
      return last?.plan;
    };
    const done = await commit({ folder, base }, plan, {
      connection,
      clock,
      expectedVersion,
      signal,
    });
    if (!done.isNew) return unchanged(done.version);
    assert(last !== undefined, "writeTable: committed without a plan");
    const checkpointError = await checkpointWhenDue(folder, options, done);
    return {
      version: done.version,
      unchanged: false,
      addedFiles: last.added,
      removedFiles: last.removed,
      rowCount: last.rowCount,
      ...(checkpointError === undefined ? {} : { checkpointError }),
    };
  } catch (error) {
    signal?.throwIfAborted(); // an interrupted statement fails with an error of DuckDB's
    throw error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
    await rm(staging, { recursive: true, force: true });
    // A table that did not come to be leaves no folder; one that has files is not removed.
    if (base === undefined) await rmdir(folder).catch(() => undefined);
  }
}

/** What the files' writer needs, with the defaults filled in. */
export function writeInput(
  write: ChangeOptions & Pick<WriteOptions, "fileNames" | "orderBy">,
  rows: Pick<WriteInput, "select" | "columns" | "partitionBy">,
): WriteInput {
  return {
    ...rows,
    rowsPerFile: write.rowsPerFile ?? rowsPerFileDefault,
    fileNames: write.fileNames,
    orderBy: write.orderBy,
    copy: { compression: write.compression ?? "zstd" },
    signal: write.signal,
  };
}

function unchanged(version: number): CommitResult {
  return { version, unchanged: true, addedFiles: [], removedFiles: [], rowCount: 0 };
}

/**
 * Writes the checkpoint that is due after a commit, and cleans the log before it. It is due when
 * the last one, or the first version, lies the interval back; so one that failed is made up for.
 *
 * @returns What went wrong; undefined when nothing did, or none was due.
 */
export async function checkpointWhenDue(
  folder: string,
  options: TableOptions,
  { version, base }: { version: number; base: Snapshot | undefined },
): Promise<unknown> {
  const interval = options.checkpointInterval ?? checkpointIntervalDefault;
  try {
    const listing = await listLog(folder);
    if (version - (listing?.checkpoints[0]?.version ?? 0) < interval) return undefined;
    const snapshot = await readSnapshot(folder, options, { version, previous: base });
    if (snapshot === undefined) return undefined;
    const now = options.clock.now();
    await writeCheckpoint(snapshot, options, now);
    await cleanLog(snapshot, options, now);
    return undefined;
  } catch (error) {
    return error; // the commit stands; readers only have more commits to read
  }
}

/** The metaData and protocol actions that bring a table to a schema; none when it has it. */
export function schemaActions(
  snapshot: Snapshot | undefined,
  schema: readonly StructField[],
  { partitionBy, now }: { partitionBy: readonly string[]; now: Date },
): Action[] {
  const schemaString = formatSchema(schema);
  const protocol = neededProtocol(schema, snapshot?.protocol);
  const metaData: Metadata = {
    ...(snapshot?.metadata ?? {
      id: randomUUID(),
      format: { provider: "parquet", options: {} },
      configuration: {},
      createdTime: now.getTime(),
    }),
    schemaString,
    partitionColumns: [...partitionBy],
  };
  const same =
    snapshot !== undefined &&
    formatSchema(snapshot.schema) === schemaString &&
    snapshot.partitionColumns.join("\n") === partitionBy.join("\n");
  return [
    ...(protocol === snapshot?.protocol ? [] : [{ protocol }]),
    ...(same ? [] : [{ metaData }]),
  ];
}

/** The txn actions of a write; none for those that stand in the table already. */
export function transactionActions(
  snapshot: Snapshot | undefined,
  { transactions = [] }: ChangeOptions,
  now: Date,
): Action[] {
  return transactions
    .filter(({ appId, version }) => snapshot?.transactions.get(appId) !== version)
    .map(({ appId, version }) => ({ txn: { appId, version, lastUpdated: now.getTime() } }));
}
