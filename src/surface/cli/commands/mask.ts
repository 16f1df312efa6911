import { z } from "zod";

import { countryCode, languageCode } from "../../../core/config/privacy-settings.ts";
import { maskFiles, maskFormats, type MaskReport } from "../../engine/mask.ts";
import { openByteProgress } from "../byte-progress.ts";
import { defineCommand } from "../command.ts";
import { isWatched } from "../standard-error.ts";
import { formatCount } from "../table.ts";

export default defineCommand({
  name: "mask",
  summary: "Takes personal data out of text, CSV, JSON and NDJSON; or tells where it stands.",
  details:
    "Reads files or standard input and writes [EMAIL_1] and the like in place of what is personal; " +
    "everything else stays as it is, byte for byte. The same value has the same number within a " +
    "text, a row, or with --group the rows of a conversation that stand together. Without --column " +
    "or --field all columns or fields are masked. Files whose names end in .gz are unpacked, and " +
    "packed again where --output names one; a file that is there is replaced. Patterns and lists of " +
    "the settings count in all that is masked here.",
  options: z
    .object({
      files: z
        .array(z.string())
        .default([])
        .meta({ positional: true })
        .describe("Files, - for standard input; none: standard input"),
      output: z
        .string()
        .min(1)
        .optional()
        .meta({ short: "o", value: "path" })
        .describe("File to write, of several files a folder; default: standard output"),
      format: z
        .enum(maskFormats)
        .optional()
        .describe("Default: by the file's name, by --column or --field, else text"),
      column: z
        .array(z.string().min(1))
        .default([])
        .meta({ value: "name" })
        .describe("CSV column to mask, by name or number; may be given several times"),
      field: z
        .array(z.string().min(1))
        .default([])
        .meta({ value: "path" })
        .describe("JSON field to mask, such as customer.name; may be given several times"),
      group: z
        .string()
        .min(1)
        .optional()
        .meta({ value: "name" })
        .describe("CSV column or NDJSON field whose value tells which rows are one conversation"),
      delimiter: z
        .string()
        .length(1)
        .optional()
        .describe("CSV delimiter; default: the one of , ; tab | that is most in the first line"),
      encoding: z
        .string()
        .refine(isEncoding, "no encoding of that name; such as windows-1252")
        .optional()
        .describe("How the input is written; default: UTF-8, as is the output"),
      spans: z
        .boolean()
        .default(false)
        .describe(
          'Read lines {"id","text","locale"?,"crm"?}, write lines {"id","spans":[{"start","end","type"}]}',
        ),
      country: countryCode
        .optional()
        .meta({ value: "code" })
        .describe("Likely country, such as BR"),
      language: languageCode
        .optional()
        .meta({ value: "code" })
        .describe("Likely language, such as pt"),
      people: z.boolean().default(true).describe("Don't look for names of people"),
      addresses: z.boolean().default(true).describe("Don't look for postal addresses"),
      locations: z.boolean().default(false).describe("Look for towns and countries too"),
    })
    .refine(({ column, field }) => column.length === 0 || field.length === 0, {
      path: ["column"],
      message: "columns are of CSV and fields of JSON; give one of the two",
    }),
  stopped: "stopped; a file of --output is as it was before",

  examples: [
    "mask letter.txt",
    "mask tickets.csv --column subject --column description -o masked.csv",
    "mask chats.ndjson.gz --field body --group conversation_id -o masked.ndjson.gz",
    "mask --spans rows.jsonl --country BR",
  ],

  async run({ column, field, ...options }, { flags, note, print, signal, write }) {
    const isShown = isWatched() && !flags.quiet;
    const progress = openByteProgress({ isShown: isShown && isElsewhere(options.output) });
    if (isShown && options.files.length === 0 && process.stdin.isTTY)
      note("reading what you type; Ctrl-D ends it");
    const report = await maskFiles({
      ...options,
      columns: column,
      fields: field,
      config: flags.config,
      write,
      signal,
      onProgress: (bytesDone, bytesTotal) => progress.update(bytesDone, bytesTotal),
    }).finally(() => progress.end());
    if (flags.json && options.output !== undefined) print(JSON.stringify(report, null, 2));
    else note(summaryOf(report));
  },
});

/** Whether the answer does not go to the terminal that shows the progress. */
function isElsewhere(output: string | undefined): boolean {
  return output !== undefined || !process.stdout.isTTY;
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== "";
  } catch {
    return false;
  }
}

function summaryOf({ rows, values }: MaskReport): string {
  const counts = Object.entries(values).map(([type, count]) => `${type} ${formatCount(count)}`);
  const total = Object.values(values).reduce((sum, count) => sum + count, 0);
  const where = `in ${formatCount(rows)} ${rows === 1 ? "text" : "texts"}`;
  if (total === 0) return `nothing personal found ${where}`;
  const found = total === 1 ? "1 value" : `${formatCount(total)} values`;
  return `${found} found ${where}: ${counts.join(", ")}`;
}
