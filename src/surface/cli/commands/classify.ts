import { z } from "zod";

import { classifyTexts } from "../../engine/ask-texts.ts";
import { printAnswers } from "../answered-text.ts";
import { defineCommand } from "../command.ts";
import { openCountProgress } from "../count-progress.ts";
import { isWatched } from "../standard-error.ts";
import { noteTyping, textOptions } from "../text-options.ts";

export default defineCommand({
  name: "classify",
  summary: "Gives texts the label that fits them best.",
  details:
    "Texts come as arguments, from files, or a line each from standard input; they are masked first. " +
    "Labels that a model in use knows (categories, sentiments, those of a task that you trained) are " +
    "told by that model, with a calibrated confidence; any others by how near their words are to the " +
    "text, which is a first guess: train a model (`earshot train`) or set a language model for more. " +
    "A text without a letter gets no label. It is what ai_classify does in `earshot sql`.",
  options: z
    .object({
      ...textOptions,
      labels: z
        .string()
        .optional()
        .meta({ value: "a,b,c" })
        .describe("Labels to choose from, separated by commas"),
      task: z
        .string()
        .min(1)
        .optional()
        .meta({ value: "name" })
        .describe("Task whose model says which labels there are, such as category or sentiment"),
    })
    .refine(({ labels, task }) => (labels === undefined) !== (task === undefined), {
      path: ["labels"],
      message: "give --labels refund,delivery or --task category, one of the two",
    }),
  examples: [
    'classify "I want my money back" --labels refund,delivery,login',
    "classify --task category < messages.txt",
    "classify -f tickets.csv --column description --task sentiment --json",
  ],
  stopped: "stopped; nothing was written",

  async run({ texts, file, column, labels, task }, context) {
    const { flags, note, signal } = context;
    noteTyping({ texts, file }, context);
    const progress = openCountProgress({ isShown: isWatched() && !flags.quiet });
    const asked = await classifyTexts(flags, {
      texts,
      files: file,
      field: column,
      labels: labels
        ?.split(",")
        .map((label) => label.trim())
        .filter((label) => label !== ""),
      task,
      signal,
      onWarning: note,
      onProgress: (what, done, total) => progress.update(what, done, total),
    }).finally(() => progress.end());
    printAnswers(asked, "label", context);
  },
});
