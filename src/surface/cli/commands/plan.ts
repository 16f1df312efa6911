import { z } from "zod";

import { defineCommand } from "../command.ts";
import { formatCount, formatTable } from "../table.ts";
import { tellRejected } from "../../engine/engine.ts";
import { selectOptions } from "../select-options.ts";

export default defineCommand({
  name: "plan",
  summary: "Says what a run would do and why, and changes nothing.",
  details:
    "Lists every table that is behind, with the reason and the rows that would be read. `later` " +
    "means that it runs if what it reads from changes.",
  options: z.object({
    ...selectOptions,
    all: z.boolean().default(false).describe("Also list tables that are up to date"),
  }),
  examples: ["plan", "plan --select gold", "plan --job 01_bronze_to_silver --json"],

  async run({ select, job, fullRefresh, all }, { engine, flags, print, signal }) {
    const plan = await engine().plan({ select, job, fullRefresh, signal });
    const steps = plan.steps.map(({ step, action, reason, rowsIn, rejected = [], answers }) => {
      const row = { table: step.id, action, reason, rows_in: rowsIn ?? null, rejected };
      if (answers === undefined) return row;
      const { newMost, standingMost } = answers;
      return { ...row, answers: { new_most: newMost, standing_most: standingMost } };
    });
    if (flags.json) return print(JSON.stringify({ is_empty: plan.isEmpty, steps }, null, 2));
    const shown = steps.filter(({ action }) => all || action !== "up to date");
    if (shown.length > 0) {
      const rows = shown.map(({ table, action, reason, rows_in }) => [
        table,
        action,
        rows_in === null ? "" : formatCount(rows_in),
        reason,
      ]);
      print(formatTable(["table", "action", "rows to read", "why"], rows));
      print();
      for (const lines of plan.steps.flatMap(({ rejected = [] }) => rejected))
        print(`Will be set aside: ${tellRejected(lines)}.`);
    }
    for (const { step, answers } of plan.steps) if (answers) print(tellAnswers(step.id, answers));
    const upToDate = steps.filter(({ action }) => action === "up to date").length;
    if (steps.length === 0)
      print(
        "There is nothing to run: the settings name no sources. `earshot demo` shows how it looks.",
      );
    else if (plan.isEmpty)
      print(`Nothing to do: ${upToDate} tables are up to date. A run would commit nothing.`);
    else
      print(
        `${steps.length - upToDate} tables to bring up to date, ${upToDate} are. \`earshot run\` does it. Only local models are asked; it costs nothing.`,
      );
  },
});

function tellAnswers(table: string, answers: { newMost: number; standingMost: number }): string {
  const stand =
    answers.standingMost === 0
      ? "no earlier answer stays"
      : `up to ${formatCount(answers.standingMost)} earlier answers stay`;
  return `${table}: at most ${formatCount(answers.newMost)} texts are answered, each different one once; ${stand}.`;
}
