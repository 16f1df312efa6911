import { z } from "zod";

import { exportLabels, importLabels, labelStatus } from "../../engine/label.ts";
import { defineCommand, type CommandContext } from "../command.ts";
import { openCountProgress } from "../count-progress.ts";
import { statusJson, statusTable } from "../label-text.ts";
import { isWatched, tell } from "../standard-error.ts";
import { formatCount } from "../table.ts";

export default defineCommand({
  name: "label",
  summary: "Gives out the texts most worth a label, and takes people's labels back.",
  details:
    "`export` writes those texts of the lake that a model would learn most from: it is least sure of " +
    "them, and they are unlike each other and those that have a label. Somebody fills in the column " +
    "label. `import` takes the file back: labels are kept in the data folder with who gave them and " +
    "when, a later label of a text counts, and `earshot train` learns from them. `status` tells how " +
    "many there are. Texts are masked throughout.",
  options: z.object({
    action: z
      .enum(["export", "import", "status"])
      .meta({ positional: true })
      .describe("What to do"),
    task: z.string().optional().meta({ positional: true }).describe("Model, such as category"),
    file: z.string().optional().meta({ positional: true }).describe("With import: the file"),
    out: z
      .string()
      .optional()
      .meta({ short: "o", value: "file" })
      .describe("With export: file to write, .csv or .ndjson"),
    most: z
      .int()
      .min(1)
      .max(1_000)
      .default(100)
      .meta({ value: "number" })
      .describe("With export: texts to write (default: 100)"),
    force: z.boolean().default(false).describe("With export: replace a file that is there"),
    by: z.string().min(1).optional().describe("With import: who gave the labels (default: you)"),
  }),
  examples: [
    "label export category --out to-label.csv",
    "label export returns-reason --out to-label.ndjson --most 50",
    "label import category to-label.csv --by ana",
    "label status",
  ],
  stopped: "stopped; a file and the labels are as they were, or whole",

  run(options, context) {
    return { export: give, import: take, status }[options.action](options, context);
  },
});

type Options = {
  task?: string | undefined;
  file?: string | undefined;
  out?: string | undefined;
  most: number;
  force: boolean;
  by?: string | undefined;
};

async function give(
  { task, out, most, force }: Options,
  { flags, print, signal }: CommandContext,
): Promise<number> {
  if (task === undefined || out === undefined) return lacks("export TASK --out FILE");
  const progress = openCountProgress({ isShown: isWatched() && !flags.quiet });
  const { rowCount, textCount, champion } = await exportLabels(flags, {
    task,
    output: out,
    most,
    force,
    signal,
    onProgress: (phase, done, total) => progress.update(phase, done, total),
  }).finally(() => progress.end());
  if (flags.json) {
    print(JSON.stringify({ task, out, rows: rowCount, texts: textCount, champion }, null, 2));
    return 0;
  }
  const how =
    champion === null
      ? "that are unlike each other"
      : `that ${task} ${champion} is least sure of, unlike each other`;
  print(
    `${formatCount(rowCount)} texts ${how}, of ${formatCount(textCount)} without a label.\n` +
      `Fill in the column label of ${out}, then: earshot label import ${task} ${out}`,
  );
  return 0;
}

async function take(
  { task, file, by }: Options,
  { flags, note, print, signal }: CommandContext,
): Promise<number> {
  if (task === undefined || file === undefined) return lacks("import TASK FILE");
  const report = await importLabels(flags, { task, file, by, signal });
  const { labelCount, newCount, unlabelledCount, repeatedCount, disagreeingCount } = report;
  if (disagreeingCount > 0) {
    const texts = disagreeingCount === 1 ? "1 text has" : `${disagreeingCount} texts have`;
    note(`warning: ${texts} different labels in the file; the commonest counts, or the last`);
  }
  if (flags.json) {
    const counts = { labels: labelCount, new: newCount, unlabelled_rows: unlabelledCount };
    const doubts = { repeated_rows: repeatedCount, disagreeing_texts: disagreeingCount };
    print(JSON.stringify({ task, ...counts, ...doubts }, null, 2));
    return 0;
  }
  const left = unlabelledCount === 0 ? "" : ` ${formatCount(unlabelledCount)} rows have none yet.`;
  print(
    `${formatCount(labelCount)} labels, ${formatCount(newCount)} of them new.${left}\n` +
      `They count from the next training on: earshot train ${task}`,
  );
  return 0;
}

async function status({ task }: Options, { flags, print }: CommandContext): Promise<number> {
  const statuses = await labelStatus(flags, task);
  if (flags.json) print(JSON.stringify(statusJson(statuses), null, 2));
  else print(statuses.length === 0 ? "Nobody has labelled anything yet." : statusTable(statuses));
  return 0;
}

function lacks(usage: string): number {
  tell(`earshot: earshot label ${usage}`);
  return 2;
}
