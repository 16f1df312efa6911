import { assert } from "../../core/base/errors.ts";
import type { Json, JsonObject } from "./json.ts";

/**
 * What delta needs of a DuckDB connection: two ways to run a statement, and optionally one to
 * stop it. Statements on one connection run one after another, and no stream may be open on it.
 * Its time zone must be UTC, or old files without zone (Spark's INT96) are read shifted.
 */
export type SqlConnection = {
  /** Runs statements for their effect. */
  run(sql: string): Promise<void>;
  /** All rows; 64-bit integers and decimals come as strings (`getRowObjectsJson`). */
  rows(sql: string): Promise<JsonObject[]>;
  /** Makes the running statement fail soon; called when a write is aborted. */
  interrupt?(): void;
};

/** A file path as DuckDB's readers take it: glob characters in it stand for themselves. */
export function escapeGlob(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}

/** A value of a row that must be a text; anything else is a bug in the statement. */
export function textOf(value: Json | undefined): string {
  assert(typeof value === "string", "a row's value is not a text");
  return value;
}

/** A value of a row that must be a count: a number, or a 64-bit integer's text. */
export function countOf(value: Json | undefined): number {
  const count = typeof value === "string" ? Number(value) : value;
  assert(typeof count === "number" && Number.isSafeInteger(count), "a row's value is not a count");
  return count;
}
