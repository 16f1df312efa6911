import { z } from "zod";

import { migrateTo, tellStore, type Loss, type StoreState } from "../../engine/store.ts";
import { defineCommand, type CommandContext } from "../command.ts";
import { tell } from "../standard-error.ts";
import { formatCount, formatTable } from "../table.ts";

export default defineCommand({
  name: "store",
  summary: "Tells how the store of answers, budgets and calls stands, and migrates its tables.",
  details:
    "The store keeps what changes row by row: within the data folder, or on the PostgreSQL server of " +
    "DATABASE_URL. `status` tells where it is and which migrations it has. `migrate` brings its " +
    "tables up to date, which anything that opens the store does by itself, or with --to up or down " +
    "to one migration. Going down drops tables: without --yes it only tells which.",
  options: z.object({
    action: z
      .enum(["status", "migrate"])
      .default("status")
      .meta({ positional: true })
      .describe("What to do (default: status)"),
    to: z
      .int()
      .min(0)
      .optional()
      .meta({ value: "number" })
      .describe("With migrate: last migration to have, 0 for none (default: the newest)"),
    yes: z.boolean().default(false).describe("With migrate: drop tables with what they hold"),
    wait: z
      .boolean()
      .default(false)
      .describe("Wait while another process has the store open, instead of leaving"),
  }),
  examples: ["store", "store status --json", "store migrate", "store migrate --to 1 --yes"],
  stopped: "stopped; each migration is applied whole or not at all",

  run(options, context) {
    return options.action === "status" ? status(options, context) : migrate(options, context);
  },
});

type Options = { to?: number | undefined; yes: boolean; wait: boolean };

/** Milliseconds to wait with --wait. */
const dayMs = 86_400_000;

function inputOf(command: string, { wait }: Options, { signal, note }: CommandContext) {
  return {
    command,
    signal,
    waitMs: wait ? dayMs : 0,
    onWait: ({ pid }: { pid: number }) => note(`process ${pid} has the store open; waiting`),
  };
}

async function status(options: Options, context: CommandContext): Promise<number> {
  const { flags, print } = context;
  if (options.to !== undefined || options.yes) {
    tell("earshot: --to and --yes go with migrate");
    return 2;
  }
  const state = await tellStore(flags, inputOf("earshot store status", options, context));
  if (flags.json) print(JSON.stringify(state === undefined ? null : stateJson(state), null, 2));
  else for (const line of stateLines(state)) print(line);
  return 0;
}

function stateJson({ kind, place, version, hasVectors, migrations }: StoreState): unknown {
  return {
    kind,
    place,
    version,
    has_vectors: hasVectors,
    migrations: migrations.map(({ number, name, appliedAt }) => {
      return { number, name, applied_at: appliedAt ?? null };
    }),
  };
}

function stateLines(state: StoreState | undefined): string[] {
  if (state === undefined) return ["There is no store yet; what needs one makes it."];
  const { kind, place, version, hasVectors, migrations } = state;
  const where = kind === "embedded" ? `within the process, in ${place}` : `on ${place}`;
  return [
    `PostgreSQL ${version} ${where}, ${hasVectors ? "with" : "without"} vectors`,
    "",
    formatTable(
      ["migration", "name", "applied"],
      migrations.map(({ number, name, appliedAt }) => [
        String(number),
        name,
        appliedAt?.toISOString() ?? "not yet",
      ]),
    ),
  ];
}

async function migrate(options: Options, context: CommandContext): Promise<number> {
  const { flags, print } = context;
  let lost: readonly Loss[] = [];
  const steps = await migrateTo(flags, {
    ...inputOf("earshot store migrate", options, context),
    to: options.to,
    mayLose(losses) {
      lost = losses;
      return options.yes;
    },
  });
  if (steps === undefined) {
    const list = lost.map(({ table, rowCount }) => `${table} (${formatCount(rowCount)} rows)`);
    const what = list.length === 0 ? "no tables, but what they were made for" : list.join(", ");
    tell(`earshot: this would drop ${what}; give --yes to do so`);
    return 4;
  }
  if (flags.json) print(JSON.stringify({ steps }, null, 2));
  else if (steps.length === 0) print("Nothing to do.");
  else for (const { direction, number, name } of steps) print(`${direction} ${number} ${name}`);
  return 0;
}
