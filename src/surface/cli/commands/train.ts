import { stat } from "node:fs/promises";

import { z } from "zod";

import { checkModel } from "../../engine/label.ts";
import { trainModel } from "../../engine/learn.ts";
import { defineCommand } from "../command.ts";
import { openCountProgress } from "../count-progress.ts";
import { checkJson, checkText } from "../label-text.ts";
import { fieldOptions } from "../labelled-options.ts";
import { isWatched } from "../standard-error.ts";
import { trainJson, trainLines, trainNotes } from "../train-text.ts";

export default defineCommand({
  name: "train",
  summary: "Trains a model on your own labelled texts.",
  details:
    "Reads CSV or NDJSON, gzipped or not, with a text and a label, or tags, in each row. Texts are " +
    "masked first. The model is judged by texts that it had not seen (5 folds), registered as a " +
    "version, and made champion when it is better than the present one with significance, or when " +
    "there is none. Labels that people gave (`earshot label import`) are trained on too, and count where " +
    "a file says something else of the same text. The task is any name of yours, or category, subcategory, sentiment, tags, " +
    "urgency or frustration, which have labels of their own. The same rows again make no new version.",
  options: z.object({
    task: z
      .string()
      .meta({ positional: true })
      .describe("Model, such as category or returns-reason"),
    data: z
      .array(z.string())
      .default([])
      .meta({ value: "file" })
      .describe(
        "Labelled texts, beside those that people gave labels; may be given several times. A folder is the data folder, as everywhere",
      ),
    ...fieldOptions,
    folds: z
      .int()
      .min(2)
      .max(20)
      .default(5)
      .meta({ value: "number" })
      .describe("Parts that it is judged in (default: 5)"),
    promote: z.boolean().default(true).describe("Register it only, whatever it is worth"),
    ifNeeded: z
      .boolean()
      .default(false)
      .describe("Only if the champion does worse on people's newest corrections; see models check"),
  }),
  examples: [
    "train returns-reason --data returns.csv",
    "train category --data tickets.ndjson.gz --text-field body --label-field team --no-promote",
    "train category --if-needed",
    "train themes --data survey.csv --tags-field themes --json",
  ],
  stopped: "stopped; no version was registered, and the champion is as it was",

  async run({ data, folds, promote, ifNeeded, ...options }, context) {
    const { note, print, signal } = context;
    const { files, folder } = await partPaths(data);
    const flags = folder === undefined ? context.flags : { ...context.flags, data: folder };
    if (ifNeeded) {
      const check = await checkModel(flags, { task: options.task, signal });
      if (!check.isNeeded)
        return print(flags.json ? JSON.stringify(checkJson(check), null, 2) : checkText(check));
      note(checkText(check));
    }
    const progress = openCountProgress({ isShown: isWatched() && !flags.quiet });
    const report = await trainModel(flags, {
      ...options,
      files,
      foldCount: folds,
      isPromoted: promote,
      signal,
      onProgress: (phase, done, total) => progress.update(phase, done, total),
    }).finally(() => progress.end());
    for (const told of trainNotes(report)) note(told);
    if (flags.json) print(JSON.stringify(trainJson(report), null, 2));
    else for (const line of trainLines(report)) print(line);
  },
});

/** Elsewhere `--data` is the data folder: so it is here, where it names a folder. */
async function partPaths(
  paths: readonly string[],
): Promise<{ files: string[]; folder: string | undefined }> {
  const kinds = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      ),
    ),
  );
  return {
    files: paths.filter((_, i) => kinds[i] === false),
    folder: paths.find((_, i) => kinds[i] === true),
  };
}
