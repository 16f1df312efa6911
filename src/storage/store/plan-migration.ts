import type { Migration } from "./migration-file.ts";
import { MigrationMissingError, StoreVersionError } from "./store-errors.ts";

/** A migration as the store has noted it. */
export type Applied = { number: number; name: string; sha256: string; appliedAt: Date };

export type MigrationStep = { direction: "up" | "down"; migration: Migration };

/**
 * The steps from what a store has to a migration, in order.
 *
 * @param to - Number of the last one that stays or is made, 0 for none; default: the newest.
 * @throws MigrationMissingError, and StoreVersionError when what the store has is newer than this program, or other than its.
 */
export function planMigration(
  migrations: readonly Migration[],
  applied: readonly Applied[],
  to: number = migrations.length,
): MigrationStep[] {
  if (!Number.isInteger(to) || to < 0 || to > migrations.length)
    throw new MigrationMissingError(to, migrations.length);
  for (const [index, one] of applied.entries()) check(one, migrations[index]);
  const down = migrations.slice(to, applied.length).toReversed();
  const up = migrations.slice(applied.length, to);
  return [
    ...down.map((migration) => ({ direction: "down" as const, migration })),
    ...up.map((migration) => ({ direction: "up" as const, migration })),
  ];
}

function check({ number, name, sha256 }: Applied, known: Migration | undefined): void {
  const which = `migration ${number} (${name})`;
  if (known === undefined)
    throw new StoreVersionError(
      `the store has ${which}, which this version of Earshot does not know; use a newer version, ` +
        "or one as new as the one that made it",
    );
  if (known.number !== number || known.name !== name || known.sha256 !== sha256)
    throw new StoreVersionError(
      `the store has another ${which} than this version of Earshot; use the version that made it, ` +
        "or take an untouched copy of this one",
    );
}
