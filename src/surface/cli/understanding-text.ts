import type { Understanding } from "../engine/demo-understanding.ts";
import { formatCount } from "./table.ts";

const widthMax = 100;
const linesMax = 3;
const indent = " ".repeat(14);

/** What conversations say, a line each for what leaders ask first; none is wider than 100 columns. */
export function understandingLines(said: Understanding): string[] {
  const { issues, sentiment, emerging, accounts, urgent } = said;
  const [counts = {}] = said.counts;
  const total = Number(counts["conversations"] ?? 0);
  const unknown = total - Number(counts["understood"] ?? 0);
  if (total === 0) return ["No conversations."];
  const line = (name: string, rows: readonly Row[], show: (row: Row) => string): string[] =>
    rows.length === 0 ? [] : [`  ${name.padEnd(11)} ${rows.map(show).join(", ")}`];
  return [
    `  ${"read".padEnd(11)} ${formatCount(total)} conversations, ${formatCount(unknown)} of them not understood`,
    ...line(
      "about",
      issues,
      (row) => `${spoken(row["issue_type"])} ${shown(row["conversations"])}`,
    ),
    ...line(
      "they feel",
      sentiment,
      (row) => `${shown(row["percent"])} % ${spoken(row["sentiment"])}`,
    ),
    ...line(
      "growing",
      emerging,
      (row) =>
        `${spoken(row["issue_type"])}: ${shown(row["conversations"])} in the week of ${shown(row["week"])}, ${shown(row["ratio"])} times what was to be expected`,
    ),
    ...line(
      "at risk",
      accounts,
      (row) =>
        `${shown(row["accounts"])} accounts, first ${shown(row["name"] ?? row["account_id"])}: ${shown(row["reason"])}`,
    ),
    ...line(
      "do first",
      urgent,
      (row) => `${shown(row["conversation_id"])} ${shown(row["ai_insight"])}`,
    ),
  ].flatMap(wrap);
}

type Row = Readonly<Record<string, unknown>>;

function shown(value: unknown): string {
  if (typeof value === "number") return formatCount(value);
  return typeof value === "string" ? value.replaceAll(/\s+/g, " ") : "";
}

/** `PIX_PROBLEM` as `pix problem`. */
function spoken(code: unknown): string {
  return shown(code).replaceAll("_", " ").toLowerCase();
}

/** A line as up to three, broken between words, the others under its text. */
function wrap(line: string): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > widthMax && lines.length < linesMax - 1) {
    const space = rest.lastIndexOf(" ", widthMax);
    if (space <= indent.length) break;
    lines.push(rest.slice(0, space));
    rest = indent + rest.slice(space + 1);
  }
  const last = rest.length <= widthMax ? rest : `${rest.slice(0, widthMax - 1).toWellFormed()}…`;
  return [...lines, last];
}
