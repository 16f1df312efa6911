import { z } from "zod";

import { defineCommand } from "../command.ts";
import { formatCount, formatTable } from "../table.ts";
import {
  tellRejected,
  type Earshot,
  type Plan,
  type RunScope,
  type StepPrice,
} from "../../engine/engine.ts";
import { isAsking } from "../../engine/engine.ts";
import { costWords, priceJson, tellPrice } from "../llm-text.ts";
import { openProgress, type ProgressOptions } from "../progress.ts";
import { isWatched } from "../standard-error.ts";
import { selectOptions } from "../select-options.ts";

export default defineCommand({
  name: "plan",
  summary: "Says what a run would do and why, and changes nothing.",
  details:
    "Lists every table that is behind, with the reason and the rows that would be read. `later` " +
    "means that it runs if what it reads from changes. With a language model in the settings it says " +
    "what a run would send to it and what that costs: where new rows have to be masked and read first, " +
    "that is done in a copy of the lake, which is gone afterwards. --no-price leaves this out.",
  options: z.object({
    ...selectOptions,
    all: z.boolean().default(false).describe("Also list tables that are up to date"),
    price: z
      .boolean()
      .default(true)
      .describe("Leave out what the language model of the settings would be sent and cost"),
  }),
  examples: [
    "plan",
    "plan --select gold",
    "plan --no-price",
    "plan --job 01_bronze_to_silver --json",
  ],

  async run({ select, job, fullRefresh, all, price }, { engine, flags, note, print, signal }) {
    const part = { select, job, fullRefresh, signal };
    const told = { isTerminal: isWatched() && !flags.quiet, note };
    const { plan, prices, unpriced } = await pricedPlan(engine(), { ...part, price }, told);
    const steps = plan.steps.map(({ step, action, reason, rowsIn, rejected = [], answers }) => {
      const row = { table: step.id, action, reason, rows_in: rowsIn ?? null, rejected };
      if (answers === undefined) return row;
      const { newMost, standingMost } = answers;
      return { ...row, answers: { new_most: newMost, standing_most: standingMost } };
    });
    if (flags.json) {
      const llm = prices.map(priceJson);
      const json = { is_empty: plan.isEmpty, steps, llm, llm_unpriced: unpriced ?? null };
      return print(JSON.stringify(json, null, 2));
    }
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
    for (const line of answerLines(plan, prices)) print(line);
    const upToDate = steps.filter(({ action }) => action === "up to date").length;
    if (steps.length === 0)
      print(
        "There is nothing to run: the settings name no sources. `earshot demo` shows how it looks.",
      );
    else if (plan.isEmpty)
      print(`Nothing to do: ${upToDate} tables are up to date. A run would commit nothing.`);
    else
      print(
        `${steps.length - upToDate} tables to bring up to date, ${upToDate} are. \`earshot run\` does it. ${unpriced === undefined ? costWords(isUnpriced(plan, price) ? undefined : prices) : unpricedWords(unpriced)}`,
      );
  },
});

/** Whether a language model would be asked and nobody wanted to know for how much. */
function isUnpriced({ steps }: Plan, isPriced: boolean): boolean {
  const asking = steps.filter(({ step, action }) => isAsking(step) && action !== "up to date");
  return !isPriced && asking.length > 0;
}

type Priced = {
  plan: Plan;
  prices: readonly StepPrice[];
  /** Why the price can't be told now. */
  unpriced?: string | undefined;
};

function unpricedWords(why: string): string {
  return `What the language model costs can't be told now: ${why}.`;
}

/** The plan with its price, if it is wanted; standard error tells how far the work for that is. */
async function pricedPlan(
  earshot: Earshot,
  { price, ...part }: RunScope & { price: boolean },
  options: ProgressOptions,
): Promise<Priced> {
  if (!price) return { plan: await earshot.plan(part), prices: [] };
  const progress = openProgress({ ...options, note: () => undefined });
  const {
    plan,
    prices = [],
    unpriced,
  } = await earshot
    .price({
      ...part,
      onPlan(before) {
        options.note("computing aside what would be sent; --no-price leaves it out");
        progress.plan(before);
      },
      onEvent: (event) => progress.event(event),
    })
    .finally(() => progress.end());
  return { plan, prices, unpriced: unpriced?.message };
}

/** What is answered, and by whom: what language models are asked with its price. */
function answerLines(plan: Plan, prices: readonly StepPrice[]): string[] {
  const asking = new Set(prices.map(({ step }) => step));
  const local = plan.steps.flatMap(({ step, answers }) =>
    answers === undefined || asking.has(step.id) || isAsking(step)
      ? []
      : tellAnswers(step.id, answers),
  );
  return [...local, ...prices.map(tellPrice)];
}

function tellAnswers(table: string, answers: { newMost: number; standingMost: number }): string {
  const stand =
    answers.standingMost === 0
      ? "no earlier answer stays"
      : `up to ${formatCount(answers.standingMost)} earlier answers stay`;
  return `${table}: at most ${formatCount(answers.newMost)} texts are answered, each different one once; ${stand}.`;
}
