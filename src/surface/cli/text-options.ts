import { z } from "zod";

import type { CommandContext } from "./command.ts";
import { isWatched } from "./standard-error.ts";

/** Options of commands that ask something about texts. */
export const textOptions = {
  texts: z
    .array(z.string())
    .default([])
    .meta({ positional: true })
    .describe("Texts; none, and no files: standard input, a text a line"),
  file: z
    .array(z.string().min(1))
    .default([])
    .meta({ short: "f", value: "path" })
    .describe("File of texts: CSV, NDJSON, or a text a line; may be given several times"),
  column: z
    .string()
    .min(1)
    .optional()
    .meta({ value: "name" })
    .describe("CSV column or NDJSON field that holds the text; default: text"),
};

/** Tells somebody who gave no text that the keyboard is read. */
export function noteTyping(
  { texts, file }: { texts: readonly string[]; file: readonly string[] },
  { note }: Pick<CommandContext, "note">,
): void {
  const isTyped = texts.length === 0 && file.length === 0 && process.stdin.isTTY;
  if (isTyped && isWatched()) note("reading what you type, a text a line; Ctrl-D ends it");
}
