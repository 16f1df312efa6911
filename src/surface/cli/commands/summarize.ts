import { z } from "zod";

import { summarizeTexts } from "../../engine/ask-texts.ts";
import { printAnswers } from "../answered-text.ts";
import { defineCommand } from "../command.ts";
import { openCountProgress } from "../count-progress.ts";
import { isWatched } from "../standard-error.ts";
import { noteTyping, textOptions } from "../text-options.ts";

export default defineCommand({
  name: "summarize",
  summary: "Says in a few words what texts are about.",
  details:
    "Texts come as arguments, from files, or a line each from standard input; they are masked first. " +
    "A summary is made of the text's own sentences, without greeting, signature and quoted replies; " +
    "where the settings name a language model, that one writes it. It is what ai_summarize does in " +
    "`earshot sql`.",
  options: z.object({
    ...textOptions,
    words: z
      .int()
      .min(0)
      .max(10_000)
      .default(50)
      .meta({ value: "number" })
      .describe("Most words of a summary; 0: any number (default: 50)"),
  }),
  examples: [
    'summarize "Hello, the terminal is broken since Monday. We can not sell. Please send a new one." --words 8',
    "summarize -f tickets.csv --column description --words 12",
    "summarize --json < messages.txt",
  ],
  stopped: "stopped; nothing was written",

  async run({ texts, file, column, words }, context) {
    const { flags, note, signal } = context;
    noteTyping({ texts, file }, context);
    const progress = openCountProgress({ isShown: isWatched() && !flags.quiet });
    const asked = await summarizeTexts(flags, {
      texts,
      files: file,
      field: column,
      wordCountMax: words,
      signal,
      onWarning: note,
      onProgress: (what, done, total) => progress.update(what, done, total),
    }).finally(() => progress.end());
    printAnswers(asked, "summary", context);
  },
});
