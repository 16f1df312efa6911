// The columns of the tables that random histories are about, and the values they may hold.
import { quoteText } from "../../src/core/base/sql-text.ts";
import type { Json } from "../../src/storage/delta-log/json.ts";
import type { Scalar } from "../../src/storage/delta-log/predicate.ts";

/** A value in all its spellings; `scalar` is missing where no predicate can name it. */
type Value = { sql: string; plain: Json; scalar?: Scalar };

/** The values of each column, rising: the model knows a value by its place in this list. */
export const columns: Record<string, { type: string; values: Value[] }> = {
  id: { type: "INTEGER", values: Array.from({ length: 9 }, (_, i) => number(String(i))) },
  part: { type: "VARCHAR", values: ["a", "b c/%=é'?#"].map(text) },
  big: {
    type: "BIGINT",
    values: [-(2n ** 63n), 0n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n].map((big) =>
      number(String(big)),
    ),
  },
  price: {
    type: "DECIMAL(38, 10)",
    values: [
      "-0.0000000001",
      "0.0000000000",
      "123456789012345.6789100000",
      "123456789012345.6789100001",
      "1234567890123456789012345678.0000000001",
    ].map(number),
  },
  ratio: {
    type: "DOUBLE",
    values: [
      ...[-1.5, 0, 0.1, 1e300].map((ratio) => ({ sql: `'${ratio}'`, plain: ratio, scalar: ratio })),
      { sql: "'nan'", plain: "nan" },
    ],
  },
  at: {
    type: "TIMESTAMPTZ",
    values: [
      "1969-12-31T23:59:59.999999Z",
      "2024-01-01T00:00:00.000001Z",
      "2024-01-01T00:00:00.000999Z",
      "2024-01-01T00:00:00.001000Z",
    ].map(text),
  },
  text: {
    type: "VARCHAR",
    values: ["", "NULL", "a".repeat(33), `${"a".repeat(32)}\u{10ffff}b`, "it's\n\\", "😀"].map(
      text,
    ),
  },
  extra: { type: "VARCHAR", values: ["x", "y"].map(text) },
};

/** Columns that a table has from the beginning. */
export const firstColumns = Object.keys(columns).filter((name) => name !== "extra");
/** Columns that may be a key. */
export const keys = ["id", "big", "at"];

function number(digits: string): Value {
  return { sql: `'${digits}'`, plain: digits, scalar: digits };
}

function text(plain: string): Value {
  return { sql: quoteText(plain), plain, scalar: plain };
}
