import { EarshotError } from "../../core/base/errors.ts";
import { listTables } from "../../flow/pipeline/lake.ts";
import { executiveReport } from "../../flow/report/executive-report.ts";
import { formatMarkdown } from "../../flow/report/markdown.ts";
import { reportJson } from "../../flow/report/report-json.ts";
import type { Row } from "../../storage/duckdb/connection.ts";
import type { Earshot } from "./engine.ts";

/** Nothing was understood yet that a report could tell of. */
class NothingToReportError extends EarshotError {
  readonly code = "NOTHING_TO_REPORT";
  readonly kind = "missing";
}

export type ReportInput = {
  /** Days up to and with the day of `as_of`. */
  days: number;
  signal?: AbortSignal | undefined;
};

/** A report in its forms. */
export type MadeReport = { markdown: string; json: ReturnType<typeof reportJson> };

/**
 * Makes the executive report out of what stands in the lake, as of the instant that Earshot was
 * opened with.
 *
 * @throws NothingToReportError when no run has made gold.customer_insights yet.
 */
export async function reportExecutive(
  earshot: Earshot,
  { days, signal }: ReportInput,
): Promise<MadeReport> {
  const tables = await listTables(earshot.lake);
  if (!tables.includes("gold.customer_insights")) {
    throw new NothingToReportError(
      `there is nothing to report on in ${earshot.lake.folder} yet; \`earshot run\` reads the sources and understands them`,
    );
  }
  const ask = async (sql: string) => {
    await using answer = await earshot.query(sql, { signal });
    const rows: Row[] = [];
    for await (const chunk of answer.chunks)
      for (const row of chunk)
        rows.push(Object.fromEntries(answer.columns.map((name, i) => [name, row[i] ?? null])));
    return { rows, reads: answer.reads };
  };
  const { report: settings } = earshot.settings.settings;
  const report = await executiveReport(ask, { days, settings });
  return { markdown: formatMarkdown(report), json: reportJson(report) };
}
