import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  decimalShape,
  field,
  formatSchema,
  holdsType,
  parseSchema,
  widens,
  type DeltaType,
} from "./schema.ts";

const plain = fc.constantFrom("boolean", "long", "string", "decimal(38,10)", "timestamp", "binary");
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
      .array(fc.tuple(fc.string(), tie("type")), { maxLength: 3 })
      .map(
        (fields) =>
          ({ type: "struct", fields: fields.map(([name, type]) => field(name, type)) }) as const,
      ),
  ),
}));

describe("parseSchema", () => {
  it("reads what formatSchema writes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), types)), (columns) => {
        const fields = columns.map(([name, type]) => field(name, type));
        expect(parseSchema(formatSchema(fields))).toEqual(fields);
      }),
    );
  });

  it("keeps nullability and metadata of other writers", () => {
    const fields = [{ name: "a", type: "long", nullable: false, metadata: { comment: "x" } }];
    expect(parseSchema(formatSchema(fields))).toEqual(fields);
  });

  it.each([
    '"long"',
    "[]",
    '{"type":"struct"}',
    "{",
    '{"type":"struct","fields":[{"name":"a","type":"void"}]}',
  ])("refuses %s", (text) => {
    expect(() => parseSchema(text)).toThrow(SyntaxError);
  });
});

describe("widens", () => {
  it.each<[DeltaType, DeltaType, boolean]>([
    ["byte", "long", true],
    ["long", "integer", false],
    ["float", "double", true],
    ["double", "float", false],
    ["decimal(10,2)", "decimal(12,2)", true],
    ["decimal(10,2)", "decimal(10,4)", false],
    ["decimal(10,2)", "decimal(12,4)", true],
    ["long", "decimal(20,0)", false],
    ["string", "string", true],
    [{ type: "array", elementType: "long", containsNull: true }, "string", false],
  ])("%j to %j: %s", (from, to, fits) => {
    expect(widens(from, to)).toBe(fits);
  });

  it("holds of every type and itself", () => {
    fc.assert(
      fc.property(types, (type) => {
        expect(widens(type, type)).toBe(true);
      }),
    );
  });
});

describe("holdsType", () => {
  it.each<[DeltaType, boolean]>([
    ["timestamp_ntz", true],
    ["timestamp", false],
    [{ type: "array", elementType: "timestamp_ntz", containsNull: true }, true],
    [{ type: "struct", fields: [field("a", "timestamp_ntz")] }, true],
    [{ type: "map", keyType: "string", valueType: "timestamp_ntz", valueContainsNull: true }, true],
    [{ type: "map", keyType: "string", valueType: "long", valueContainsNull: true }, false],
  ])("%j: %s", (type, holds) => {
    expect(holdsType(type, "timestamp_ntz")).toBe(holds);
  });
});

describe("decimalShape", () => {
  it.each<[DeltaType, [number, number] | undefined]>([
    ["decimal(38,10)", [38, 10]],
    ["long", undefined],
  ])("of %j", (type, shape) => {
    expect(decimalShape(type)).toEqual(shape);
  });
});
