import {
  fileKey,
  type Action,
  type AddFile,
  type DomainMetadata,
  type Metadata,
  type Protocol,
  type RemoveFile,
} from "./actions.ts";
import { decodePath } from "./paths.ts";

/** What the log says so far, while its commits are replayed in order. */
export type LogState = {
  protocol: Protocol | undefined;
  metadata: Metadata | undefined;
  /** Files of the table by their path on disk, relative to the table's folder. */
  readonly files: Map<string, AddFile>;
  /** Files taken out lately, which a checkpoint must go on naming, by `fileKey`. */
  readonly removed: Map<string, RemoveFile>;
  readonly transactions: Map<string, number>;
  /** What features and applications keep with the table, by domain. */
  readonly domains: Map<string, DomainMetadata>;
};

/** The state before the first commit. */
export function emptyState(): LogState {
  return {
    protocol: undefined,
    metadata: undefined,
    files: new Map(),
    removed: new Map(),
    transactions: new Map(),
    domains: new Map(),
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
    const key = fileKey(path, remove.deletionVector);
    const present = state.files.get(path);
    // One with other deleted rows is not the file that is there.
    if (present !== undefined && key === fileKey(path, present.deletionVector)) {
      state.files.delete(path);
    }
    state.removed.set(key, remove);
  }
  for (const { add, metaData, protocol, txn, domainMetadata } of actions) {
    if (add !== undefined) {
      const path = decodePath(add.path, logFile);
      state.removed.delete(fileKey(path, add.deletionVector));
      state.files.set(path, add);
    }
    if (domainMetadata !== undefined) state.domains.set(domainMetadata.domain, domainMetadata);
    if (metaData !== undefined) state.metadata = metaData;
    if (protocol !== undefined) state.protocol = protocol;
    if (txn !== undefined) state.transactions.set(txn.appId, txn.version);
  }
}
