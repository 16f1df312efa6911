import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Entity } from "../../core/domain/entity.ts";
import type { Row } from "../../storage/duckdb/connection.ts";
import type { MissingColumn } from "../ingest/mapping.ts";
import type { SqlModel } from "../warehouse/sql-model.ts";
import type { Finding } from "./lake.ts";

const info = (rule: string, value: number, column: string | null = null): Finding => {
  return { rule, column, severity: "info", value, threshold: null, passed: true };
};

const limited = (
  severity: "warning" | "error",
  rule: string,
  value: number,
  column: string | null,
): Finding => {
  return { rule, column, severity, value, threshold: 0, passed: value === 0 };
};

/** The check that counts rows of a key that has a later one. */
export const supersededRule = "superseded by a later row of the same key";

/** What a landing says of lines that it could not read. */
export function linesSetAside(count: number): Finding {
  return limited("error", "lines set aside", count, null);
}

/** What a landing says of files without a column that others have. */
export function filesWithoutColumn({ column, fileCount }: MissingColumn): Finding {
  return limited("warning", "files without this column", fileCount, column);
}

/** SELECTs over an entity's judged rows; {@link entityFindings} reads their results. */
export function entityFindingQueries(
  entity: Entity,
  judged: string,
): { totals: string; notes: string } {
  const nulls = Object.keys(entity.columns).map(
    (name) =>
      `count(*) FILTER (WHERE _rank = 1 AND ${quoteName(name)} IS NULL) AS ${quoteName(`null ${name}`)}`,
  );
  const note = (kind: string, list: string, where: string): string =>
    `SELECT '${kind}' AS kind, unnest(${list}) AS note FROM ${judged} WHERE ${where} AND len(${list}) > 0`;
  const good = "_rank = 1";
  return {
    totals: `
      SELECT count(*) AS rows_in, count(*) FILTER (WHERE _rank = 1) AS rows_out,
        count(*) FILTER (WHERE len(_reasons) > 0) AS quarantined,
        count(*) FILTER (WHERE _rank > 1) AS superseded, ${nulls.join(", ")}
      FROM ${judged}`,
    notes: `
      SELECT kind, note, count(*) AS n FROM (
        ${note("reason", "_reasons", "len(_reasons) > 0")} UNION ALL
        ${note("warning", "_warnings", good)} UNION ALL
        ${note("unknown", "_origin.unknown", good)} UNION ALL
        ${note("imputed", "_origin.imputed", good)})
      GROUP BY ALL ORDER BY kind, note`,
  };
}

/** What the checks of an entity found, the same order each time. */
export function entityFindings(entity: Entity, totals: Row, notes: readonly Row[]): Finding[] {
  const count = (name: string): number => Number(totals[name] ?? 0);
  const findings = [
    info("rows in", count("rows_in")),
    info("rows out", count("rows_out")),
    info(supersededRule, count("superseded")),
    limited("error", "quarantined", count("quarantined"), null),
  ];
  for (const { kind, note, n } of notes) {
    const text = typeof note === "string" ? note : "";
    const column = text.split(" ")[0] ?? null;
    if (kind === "reason") findings.push(limited("error", text, Number(n), column));
    if (kind === "warning") findings.push(limited("warning", text, Number(n), column));
    if (kind === "unknown")
      findings.push(limited("warning", "word that the enumeration does not know", Number(n), text));
    if (kind === "imputed") findings.push(info("took its default", Number(n), text));
  }
  for (const name of Object.keys(entity.columns))
    findings.push(info("empty", count(`null ${name}`), name));
  return findings;
}

/** What a stage says of answers that it took over from an earlier run. */
export function answerFindings({
  taken,
  answered,
}: Record<"taken" | "answered", number>): Finding[] {
  return [info("answers taken over", taken), info("answers made", answered)];
}

/** SELECT that counts what a model's header lets check: rows, repeats of the grain, conditions. */
export function modelFindingQuery(model: SqlModel, result: string): string {
  const grain = model.grain.map(quoteName).join(", ");
  const checks = Object.entries(model.columns)
    .filter(([, { check }]) => check !== undefined)
    .map(
      ([name, { check }]) =>
        `count(*) FILTER (WHERE NOT (${quoteName(name)} ${check})) AS ${quoteName(`check ${name}`)}`,
    );
  return `
    SELECT ${["count(*) AS rows_out", ...checks].join(", ")},
      (SELECT count(*) FROM (SELECT 1 FROM ${result} GROUP BY ${grain} HAVING count(*) > 1)) AS repeated
    FROM ${result}`;
}

/** What the checks of a model found. */
export function modelFindings(model: SqlModel, totals: Row, rowsIn: number): Finding[] {
  const findings = [
    info("rows in", rowsIn),
    info("rows out", Number(totals["rows_out"] ?? 0)),
    limited(
      "error",
      `one row for each ${model.grain.join(", ")}`,
      Number(totals["repeated"] ?? 0),
      null,
    ),
  ];
  for (const [name, { check }] of Object.entries(model.columns)) {
    if (check === undefined) continue;
    findings.push(limited("error", `${name} ${check}`, Number(totals[`check ${name}`] ?? 0), name));
  }
  return findings;
}

/** Rows of `ops.quality` for what a table's step found. */
export function qualityRows(
  table: string,
  runId: string,
  at: Date,
  findings: readonly Finding[],
): string {
  const rows = findings.map(({ rule, column, severity, value, threshold, passed }) => {
    const values = [runId, table, rule].map(quoteText);
    const columnSql = column === null ? "NULL" : quoteText(column);
    const limit = threshold === null ? "NULL" : String(threshold);
    return `(${values.join(", ")}, ${columnSql}, ${quoteText(severity)}, ${value}, ${limit}, ${passed}, TIMESTAMPTZ ${quoteText(at.toISOString())})`;
  });
  return `
    SELECT CAST(run_id AS VARCHAR) AS run_id, CAST(table_name AS VARCHAR) AS table_name, CAST(rule AS VARCHAR) AS rule,
      CAST(column_name AS VARCHAR) AS column_name, CAST(severity AS VARCHAR) AS severity,
      CAST(value AS DOUBLE) AS value, CAST(threshold AS DOUBLE) AS threshold, passed, recorded_at
    FROM (VALUES ${rows.join(",\n")})
      AS t(run_id, table_name, rule, column_name, severity, value, threshold, passed, recorded_at)`;
}
