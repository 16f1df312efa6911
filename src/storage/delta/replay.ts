import type { Action, AddFile, Metadata, Protocol, RemoveFile } from "./actions.ts";
import { decodePath } from "./paths.ts";

/** What the log says so far, while its commits are replayed in order. */
export type LogState = {
  protocol: Protocol | undefined;
  metadata: Metadata | undefined;
  /** Files of the table by their path on disk, relative to the table's folder. */
  readonly files: Map<string, AddFile>;
  /** Files taken out lately, which a checkpoint must go on naming. */
  readonly removed: Map<string, RemoveFile>;
  readonly transactions: Map<string, number>;
};

/** The state before the first commit. */
export function emptyState(): LogState {
  return {
    protocol: undefined,
    metadata: undefined,
    files: new Map(),
    removed: new Map(),
    transactions: new Map(),
  };
}

/**
 * Applies one commit, or the actions of a checkpoint, to the state.
 *
 * @param logFile - For messages only.
 */
export function applyActions(state: LogState, actions: readonly Action[], logFile: string): void {
  // A commit that takes a path out and puts it back in means the new one, in whatever order.
  for (const { remove } of actions) {
    if (remove === undefined) continue;
    const path = decodePath(remove.path, logFile);
    state.files.delete(path);
    state.removed.set(path, remove);
  }
  for (const { add, metaData, protocol, txn } of actions) {
    if (add !== undefined) {
      const path = decodePath(add.path, logFile);
      state.removed.delete(path);
      state.files.set(path, add);
    }
    if (metaData !== undefined) state.metadata = metaData;
    if (protocol !== undefined) state.protocol = protocol;
    if (txn !== undefined) state.transactions.set(txn.appId, txn.version);
  }
}
