import { z } from "zod";

import { defineCommand } from "../command.ts";
import { supersededRule, tellRejected, type RunReport } from "../../engine/engine.ts";
import { askedJson, tellAsked } from "../llm-text.ts";
import { openProgress } from "../progress.ts";
import { isWatched } from "../standard-error.ts";
import { selectOptions } from "../select-options.ts";
import { formatCount, formatDuration } from "../table.ts";

export default defineCommand({
  name: "run",
  summary: "Brings the lake up to date: lands new files, then computes what is behind.",
  details:
    "Each table is one commit: it is done or it did not happen. A run that was stopped or killed " +
    "goes on where it stopped; one with nothing to do commits nothing.",
  options: z.object({
    ...selectOptions,
    wait: z
      .boolean()
      .default(false)
      .describe("Wait while another run holds the lake, instead of leaving"),
  }),
  examples: [
    "run",
    "run --select silver.tickets+",
    "run --job 02_silver_to_gold",
    "run --full-refresh --select gold",
  ],

  async run({ select, job, fullRefresh, wait }, { engine, flags, note, print, signal }) {
    const earshot = engine();
    const progress = openProgress({ isTerminal: isWatched() && !flags.quiet, note });
    let planned = 0;
    const report = await earshot
      .run({
        select,
        job,
        fullRefresh,
        signal,
        waitMs: wait ? Infinity : 0,
        onWait: ({ runId, pid }) => note(`waiting for run ${runId} (process ${pid}) to end`),
        onPlan(plan) {
          planned = plan.steps.length;
          progress.plan(plan);
        },
        onEvent: (event) => progress.event(event),
        onWarning: (message) => note(`warning: ${message}`),
      })
      .finally(() => progress.end());
    for (const warning of report.warnings) note(`warning: ${warning}`);
    const changed = report.steps.filter((step) => step.changed).length;
    if (flags.json) {
      const { runId, asOf, elapsedMs, rowsIn, rowsOut, steps, warnings } = report;
      const list = steps.map((step) => ({
        table: step.step,
        changed: step.changed,
        rows_in: step.rowsIn,
        rows_out: step.rowsOut,
        rejected: step.rejected ?? [],
        superseded: supersededCount(step),
        missing_columns: (step.missing ?? []).map(({ fileCount, ...rest }) => {
          return { ...rest, file_count: fileCount };
        }),
        elapsed_ms: Math.round(step.elapsedMs),
      }));
      return print(
        JSON.stringify(
          {
            run_id: runId,
            as_of: asOf.toISOString(),
            elapsed_ms: Math.round(elapsedMs),
            rows_in: rowsIn,
            rows_out: rowsOut,
            steps: list,
            llm: report.asked === undefined ? null : askedJson(report.asked),
            warnings,
          },
          null,
          2,
        ),
      );
    }
    if (report.steps.length === 0) {
      print(
        planned === 0
          ? "Nothing to run: the settings name no sources."
          : report.asked !== undefined
            ? `Nothing could be done: ${planned} tables are as they were.`
            : `Nothing to do: ${planned} tables are up to date.`,
      );
      return;
    }
    print(
      `Run ${report.runId}: ${report.steps.length} tables computed, ${changed} changed, ${formatCount(report.rowsIn)} rows read, in ${formatDuration(report.elapsedMs)}.`,
    );
    if (report.asked !== undefined) print(tellAsked(report.asked));
    for (const line of [...missing(report), ...setAside(report), ...superseded(report)])
      print(line);
  },
});

/** Columns that new files lack, in words. */
function missing({ steps }: RunReport): string[] {
  return steps.flatMap(({ missing: columns = [] }) =>
    columns.map(({ column, wanted, file, fileCount, nearest }) => {
      const more = fileCount === 1 ? "has" : `and ${formatCount(fileCount - 1)} more have`;
      const hint = nearest === undefined ? "" : `; the nearest there is ${nearest}`;
      return `Missing: ${file} ${more} no column ${wanted}, so ${column} is empty for its rows${hint}.`;
    }),
  );
}

/** Rows that gave way to a later row of the same key, in words. */
function superseded({ steps }: RunReport): string[] {
  const rows = steps
    .map((step) => ({ table: step.step, count: supersededCount(step) }))
    .filter(({ count }) => count > 0)
    .map(({ table, count }) => `${formatCount(count)} ${count === 1 ? "row" : "rows"} of ${table}`);
  if (rows.length === 0) return [];
  return [
    `Superseded: ${rows.join(", ")}, by a later row of the same key, or an equal one where rows have no id. All rows stand in the bronze tables; ops.quality has the counts.`,
  ];
}

function supersededCount({ findings }: RunReport["steps"][number]): number {
  return findings.find(({ rule }) => rule === supersededRule)?.value ?? 0;
}

/** What was set aside in a run, in words. */
function setAside({ steps }: RunReport): string[] {
  const lines = steps.flatMap(({ step, rejected = [] }) =>
    rejected.map((some) => `Set aside: ${tellRejected(some)}; they are in ${step}_rejected.`),
  );
  const rows = steps.flatMap(({ step, findings }) =>
    findings
      .filter(({ rule, passed }) => rule === "quarantined" && !passed)
      .map(({ value }) => `${formatCount(value)} ${value === 1 ? "row" : "rows"} of ${step}`),
  );
  if (rows.length === 0) return lines;
  return [
    ...lines,
    `Set aside: ${rows.join(", ")}. See the quarantine tables for the reasons, and ops.quality for every check.`,
  ];
}
