import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { assert, EarshotError } from "../../core/base/errors.ts";
import type { Row } from "../../storage/duckdb/connection.ts";

/** What a query may be filled with; whole numbers and shares, so no text gets into the SQL. */
export type QueryNumbers = Readonly<Record<string, number>>;

/** A query of a report with its answer. */
export type Told = {
  /** Name of its file; every number that comes from it carries it. */
  id: string;
  title: string;
  /** As it ran, to the letter. */
  sql: string;
  rows: Row[];
  /** Version of each table that was read. */
  versions: Readonly<Record<string, number>>;
};

/** Answers one SELECT whose rows fit in memory. */
export type Ask = (
  sql: string,
) => Promise<{ rows: Row[]; reads: readonly { table: string; version: number }[] }>;

/** The lake went on while a report was made, time and again. */
export class LakeMovingError extends EarshotError {
  readonly code = "LAKE_MOVING";
  readonly kind = "conflict";

  constructor() {
    super("a run changed tables while the report was made; try again when it has ended");
  }
}

const folder = join(dirname(fileURLToPath(import.meta.url)), "queries");
const attemptsMost = 3;

/**
 * Asks queries of the folder `queries` one after another, all over the same versions of the tables.
 *
 * @param names - Files to ask, without `.sql`.
 * @param numbers - What stands between braces in them: `{days}`.
 * @throws LakeMovingError when tables changed meanwhile, three times in a row.
 */
export async function askAll<Name extends string>(
  names: readonly Name[],
  numbers: QueryNumbers,
  ask: Ask,
): Promise<Record<Name, Told>> {
  for (let attempt = 1; attempt <= attemptsMost; attempt++) {
    const told: [Name, Told][] = [];
    for (const name of names) told.push([name, await askOne(name, numbers, ask)]);
    const all = told.map(([, one]) => one);
    if (isOneState(all)) return Object.fromEntries(told) as Record<Name, Told>; // one of each name
  }
  throw new LakeMovingError();
}

async function askOne(id: string, numbers: QueryNumbers, ask: Ask): Promise<Told> {
  const text = readFileSync(join(folder, `${id}.sql`), "utf8");
  const [head = "", title = ""] = /^-- (.+)\n/.exec(text) ?? [];
  assert(title !== "", `the first line of queries/${id}.sql says what it tells`);
  const sql = text
    .slice(head.length)
    .trim()
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const number = numbers[name];
      assert(number !== undefined && Number.isFinite(number), `queries/${id}.sql knows {${name}}`);
      return String(number);
    });
  const { rows, reads } = await ask(sql);
  const read = reads.toSorted((a, b) => (a.table < b.table ? -1 : 1));
  const versions = Object.fromEntries(read.map(({ table, version }) => [table, version]));
  return { id, title, sql, rows, versions };
}

function isOneState(told: readonly Told[]): boolean {
  const seen = new Map<string, number>();
  return told.every(({ versions }) =>
    Object.entries(versions).every(([table, version]) => {
      const other = seen.get(table) ?? version;
      seen.set(table, version);
      return other === version;
    }),
  );
}
