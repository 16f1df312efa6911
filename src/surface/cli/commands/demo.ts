import { z } from "zod";

import { openDemo } from "../../engine/demo.ts";
import { defineCommand } from "../command.ts";
import { openProgress } from "../progress.ts";
import { isWatched } from "../standard-error.ts";
import { formatCount, formatDuration, formatTable } from "../table.ts";
import { understandingLines } from "../understanding-text.ts";

export default defineCommand({
  name: "demo",
  summary: "Makes a company's data, runs everything over it and shows the result.",
  details:
    "Writes the records of a made-up company into a folder, lands and cleans them, computes the " +
    "gold tables and prints what they say. Run again, it goes on with what is there.",
  options: z.object({
    dir: z
      .string()
      .default("./earshot-demo")
      .meta({ value: "folder" })
      .describe("Folder for the company and its lake"),
    once: z
      .boolean()
      .default(false)
      .describe("End when the result is shown (there is nothing to stay up for yet)"),
    fresh: z
      .boolean()
      .default(false)
      .describe("Start over: removes what an earlier demo made in the folder"),
  }),
  examples: ["demo", "demo --once", "demo --dir ./tmp-demo --fresh"],

  async run({ dir, fresh }, { flags, note, print, signal }) {
    const demo = await openDemo({ folder: dir, asOf: flags.asOf, isFresh: fresh, signal });
    note(
      demo.isNew
        ? `wrote a made-up company's records to ${dir} (see its README.md)`
        : `going on with the company in ${dir}`,
    );
    const progress = openProgress({ isTerminal: isWatched() && !flags.quiet, note });
    const report = await demo.earshot
      .run({
        signal,
        onPlan: (plan) => progress.plan(plan),
        onEvent: (event) => progress.event(event),
      })
      .finally(() => progress.end());
    const results = await demo.results(signal);
    const { understanding, quality, kpis, answers } = results;
    if (flags.json) return print(JSON.stringify({ run_id: report.runId, ...results }, null, 2));
    print(
      report.steps.length === 0
        ? "Everything is up to date; nothing was computed again."
        : `${report.steps.length} tables from ${formatCount(report.rowsIn)} rows read, in ${formatDuration(report.elapsedMs)}.`,
    );
    print("\nWhat customers said, as the local models understood it\n");
    for (const line of understandingLines(understanding)) print(line);
    section("Quality: what was read, kept and set aside", quality);
    section("Sales: eight numbers, over the rows as they came and over the cleaned ones", kpis);
    for (const { title, rows } of answers) section(title, rows);
    // In the repository the command line is behind npm.
    const earshot =
      process.env["npm_lifecycle_event"] === "demo" ? "npm run -s earshot --" : "earshot";
    print("\nGo on:");
    print(`  ${earshot} report executive --config ${dir}/earshot.yaml`);
    print(`  ${earshot} sql --config ${dir}/earshot.yaml "SELECT * FROM quarantine.tickets"`);
    print(`  ${earshot} plan --config ${dir}/earshot.yaml`);

    function section(title: string, rows: readonly Record<string, unknown>[]): void {
      print(`\n${title}\n`);
      const columns = Object.keys(rows[0] ?? {});
      print(
        formatTable(
          columns,
          rows.slice(0, 12).map((row) => columns.map((name) => row[name])),
        ),
      );
      if (rows.length > 12) print(`… ${formatCount(rows.length - 12)} more`);
    }
  },
});
