import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { z } from "zod";

import { writeAnswer } from "../write-answer.ts";
import { defineCommand } from "../command.ts";
import { openCountProgress } from "../count-progress.ts";
import { isWatched, tell } from "../standard-error.ts";
import { formatTable } from "../table.ts";

export default defineCommand({
  name: "sql",
  summary: "Answers a SELECT over the lake's tables, or maintains them.",
  details:
    "Tables are named layer.table; a bare name is looked for in gold, silver, enriched, ops, then " +
    "quarantine. `tickets VERSION AS OF 3` and `tickets TIMESTAMP AS OF '2026-01-31 18:00:00'` read " +
    "an earlier version. CURRENT_DATE is the day of --as-of; times without zone are of time_zone, " +
    "and times are shown in it with their offset. " +
    "A SELECT can change nothing: no writing, no files, no network. Beside it run `OPTIMIZE table " +
    "[WHERE …] [ZORDER BY (…)]`, `VACUUM table [RETAIN 720 HOURS] [DRY RUN]`, several with a " +
    "semicolon between, and `DESCRIBE table`, `DESCRIBE HISTORY table` and `DESCRIBE DETAIL table`. " +
    "Functions that read texts: ai_analyze_sentiment(text), ai_classify(text, ARRAY('a', 'b')), " +
    "ai_extract(text, ARRAY('email', 'amount')), ai_summarize(text, max_words), ai_similarity(a, b), " +
    "ai_mask(text, ARRAY('person')), ai_gen(prompt) and ai_translate(text, 'es'): answered locally, or " +
    "by the language model of the settings, where one is set.",
  options: z.object({
    query: z
      .string()
      .optional()
      .meta({ positional: true })
      .describe("The SELECT; - reads it from standard input"),
    file: z
      .string()
      .optional()
      .meta({ short: "f", value: "path" })
      .describe("File that holds the SELECT"),
    format: z
      .enum(["table", "csv", "json", "parquet"])
      .optional()
      .describe("Form of the answer (default: table)"),
    output: z
      .string()
      .optional()
      .meta({ short: "o", value: "path" })
      .describe("File to write to, instead of standard output"),
    tables: z.boolean().default(false).describe("List the tables instead"),
    stats: z
      .boolean()
      .default(false)
      .describe("Say on standard error how many files and bytes of each table were read"),
  }),
  examples: [
    'sql "SELECT company_name, churn_risk_score FROM companies ORDER BY 2 DESC LIMIT 5"',
    "sql -f weekly.sql --format csv",
    'sql "SELECT * FROM gold.tickets" --format parquet -o tickets.parquet',
    "sql \"SELECT ai_classify(description, ARRAY('refund', 'login')) AS about, count(*) FROM tickets GROUP BY about\"",
    'sql "OPTIMIZE tickets ZORDER BY (created_at, priority)"',
    'sql "DESCRIBE HISTORY tickets"',
    "sql --tables",
  ],

  async run({ query, file, format, output, tables, stats }, context) {
    const { engine, flags, print, signal } = context;
    if (tables) {
      const ids = await engine().tables();
      print(
        flags.json
          ? JSON.stringify(ids, null, 2)
          : formatTable(
              ["table"],
              ids.map((id) => [id]),
            ),
      );
      return 0;
    }
    const sql = await readQuery(query, file);
    if (sql === undefined || sql.trim() === "") {
      tell('earshot: give a SELECT: earshot sql "SELECT …", or -f FILE, or - for standard input');
      return 2;
    }
    const progress = openCountProgress({ isShown: isWatched() && !flags.quiet });
    await writeAnswer(engine(), sql, {
      ...context,
      format: format ?? (flags.json ? "json" : "table"),
      output,
      stats,
      progress,
      signal,
    }).finally(() => progress.end());
    return 0;
  },
});

async function readQuery(
  query: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  if (file !== undefined) return readFile(file === "-" ? "/dev/stdin" : file, "utf8");
  if (query === "-" || (query === undefined && !process.stdin.isTTY)) return text(process.stdin);
  return query;
}
