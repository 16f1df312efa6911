// What a history left in its table, read by us and by delta-rs, and what should be there.
import { expect } from "vitest";

import { scan, type ScanOptions } from "../../src/storage/delta/scan.ts";
import { readSnapshot } from "../../src/storage/delta-log/snapshot.ts";
import { askDeltaRs, deltaRs, plainRow } from "./delta-rs.ts";
import { plainText, textOfPlain, type Model, type Target } from "./history.ts";

/** A version of a table with the rows it must have, as sorted texts. */
export type Expected = {
  folder: string;
  version: number;
  rows: string[];
  /** How it came to be, for messages. */
  told: string;
};

/** The rows of a version as our reader gives them, sorted texts. */
export async function readRows(
  { folder, options }: Target,
  { version, where = [] }: ScanOptions & { version: number },
): Promise<string[]> {
  const snapshot = await readSnapshot(folder, options, { version });
  if (snapshot === undefined) throw new Error(`${folder} holds no table`);
  const rows = await options.connection.rows(`SELECT * FROM ${scan(snapshot, { where }).sql}`);
  return rows.map((row) => textOfPlain(plainRow(row, snapshot.schema))).toSorted(byText);
}

/** The rows that there should be, as sorted texts. */
export function rowsOf({ rows, hasExtra }: Model): string[] {
  return rows.map((row) => plainText(row, { hasExtra })).toSorted(byText);
}

/** Holds what delta-rs reads against what must be there; does nothing without delta-rs. */
export async function agreeWithDeltaRs(expected: readonly Expected[]): Promise<void> {
  if (deltaRs === undefined) return;
  const answers = await askDeltaRs(expected.map(({ folder, version }) => ({ folder, version })));
  for (const [i, { version, rows, told }] of expected.entries()) {
    const theirs = answers[i]?.rows.map(textOfPlain).toSorted(byText);
    expect(theirs, `delta-rs, version ${version}: ${told}`).toEqual(rows);
  }
}

function byText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
