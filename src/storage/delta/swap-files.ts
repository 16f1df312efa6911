import { stat } from "node:fs/promises";

import type { AddFile, RemoveFile } from "../delta-log/actions.ts";
import type { CommitPlan } from "../delta-log/commit.ts";
import {
  schemaActions,
  transactionActions,
  type ChangeOptions,
  type Intent,
} from "./delta-table.ts";
import { localPath } from "../delta-log/paths.ts";
import { assertWritable } from "../delta-log/protocol.ts";
import type { StructField } from "../delta-log/schema.ts";
import type { Snapshot } from "../delta-log/snapshot.ts";
import { addAction, nameFiles, placeFiles, type StagedFile } from "./write-files.ts";

/** A change that puts staged files in the place of others. */
export type SwapChange = {
  folder: string;
  write: ChangeOptions;
  files: readonly StagedFile[];
  /** Tells which of the table's files are to go, unless they come back. */
  leaves: (path: string) => boolean;
  /** What the table's schema and partitions become; default: they stay. */
  table?: { schema: readonly StructField[]; partitionBy: readonly string[] };
  /** Whether rows go even if no file does; default: when files do. */
  removes?: boolean;
  plan: Pick<CommitPlan, "operation" | "parameters" | "reads" | "metrics">;
};

/** What such a change commits, given the table as it then stands; undefined when nothing changes. */
export async function intendSwap(
  { folder, write, files, leaves, table, removes, plan }: SwapChange,
  snapshot: Snapshot | undefined,
  now: Date,
): Promise<Intent | undefined> {
  const named = nameFiles(files, (path) => snapshot?.files.has(path) === true && !leaves(path));
  const swap = await swapFiles(snapshot, named, { now, leaves });
  if (snapshot !== undefined) {
    assertWritable(folder, snapshot, removes ?? swap.removed.length > 0);
  }
  const actions = [
    ...(table === undefined
      ? []
      : schemaActions(snapshot, table.schema, { partitionBy: table.partitionBy, now })),
    ...transactionActions(snapshot, write, now),
    ...swap.actions,
  ];
  if (actions.length === 0 && write.commitWhenUnchanged !== true) return undefined;
  await placeFiles(folder, swap.fresh);
  return {
    ...swap,
    plan: { ...plan, actions, replaces: swap.replaces, info: write.commitInfo },
  };
}

/** Files to put in and to take out. */
export type Swap = {
  actions: ({ add: AddFile } | { remove: RemoveFile })[];
  added: AddFile[];
  removed: AddFile[];
  /** Paths of the files that were to go: those removed, and those that came back. */
  replaces: ReadonlySet<string>;
  /** Those of the named files that are not in the table yet. */
  fresh: Map<string, StagedFile>;
  /** Rows in the fresh files. */
  rowCount: number;
};

/**
 * Compares the files that shall be there with those that are: what is in both stays untouched.
 *
 * @param leaves - Tells which of the table's files are to go, unless they come back.
 */
export async function swapFiles(
  snapshot: Snapshot | undefined,
  named: ReadonlyMap<string, StagedFile>,
  { now, leaves }: { now: Date; leaves: (path: string) => boolean },
): Promise<Swap> {
  const fresh = new Map<string, StagedFile>();
  for (const [path, file] of named) {
    const present = snapshot?.files.get(path);
    const same = present !== undefined && present.deletionVector === undefined;
    const whole = same && (await hasSize(snapshot, path, file.size));
    if (!whole) fresh.set(path, file); // a file lost from the disk is put back
  }
  const removed: AddFile[] = [];
  const replaces = new Set<string>();
  for (const [path, file] of snapshot?.files ?? []) {
    if (!leaves(path)) continue;
    replaces.add(path);
    // A file that has deleted rows is another one than the whole file of the same name.
    const stays = named.has(path) && file.deletionVector === undefined;
    if (!stays) removed.push(file);
  }
  const added = Array.from(fresh, ([path, file]) => addAction(path, file, now));
  return {
    actions: [
      ...removed.map((file) => ({ remove: removeAction(file, now) })),
      ...added.map((add) => ({ add })),
    ],
    added,
    removed,
    replaces,
    fresh,
    rowCount: [...fresh.values()].reduce((sum, { rowCount }) => sum + rowCount, 0),
  };
}

async function hasSize(
  snapshot: Snapshot | undefined,
  path: string,
  size: number,
): Promise<boolean> {
  const found = await stat(localPath(snapshot?.folder ?? "", path)).catch(() => undefined);
  return found?.size === size;
}

function removeAction(file: AddFile, now: Date): RemoveFile {
  return {
    path: file.path,
    deletionTimestamp: now.getTime(),
    dataChange: true,
    extendedFileMetadata: true,
    partitionValues: file.partitionValues,
    size: file.size,
    ...(file.deletionVector === undefined ? {} : { deletionVector: file.deletionVector }),
  };
}
