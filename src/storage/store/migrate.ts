import type { Clock } from "../../core/base/clock.ts";
import type { Database, Session } from "./database.ts";
import type { Migration } from "./migration-file.ts";
import { planMigration, type Applied, type MigrationStep } from "./plan-migration.ts";

/** Any number, so long as it is ours: processes that migrate wait for each other by it. */
const advisoryLock = 4_023_774_091;

const makeTable = `CREATE TABLE IF NOT EXISTS earshot_migrations (
  number     INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL
)`;

export type MigrateOptions = {
  migrations: readonly Migration[];
  clock: Clock;
  /** Number of the last migration that stays or is made; default: the newest. */
  to?: number | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Brings a store's tables to a migration, up or down, each step in a transaction of its own. Two
 * processes may do so at once: the second finds the work done.
 *
 * @returns The steps taken, in order.
 * @throws StoreVersionError when the store's tables are newer, or an applied migration was changed.
 */
export async function migrateDatabase(
  database: Database,
  { migrations, clock, to, signal }: MigrateOptions,
): Promise<MigrationStep[]> {
  const taken: MigrationStep[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const step = await database.transaction(async (within) => {
      await within.rows("SELECT pg_advisory_xact_lock($1)", [advisoryLock]);
      await within.script(makeTable);
      const applied = await readApplied(within);
      const [next] = planMigration(migrations, applied, to);
      if (next !== undefined) await take(within, next, clock);
      return next;
    });
    if (step === undefined) return taken;
    taken.push(step);
  }
}

/** A table that goes with a step down, and its rows. */
export type Loss = { table: string; rowCount: number };

/** The tables that steps would drop; found by taking the steps and undoing them. */
export async function lossesOf(
  database: Database,
  steps: readonly MigrationStep[],
): Promise<Loss[]> {
  const losses: Loss[] = [];
  const undone = new Error("undone");
  const attempt = database.transaction(async (within) => {
    await within.rows("SELECT pg_advisory_xact_lock($1)", [advisoryLock]);
    const before = await countRows(within);
    for (const { migration } of steps) await within.script(migration.down);
    const after = await countRows(within);
    losses.push(...before.filter(({ table }) => !after.some((one) => one.table === table)));
    throw undone;
  });
  await attempt.catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  return losses;
}

async function countRows(within: Session): Promise<Loss[]> {
  const tables = await within.rows(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY name",
  );
  const counts: Loss[] = [];
  for (const { name } of tables) {
    const table = String(name);
    const quoted = `"${table.replaceAll('"', '""')}"`;
    const [row] = await within.rows(`SELECT count(*) AS count FROM ${quoted}`);
    counts.push({ table, rowCount: Number(row?.["count"]) });
  }
  return counts;
}

/** The migrations that a store has, by number; none where it has no table of them yet. */
export async function appliedMigrations(database: Database): Promise<Applied[]> {
  const [found] = await database.rows("SELECT to_regclass('earshot_migrations') AS found");
  return found?.["found"] === null ? [] : await readApplied(database);
}

async function readApplied(queries: Pick<Session, "rows">): Promise<Applied[]> {
  const rows = await queries.rows(
    "SELECT number, name, sha256, applied_at FROM earshot_migrations ORDER BY number",
  );
  return rows.map((row) => ({
    number: Number(row["number"]),
    name: String(row["name"]),
    sha256: String(row["sha256"]),
    appliedAt: row["applied_at"] as Date, // TIMESTAMPTZ, written below
  }));
}

async function take(
  within: Session,
  { direction, migration }: MigrationStep,
  clock: Clock,
): Promise<void> {
  const { number, name, sha256, up, down } = migration;
  await within.script(direction === "up" ? up : down);
  if (direction === "down") {
    await within.rows("DELETE FROM earshot_migrations WHERE number = $1", [number]);
    return;
  }
  await within.rows(
    "INSERT INTO earshot_migrations (number, name, sha256, applied_at) VALUES ($1, $2, $3, $4)",
    [number, name, sha256, clock.now()],
  );
}
