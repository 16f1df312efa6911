import { z } from "zod";

import { evaluateModel } from "../../engine/learn.ts";
import { defineCommand } from "../command.ts";
import { openCountProgress } from "../count-progress.ts";
import { evaluationLines } from "../evaluation-text.ts";
import { fieldOptions } from "../labelled-options.ts";
import { isWatched } from "../standard-error.ts";
import { formatCount } from "../table.ts";
import { evaluateJson, evaluateNotes } from "../train-text.ts";

export default defineCommand({
  name: "evaluate",
  summary: "Tells how good a model is on labelled texts.",
  details:
    "Judges the champion of a task, or --version, on a file of labelled texts; with --train, a model " +
    "that is trained on that file and not kept. Accuracy has Wilson's 95 % interval, calibration is " +
    "the expected calibration error over 10 bins. Files are those of `earshot train`; where rows say " +
    "their `language`, there are figures for each.",
  options: z
    .object({
      task: z.string().meta({ positional: true }).describe("Model, such as category"),
      test: z
        .array(z.string())
        .default([])
        .meta({ value: "file" })
        .describe("Labelled texts to judge on; may be given several times"),
      train: z
        .array(z.string())
        .default([])
        .meta({ value: "file" })
        .describe("Labelled texts to train on first; may be given several times"),
      version: z
        .string()
        .optional()
        .describe("A version: a number, champion, candidate, or shipped (default: champion)"),
      model: z
        .string()
        .optional()
        .meta({ value: "folder" })
        .describe("Folder of a model in ONNX to judge instead"),
      ...fieldOptions,
    })
    .refine(({ test }) => test.length > 0, { path: ["test"], message: "give a file" })
    .refine(
      ({ train, version, model }) =>
        model === undefined || (train.length === 0 && version === undefined),
      { path: ["model"], message: "it is a model already; give it without --train and --version" },
    )
    .refine(({ train, version }) => train.length === 0 || version === undefined, {
      path: ["version"],
      message: "a version is there already; give it or --train",
    }),
  examples: [
    "evaluate category --test labelled.csv",
    "evaluate category --version candidate --test labelled.csv --json",
    "evaluate intents --train train.ndjson.gz --test test.ndjson.gz",
  ],
  stopped: "stopped; nothing was changed",

  async run(options, { flags, note, print, signal }) {
    const progress = openCountProgress({ isShown: isWatched() && !flags.quiet });
    const report = await evaluateModel(flags, {
      ...options,
      signal,
      onProgress: (phase, done, total) => progress.update(phase, done, total),
    }).finally(() => progress.end());
    for (const told of evaluateNotes(report)) note(told);
    if (flags.json) return print(JSON.stringify(evaluateJson(report), null, 2));
    const { task, version, trainCount, evaluation } = report;
    const trained = trainCount === undefined ? "" : `, trained on ${formatCount(trainCount)} rows`;
    print(`${task}${version === undefined ? "" : ` ${version}`}${trained}`);
    print();
    for (const line of evaluationLines(evaluation)) print(line);
  },
});
