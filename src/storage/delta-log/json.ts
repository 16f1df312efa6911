/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/**
 * Parses JSON with every number as its own text, so that neither a 64-bit integer nor a decimal
 * of 38 digits is rounded. A number and a string can then no longer be told apart: read the
 * result with the column's type in hand.
 *
 * @throws SyntaxError when `text` is not JSON.
 */
export function parseExactJson(text: string): Json {
  // Node 24 hands the source text to the reviver; the library's types do not say so yet.
  return JSON.parse(text, numberAsText as (key: string, value: unknown) => unknown) as Json;
}

function numberAsText(_key: string, value: Json, { source }: { source?: string }): Json {
  return typeof value === "number" && source !== undefined ? source : value;
}

/** True for an object that is neither null nor an array. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON object from members whose values are JSON text already: numbers stay exact. */
export function formatRawObject(members: Iterable<readonly [name: string, json: string]>): string {
  return `{${Array.from(members, ([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`;
}
