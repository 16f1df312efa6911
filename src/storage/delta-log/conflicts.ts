import type { Action, AddFile } from "./actions.ts";
import { decodePath } from "./paths.ts";

/**
 * The files a write looked at to decide what to write: a row in any of them, or the lack of one,
 * may be why it writes what it writes. `nothing` is an append of rows from elsewhere.
 */
export type Reads = "nothing" | "everything" | ((file: AddFile) => boolean);

/** What a write rests upon. */
export type Dependencies = {
  reads: Reads;
  /**
   * Paths of the files that its own take the place of. One that comes out as it was stays in the
   * table, with no action to tell, and is among them all the same. Default: none.
   */
  replaces?: ReadonlySet<string>;
  /** All that it would commit, but for the commitInfo. */
  actions: readonly Action[];
  /** The table's files by path, as the write saw them. */
  files: ReadonlyMap<string, AddFile>;
};

/**
 * Tells why a write can no longer be committed after another one was, or undefined when it can:
 * when the outcome is the same as if it had read the table after that commit. This is Delta's
 * optimistic protocol, `Serializable`; the finer the reads, the fewer the conflicts.
 *
 * | the other one …                         | an append          | a delete, replace, overwrite     | a compaction               |
 * | --------------------------------------- | ------------------ | -------------------------------- | -------------------------- |
 * | added rows                              | no                 | if in a file that it would read  | no                         |
 * | removed a file, its rows changed        | no                 | if it read or replaces that file | if it replaces that file   |
 * | rearranged files (`dataChange: false`)  | no                 | if it replaces one of them       | if it replaces one of them |
 * | changed schema, properties or protocol  | no: fits them anew | yes                              | yes                        |
 * | stored progress of the same application | yes                | yes                              | yes                        |
 *
 * @param theirs - The other commit.
 * @param logFile - For messages only.
 */
export function findConflict(
  ours: Dependencies,
  theirs: readonly Action[],
  logFile: string,
): string | undefined {
  const apps = new Set(ours.actions.flatMap(({ txn }) => txn?.appId ?? []));
  const isAppend = isBlindAppend(ours);
  const fileConflict = fileConflicts(ours, logFile);
  for (const action of theirs) {
    const { metaData, protocol, txn } = action;
    if (txn !== undefined && apps.has(txn.appId)) {
      return `stores progress of ${txn.appId} as well`;
    }
    if (!isAppend && (metaData !== undefined || protocol !== undefined)) {
      return "changed the table's schema or properties";
    }
    const problem = fileConflict(action);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function fileConflicts(
  { reads, replaces = new Set(), files }: Dependencies,
  logFile: string,
): (theirs: Action) => string | undefined {
  const pathOf = ({ path }: { path: string }): string => decodePath(path, logFile);
  const wouldRead = (file: AddFile | undefined): boolean =>
    file !== undefined && (typeof reads === "function" ? reads(file) : reads === "everything");
  return ({ add, remove }) => {
    if (add?.dataChange === true && wouldRead(add)) {
      return "added rows that this write would have had to look at";
    }
    if (remove === undefined) return undefined;
    if (replaces.has(pathOf(remove))) return "replaced a file that this write replaces";
    if (!remove.dataChange || !wouldRead(files.get(pathOf(remove)))) return undefined;
    return "took away or changed rows that this write had read";
  };
}

/** True for a write that neither looked at the table nor replaces any of its files. */
export function isBlindAppend(write: Pick<Dependencies, "reads" | "replaces">): boolean {
  return write.reads === "nothing" && (write.replaces?.size ?? 0) === 0;
}
