import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { deltaType, parseDuckType, sqlType } from "./duckdb-types.ts";
import { DeltaSchemaError } from "../delta-log/errors.ts";
import { field, type DeltaType } from "../delta-log/schema.ts";

function deltaOf(text: string): DeltaType {
  return deltaType(parseDuckType(text), "c");
}

const names = fc.string({ unit: "grapheme", minLength: 1 });
const plain = fc.constantFrom("boolean", "byte", "long", "decimal(12,2)", "string", "timestamp");
const { type: types } = fc.letrec<{ type: DeltaType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    plain,
    tie("type").map((elementType) => ({ type: "array", elementType, containsNull: true }) as const),
    fc
      .tuple(plain, tie("type"))
      .map(
        ([keyType, valueType]) =>
          ({ type: "map", keyType, valueType, valueContainsNull: true }) as const,
      ),
    fc
      .array(fc.tuple(names, tie("type")), { minLength: 1, maxLength: 3 })
      .map(
        (fields) =>
          ({ type: "struct", fields: fields.map(([name, type]) => field(name, type)) }) as const,
      ),
  ),
}));

describe("sqlType", () => {
  it("is undone by deltaType", () => {
    fc.assert(
      fc.property(types, (type) => {
        expect(deltaOf(sqlType(type))).toEqual(type);
      }),
    );
  });
});

describe("deltaType", () => {
  it.each([
    ["TINYINT", "byte"],
    ["UTINYINT", "short"],
    ["USMALLINT", "integer"],
    ["UINTEGER", "long"],
    ["UBIGINT", "decimal(20,0)"],
    ["HUGEINT", "decimal(38,0)"],
    ["DECIMAL(4,1)", "decimal(4,1)"],
    ["UUID", "string"],
    ["TIME", "string"],
    ["TIME WITH TIME ZONE", "string"],
    ["ENUM('it''s', 'a, b)')", "string"],
    ["TIMESTAMP WITH TIME ZONE", "timestamp"],
    ["TIMESTAMP_NS", "timestamp_ntz"],
  ])("writes %s as %s", (text, type) => {
    expect(deltaOf(text)).toBe(type);
  });

  it("reads nested types with odd names", () => {
    const text = `STRUCT("a ""b"", (c)" ENUM('x')[], d MAP(VARCHAR, DECIMAL(4,1)[3]))[]`;
    expect(deltaOf(text)).toEqual({
      type: "array",
      containsNull: true,
      elementType: {
        type: "struct",
        fields: [
          field('a "b", (c)', { type: "array", elementType: "string", containsNull: true }),
          field("d", {
            type: "map",
            keyType: "string",
            valueType: { type: "array", elementType: "decimal(4,1)", containsNull: true },
            valueContainsNull: true,
          }),
        ],
      },
    });
  });

  it.each(["VARIANT", "BIGNUM", "UNION(a INTEGER)", '"NULL"', "GEOMETRY"])("refuses %s", (text) => {
    expect(() => deltaOf(text)).toThrow(DeltaSchemaError);
  });
});
