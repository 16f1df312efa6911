import type { AddFile } from "../delta-log/actions.ts";
import { localPath } from "../delta-log/paths.ts";
import type { Predicate } from "../delta-log/predicate.ts";
import type { StructField } from "../delta-log/schema.ts";
import { mayHold } from "../delta-log/skipping.ts";
import type { Snapshot } from "../delta-log/snapshot.ts";
import { rowCountOf } from "../delta-log/stats.ts";

/** Files of a table with where they lie. */
export type PickedFiles = { names: string[]; paths: string[]; files: AddFile[] };

/** The table's files that pass a test. */
export function pickFiles(snapshot: Snapshot, passes: (file: AddFile) => boolean): PickedFiles {
  const picked: PickedFiles = { names: [], paths: [], files: [] };
  for (const [name, file] of snapshot.files) {
    if (!passes(file)) continue;
    picked.names.push(name);
    picked.paths.push(localPath(snapshot.folder, name));
    picked.files.push(file);
  }
  return picked;
}

/** Those of picked files whose position is wanted. */
export function pickAt(
  { names, paths, files }: PickedFiles,
  wanted: (index: number) => boolean,
): PickedFiles {
  const pick = <T>(items: T[]): T[] => items.filter((_, i) => wanted(i));
  return { names: pick(names), paths: pick(paths), files: pick(files) };
}

/** Files that are rewritten at a time. */
export type RewriteGroup = { indexes: number[]; rowCount: number };

/**
 * Puts neighbours among files together as long as their rows fit into one file, so that rewriting
 * them takes no more memory than a file does.
 */
export function groupFiles(files: readonly AddFile[], rowsPerFile: number): RewriteGroup[] {
  const groups: RewriteGroup[] = [];
  for (const [i, file] of files.entries()) {
    const rowCount = rowCountOf(file) ?? rowsPerFile;
    const last = groups.at(-1);
    if (last === undefined || last.rowCount + rowCount > rowsPerFile) {
      groups.push({ indexes: [i], rowCount });
    } else {
      last.indexes.push(i);
      last.rowCount += rowCount;
    }
  }
  return groups;
}

/** A test of files: whether one may hold rows for which all conditions are true. */
export function mayHoldAny(
  where: readonly Predicate[],
  schema: readonly StructField[],
): (file: AddFile) => boolean {
  const columns = new Map(schema.map((column) => [column.name, column]));
  return (file) => mayHold(file, where, columns);
}
