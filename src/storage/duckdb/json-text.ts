import type { Json } from "@duckdb/node-api";

/** A value of a result as text: texts as they are, nothing as an empty text, others as JSON. */
export function textOf(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}
