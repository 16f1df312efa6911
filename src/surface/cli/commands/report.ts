import { writeFile } from "node:fs/promises";
import { z } from "zod";

import { reportExecutive } from "../../engine/report.ts";
import { defineCommand } from "../command.ts";
import { openProgress } from "../progress.ts";
import { isWatched } from "../standard-error.ts";

export default defineCommand({
  name: "report",
  summary: "Writes what customers said in the last days: main issues, trends, recommendations.",
  details:
    "`executive` is one report of all conversations of the last days (with the day of --as-of): " +
    "headline numbers, the main issues with typical quotes, what changed, and what to do. Each ticket " +
    "or chat is one conversation, which the run summed up and judged; the report counts them, and " +
    "quotes masked summaries only where enough customers said the same (settings under report). " +
    "Every number is a value of a query, named behind it in brackets; the queries stand at the end, to be " +
    "asked again with `earshot sql`. Recommendations follow from those numbers by rules. It tells of " +
    "what the last run left; --run brings the lake up to date first.",
  options: z.object({
    kind: z.enum(["executive"]).meta({ positional: true }).describe("Which report"),
    days: z
      .int()
      .min(1)
      .max(366)
      .default(7)
      .meta({ value: "number" })
      .describe("Days it is about, up to the day of --as-of (default: 7)"),
    out: z
      .string()
      .optional()
      .meta({ short: "o", value: "file" })
      .describe("File to write to, instead of standard output"),
    run: z.boolean().default(false).describe("Bring the lake up to date first"),
  }),
  examples: [
    "report executive",
    "report executive --days 30 --out november.md",
    "report executive --run --json",
    "report executive --as-of 2026-01-31",
  ],

  async run({ days, out, run }, { engine, flags, note, write, signal }) {
    const earshot = engine();
    if (run) {
      const progress = openProgress({ isTerminal: isWatched() && !flags.quiet, note });
      await earshot
        .run({
          signal,
          onPlan: (plan) => progress.plan(plan),
          onEvent: (event) => progress.event(event),
        })
        .finally(() => progress.end());
    }
    const { markdown, json } = await reportExecutive(earshot, { days, signal });
    const text = flags.json ? `${JSON.stringify(json, null, 2)}\n` : markdown;
    if (out === undefined) return await write(text);
    await writeFile(out, text);
    note(`wrote ${out}`);
  },
});
