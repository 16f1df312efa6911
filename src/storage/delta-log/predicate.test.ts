import { describe, expect, it } from "vitest";

import { DeltaSchemaError } from "./errors.ts";
import { orderingOf, predicateSql, type Predicate, type Scalar } from "./predicate.ts";
import { field, type DeltaType } from "./schema.ts";

describe("predicateSql", () => {
  it.each<[DeltaType, Predicate, string]>([
    ["long", { column: 'a"b', op: "=", value: "9007199254740993" }, '"a""b" = 9007199254740993'],
    ["string", { column: "a", op: ">=", value: "it's" }, `"a" >= 'it''s'`],
    ["double", { column: "a", op: "<", value: 0.1 }, `"a" < '0.1'::DOUBLE`],
    [
      "date",
      { column: "a", op: "=", value: new Date("2024-02-29T23:00:00Z") },
      `"a" = DATE '2024-02-29'`,
    ],
    [
      "timestamp",
      { column: "a", op: ">", value: "1970-01-01T00:00:00.000001Z" },
      '"a" > make_timestamptz(1::BIGINT)',
    ],
    ["boolean", { column: "a", op: "=", value: true }, '"a" = true'],
    ["integer", { column: "a", op: "in", value: [1, 2n] }, '"a" IN (1, 2)'],
    ["integer", { column: "a", op: "in", value: [] }, "false"],
    ["binary", { column: "a", op: "is null" }, '"a" IS NULL'],
    ["binary", { column: "a", op: "is not null" }, '"a" IS NOT NULL'],
  ])("of %s", (type, predicate, sql) => {
    expect(predicateSql(predicate, field(predicate.column, type))).toBe(sql);
  });

  it("takes numbers as large as they come", () => {
    const digits = "1".repeat(38);
    const exact: Predicate = { column: "a", op: "<", value: `-${digits}` };
    expect(predicateSql(exact, field("a", "decimal(38,0)"))).toBe(`"a" < -${digits}`);
    const large: Predicate = { column: "a", op: "<", value: 1e40 };
    expect(predicateSql(large, field("a", "float"))).toBe(`"a" < '1e+40'::DOUBLE`);
  });

  it.each<[DeltaType, Scalar]>([
    ["long", "1; DROP TABLE t"],
    ["long", "x"],
    ["long", true],
    ["long", 1e21],
    ["long", "1".repeat(39)],
    ["decimal(38,0)", "1".repeat(50)],
    ["double", Number.NaN],
    ["double", "1 OR true"],
    ["string", 1],
    ["boolean", "true"],
    ["date", "29.02.2024"],
    ["timestamp", "yesterday"],
    ["timestamp", 5],
    ["binary", "x"],
  ])("refuses a %s compared with %j", (type, value) => {
    expect(() => predicateSql({ column: "a", op: "=", value }, field("a", type))).toThrow(
      DeltaSchemaError,
    );
  });
});

describe("orderingOf", () => {
  it.each<[DeltaType, string, string]>([
    ["long", "9007199254740992", "9007199254740993"],
    ["decimal(38,10)", "-2", "-1.9999999999"],
    ["float", "0.1", "0.2"],
    ["string", "\u{ffff}", "\u{10000}"],
    ["date", "0999-12-31", "2024-01-01"],
    ["boolean", "false", "true"],
    ["timestamp", "2024-01-01 00:00:00+02", "2024-01-01T00:00:00Z"],
  ])("of %s puts %s before %s", (type, low, high) => {
    const order = orderingOf(type);
    expect(order?.(low, high)).toBeLessThan(0);
    expect(order?.(high, low)).toBeGreaterThan(0);
    expect(order?.(low, low)).toBe(0);
  });

  it("gives nothing for texts that are not of the type", () => {
    expect(orderingOf("long")?.("x", "1")).toBeUndefined();
    expect(orderingOf("binary")).toBeUndefined();
  });
});
