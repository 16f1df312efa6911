import { escapeMarkdown } from "./escape-markdown.ts";
import {
  isNumeric,
  type Block,
  type Cell,
  type Part,
  type Parts,
  type Report,
} from "./document.ts";
import { showCell } from "./show-cell.ts";
import type { Told } from "./report-queries.ts";

/**
 * A report as Markdown. Behind every line and above every table stand the queries its values come
 * from, `[totals]`, each a link to its SQL at the end. Whatever comes out of a table is escaped.
 */
export function formatMarkdown(report: Report): string {
  const lines = [`# ${words(report.title)}${marks(report.title)}`];
  for (const block of report.blocks) lines.push("", ...blockLines(block));
  lines.push("", "## How to check", "", checkText);
  for (const told of report.queries) lines.push("", ...queryLines(told));
  lines.push("", ...report.queries.map(({ id }) => `[${id}]: #${id}`));
  return `${lines.join("\n")}\n`;
}

const checkText =
  "Every number above is a value of the query that is named behind it. Ask each with `earshot sql`, " +
  "with `--as-of` as the report says; it gives the same as long as the tables stand at the versions named.";

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case "heading":
      return [`${"#".repeat(block.level)} ${words(block.parts)}${marks(block.parts)}`];
    case "paragraph":
      return [words(block.parts) + marks(block.parts)];
    case "list":
      return block.items.map((item) => `- ${words(item)}${marks(item)}`);
    case "quote":
      return [
        `> “${show(block.text)}” (conversation ${show(block.conversation)})${marks([block.text])}`,
      ];
    default:
      return tableLines(block);
  }
}

function tableLines({ head, rows }: Extract<Block, { kind: "table" }>): string[] {
  const isRight = head.map((_, i) => rows.every((row) => isNumeric(row[i]?.form ?? "text")));
  const shown = rows.map((row) => row.map(show));
  const widths = head.map((name, i) =>
    Math.max(3, name.length, ...shown.map((row) => row[i]?.length ?? 0)),
  );
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, i) => (isRight[i] === true ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))).join(" | ")} |`;
  const rule = widths.map(
    (width, i) => `${"-".repeat(width - 1)}${isRight[i] === true ? ":" : "-"}`,
  );
  return [marks(rows.flat()).trim(), "", line(head), line(rule), ...shown.map(line)];
}

function queryLines({ id, title, sql, versions }: Told): string[] {
  const tables = Object.entries(versions).map(([table, version]) => `${table}@v${version}`);
  const read = tables.length === 0 ? [] : [`Read ${tables.join(", ")}.`, ""];
  return [`### ${id}`, "", `${title}.`, "", ...read, "```sql", sql, "```"];
}

function words(parts: Parts): string {
  return parts.map((part) => (typeof part === "string" ? part : show(part))).join("");
}

function show(cell: Cell): string {
  // Numbers are ours, and hold nothing to escape.
  return isNumeric(cell.form) ? showCell(cell) : escapeMarkdown(showCell(cell));
}

function marks(parts: readonly Part[]): string {
  const queries = new Set(parts.flatMap((part) => (typeof part === "string" ? [] : [part.query])));
  return [...queries].map((query) => ` [${query}]`).join("");
}
