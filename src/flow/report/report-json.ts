import {
  cellsOf,
  isNumeric,
  type Block,
  type Cell,
  type Part,
  type Parts,
  type Report,
} from "./document.ts";

/**
 * A report as JSON: its blocks in order, every number with its query, row and column, and the
 * queries with the SQL to ask again.
 */
export function reportJson(report: Report) {
  return {
    report: report.name,
    title: partsJson(report.title),
    blocks: report.blocks.map(blockJson),
    numbers: cellsOf(report)
      .filter(({ form }) => isNumeric(form))
      .map(({ query, row, column, value }) => ({ query, row, column, value })),
    queries: report.queries.map(({ id, title, sql, versions }) => ({
      id,
      title,
      sql,
      tables: versions,
    })),
  };
}

function blockJson(block: Block) {
  switch (block.kind) {
    case "heading":
      return { kind: block.kind, level: block.level, parts: partsJson(block.parts) };
    case "paragraph":
      return { kind: block.kind, parts: partsJson(block.parts) };
    case "list":
      return { kind: block.kind, items: block.items.map(partsJson) };
    case "quote":
      return {
        kind: block.kind,
        text: cellJson(block.text),
        conversation_id: cellJson(block.conversation),
      };
    default:
      return {
        kind: block.kind,
        head: block.head,
        rows: block.rows.map((row) => row.map(cellJson)),
      };
  }
}

function partsJson(parts: Parts) {
  return parts.map((part: Part) => (typeof part === "string" ? part : cellJson(part)));
}

function cellJson({ query, row, column, value, form }: Cell) {
  return { query, row, column, value, form };
}
