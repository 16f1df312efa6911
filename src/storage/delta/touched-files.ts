import type { AddFile } from "./actions.ts";
import { localPath } from "./paths.ts";
import type { Predicate } from "./predicate.ts";
import type { StructField } from "./schema.ts";
import { mayHold } from "./skipping.ts";
import type { Snapshot } from "./snapshot.ts";

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

/** A test of files: whether one may hold rows for which all conditions are true. */
export function mayHoldAny(
  where: readonly Predicate[],
  schema: readonly StructField[],
): (file: AddFile) => boolean {
  const columns = new Map(schema.map((column) => [column.name, column]));
  return (file) => mayHold(file, where, columns);
}
