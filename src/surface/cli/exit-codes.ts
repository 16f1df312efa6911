import type { ErrorKind } from "../../core/base/errors.ts";

/** Exit codes by what went wrong; 0 is success, 1 a bug of ours. */
export const exitCodes: Readonly<Record<ErrorKind, number>> = {
  invalid: 2,
  missing: 3,
  conflict: 4,
  denied: 5,
  limit: 6,
  corrupt: 7,
  unavailable: 8,
  cancelled: 130,
};

/** The exit codes as help prints them. */
export const exitCodeHelp = [
  "0 done",
  "1 a bug in Earshot",
  "2 wrong input or settings",
  "3 not found",
  "4 somebody else holds or changed it",
  "5 not allowed",
  "6 a limit was reached",
  "7 stored data is damaged",
  "8 disk, memory or another resource failed",
  "130 stopped by you",
];
