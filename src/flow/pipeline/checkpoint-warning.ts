import { plainReason } from "./plain-reason.ts";

/** Tells of a table whose commit stands, but not the checkpoint that was due after it. */
export function checkpointWarning([table, error]: readonly [
  table: string,
  error: unknown,
]): string {
  return (
    `no checkpoint of ${table} could be written: ${plainReason(error)}; ` +
    "its rows are safe, but its log grows until a later write can make up for it"
  );
}
