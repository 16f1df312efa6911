import type { AddFile } from "../../storage/delta-log/actions.ts";
import type { Predicate } from "../../storage/delta-log/predicate.ts";
import { mayHold } from "../../storage/delta-log/skipping.ts";
import type { Snapshot } from "../../storage/delta-log/snapshot.ts";

/**
 * What is known of the rows of a table that a query needs: each meets every predicate of at least
 * one of the lists. It may let more rows through than the query needs, never fewer.
 */
export type Condition = readonly (readonly Predicate[])[];

/** Nothing is known: any row may be needed. */
export const anyRow: Condition = [[]];

/** Most lists of a condition; beyond that it says less rather than more. */
const listsMax = 64;

/** Rows that meet both conditions. */
export function both(left: Condition, right: Condition): Condition {
  const lists = left.flatMap((first) => right.map((second) => [...first, ...second]));
  return lists.length <= listsMax ? lists : left;
}

/** Rows that meet one condition or the other. */
export function either(left: Condition, right: Condition): Condition {
  const lists = [...left, ...right];
  const isOpen = lists.length > listsMax || lists.some((list) => list.length === 0);
  return isOpen ? anyRow : lists;
}

/** The snapshot with those of its files alone that may hold a row which meets the condition. */
export function narrowSnapshot(snapshot: Snapshot, condition: Condition): Snapshot {
  const columns = new Map(snapshot.schema.map((column) => [column.name, column]));
  const isNeeded = (file: AddFile): boolean =>
    condition.some((predicates) => mayHold(file, predicates, columns));
  const files = new Map([...snapshot.files].filter(([, file]) => isNeeded(file)));
  return { ...snapshot, files };
}
