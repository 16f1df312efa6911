import { z } from "zod";

import { countryCode, languageCode } from "./privacy-settings.ts";
import { timeZone } from "./time-zone.ts";

const field = z.union([z.string().min(1), z.int().min(0)]);

/** Where the messages of a nested chat stand, and which of their fields is what. */
const messages = z
  .strictObject({
    path: z
      .string()
      .optional()
      .describe("Column that holds the list; absent: each row is one message"),
    message_id: field.optional().describe("Field with the message's id; default: its position"),
    body: field.describe("Field (or list position) with what was said"),
    author: field.optional().describe("Field that says who speaks: customer, agent, system, …"),
    author_id: field.optional().describe("Field with the author's id"),
    author_name: field.optional().describe("Field with the author's name"),
    sent_at: field.optional().describe("Field with the time of the message"),
    message_type: field.optional().describe("Field with the kind of message"),
  })
  .describe("The messages inside each row of a conversation");

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== "";
  } catch {
    return false;
  }
}

/** One source of rows, as the settings declare it. */
export const SourceSettings = z.strictObject({
  kind: z.literal("file").default("file").describe("How the rows are read"),
  path: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe("File or glob, or a list of them, from the folder of the settings file"),
  format: z
    .enum(["csv", "json", "ndjson", "parquet"])
    .optional()
    .describe("Default: by the file's name, also with .gz"),
  rows: z
    .string()
    .min(1)
    .optional()
    .describe(
      "List that holds the records of a JSON file that is one object, such as tickets; data/tickets for one inside data",
    ),
  entity: z
    .string()
    .optional()
    .describe("What a row is, such as ticket; absent: kept in bronze only"),
  system: z.string().min(1).optional().describe("Owner of the ids; default: the folder's name"),
  columns: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'Entity column: source column; columns of the same name need no entry, "" leaves one out, _content_hash identifies rows without an id',
    ),
  values: z
    .record(z.string(), z.record(z.string(), z.string()))
    .default({})
    .describe("Entity column: {value in the source: value to take}"),
  messages: messages.optional(),
  dates: z
    .enum(["dmy", "mdy"])
    .default("dmy")
    .describe("Order of day and month in dates such as 03/04/2026"),
  decimal: z.enum([".", ","]).default(".").describe("Decimal mark of numbers"),
  time_zone: timeZone
    .optional()
    .describe("Zone of times that name none; default: the setting time_zone"),
  country: countryCode
    .optional()
    .describe("Country whose phones, ids and addresses are likely; default: privacy.country"),
  language: languageCode
    .optional()
    .describe("Language the texts are likely in; default: privacy.language"),
  encoding: z
    .string()
    .refine(isEncoding, "no encoding of that name; such as windows-1252")
    .optional()
    .describe("How CSV and JSON texts are written, such as windows-1252; default: UTF-8"),
  delimiter: z
    .string()
    .length(1)
    .optional()
    .describe("CSV delimiter; default: the one of , ; tab | that is most in the first line"),
  quote: z.string().max(1).optional().describe('CSV quote character, "" for none; default: "'),
  escape: z
    .string()
    .length(1)
    .optional()
    .describe("CSV character before a quote inside quotes; default: the quote itself"),
  header: z.boolean().default(true).describe("Whether the first CSV line names the columns"),
  skip_lines: z
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe("CSV lines before the first that counts, such as a title; default: none"),
});
export type SourceSettings = z.infer<typeof SourceSettings>;
