import { assert } from "../../core/base/errors.ts";
import type { Json } from "../../storage/delta-log/json.ts";
import type { Told } from "./report-queries.ts";

/**
 * How a value is shown: `count` 1,234 · `number` 12.3 · `percent` 12.3 % of a share · `change`
 * +12.3 % · `points` +1.2 points of a share · `rate` 0.0014 · `text` as it is · `code` "Pix problem".
 */
export type Form = "count" | "number" | "percent" | "change" | "points" | "rate" | "text" | "code";

/** A value of a report: where it stands in the answer of which query. */
export type Cell = {
  query: string;
  row: number;
  column: string;
  /** Null where the query knows none. */
  value: string | number | null;
  form: Form;
};

/** Fixed words, which hold no number, and values of queries between them. */
export type Part = string | Cell;
export type Parts = readonly Part[];

/** A piece of a report. */
export type Block =
  | { kind: "heading"; level: 2 | 3; parts: Parts }
  | { kind: "paragraph"; parts: Parts }
  | { kind: "list"; items: readonly Parts[] }
  | { kind: "table"; head: readonly string[]; rows: readonly (readonly Cell[])[] }
  | { kind: "quote"; text: Cell; conversation: Cell };

/** A report: what it says, and the queries all of it comes from. */
export type Report = {
  name: string;
  title: Parts;
  blocks: readonly Block[];
  queries: readonly Told[];
};

/**
 * A value of a query's answer.
 *
 * @param row - Index of the row; it must be there.
 */
export function cell(told: Told, column: string, form: Form, row = 0): Cell {
  const found = told.rows[row]?.[column];
  assert(found !== undefined, `the query ${told.id} gives ${column} in row ${row}`);
  return { query: told.id, row, column, value: plainValue(found, form), form };
}

/** Whether a value is there and other than nought. */
export function isAny({ value }: Cell): boolean {
  return value !== null && value !== 0 && value !== "";
}

/** A cell's number; 0 where there is none. */
export function numberOf({ value }: Cell): number {
  return typeof value === "number" ? value : 0;
}

/** Every value in a report, in its order. */
export function cellsOf({ title, blocks }: Report): Cell[] {
  const inside = blocks.flatMap((block): Parts => {
    if (block.kind === "table") return block.rows.flat();
    if (block.kind === "list") return block.items.flat();
    return block.kind === "quote" ? [block.text, block.conversation] : block.parts;
  });
  return [...title, ...inside].filter((part) => typeof part !== "string");
}

/** Whether a form shows numbers. */
export function isNumeric(form: Form): boolean {
  return form !== "text" && form !== "code";
}

function plainValue(value: Json, form: Form): string | number | null {
  if (value === null) return null;
  if (!isNumeric(form)) return typeof value === "string" ? value : JSON.stringify(value);
  const number = Number(value); // 64-bit numbers and decimals come as text
  assert(Number.isFinite(number), "a number where one is shown");
  return number;
}
