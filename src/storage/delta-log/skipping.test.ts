import { describe, expect, it } from "vitest";

import type { AddFile } from "./actions.ts";
import type { Predicate } from "./predicate.ts";
import { field } from "./schema.ts";
import { mayHold, mustHold } from "./skipping.ts";

const columns = new Map(
  [
    field("n", "long"),
    field("f", "float"),
    field("t", "string"),
    field("at", "timestamp"),
    field("d", "decimal(38,10)"),
    field("p", "date"),
    field("b", "boolean"),
    field("x", "binary"),
  ].map((column) => [column.name, column]),
);

function file(stats: string, partitionValues: AddFile["partitionValues"] = {}): AddFile {
  const common = { path: "a", size: 1, modificationTime: 0, dataChange: true };
  return { ...common, partitionValues, stats };
}

const stats =
  '{"numRecords":10,"minValues":{"n":9007199254740993,"f":0.1,"t":"b","at":"2024-01-01T00:00:00.000Z",' +
  '"d":0.1},"maxValues":{"n":9007199254740995,"f":0.1,"t":"d","at":"2024-01-01T00:00:00.001Z","d":0.3},' +
  '"nullCount":{"n":0,"t":10,"d":3}}';

describe("mayHold", () => {
  it.each<[Predicate, boolean]>([
    [{ column: "n", op: "=", value: "9007199254740992" }, false],
    [{ column: "n", op: "=", value: 9_007_199_254_740_993n }, true],
    [{ column: "n", op: ">", value: "9007199254740995" }, false],
    [{ column: "n", op: ">", value: "9007199254740994.5" }, true],
    [{ column: "n", op: ">=", value: "9007199254740995" }, true],
    [{ column: "n", op: "<", value: "9007199254740993" }, false],
    [{ column: "n", op: "<=", value: "9007199254740993" }, true],
    [{ column: "n", op: "in", value: [1, 2] }, false],
    [{ column: "n", op: "in", value: [1, "9007199254740994"] }, true],
    [{ column: "n", op: "in", value: [] }, false],
    [{ column: "n", op: "is null" }, false],
    [{ column: "n", op: "is not null" }, true],
    [{ column: "f", op: "=", value: 0.1 }, true],
    [{ column: "f", op: "<", value: 0.1 }, false],
    [{ column: "f", op: ">", value: 5 }, true],
    [{ column: "t", op: "=", value: "c" }, false],
    [{ column: "t", op: "is null" }, true],
    [{ column: "t", op: "is not null" }, false],
    [{ column: "at", op: ">", value: "2024-01-01T00:00:00.001500Z" }, true],
    [{ column: "at", op: ">", value: "2024-01-01T00:00:00.002Z" }, false],
    [{ column: "at", op: "<", value: new Date("2024-01-01T00:00:00Z") }, false],
    [{ column: "d", op: "=", value: "0.30" }, true],
    [{ column: "d", op: "=", value: "0.3000000000000000000000001" }, false],
    [{ column: "d", op: "is null" }, true],
    [{ column: "p", op: "=", value: "2024-02-29" }, true],
    [{ column: "p", op: "=", value: "2024-03-01" }, false],
    [{ column: "p", op: "is null" }, false],
    [{ column: "b", op: "=", value: true }, false],
    [{ column: "b", op: "is null" }, true],
    [{ column: "x", op: "is not null" }, true],
  ])("%o: %s", (predicate, may) => {
    const partitions = { p: "2024-02-29", b: null };
    expect(mayHold(file(stats, partitions), [predicate], columns)).toBe(may);
  });

  it.each(["", "{}", '{"numRecords":3}', '{"minValues":{"n":"x"},"maxValues":{"n":true}}'])(
    "keeps a file of which it knows too little: %j",
    (text) => {
      for (const op of ["=", "<", "<=", ">", ">="] as const) {
        expect(mayHold(file(text), [{ column: "n", op, value: 1 }], columns)).toBe(true);
      }
      expect(mayHold(file(text), [{ column: "n", op: "is null" }], columns)).toBe(true);
    },
  );

  it("needs every predicate to be possible", () => {
    const possible = { column: "n", op: ">", value: 0 } as const;
    const impossible = { column: "n", op: "<", value: 0 } as const;
    expect(mayHold(file(stats), [possible, possible], columns)).toBe(true);
    expect(mayHold(file(stats), [possible, impossible], columns)).toBe(false);
  });
});

describe("mayHold, of decimals that a writer put through doubles", () => {
  it.each<[bound: string, value: string, holds: boolean]>([
    ["123456789012345.67", "123456789012345.67891", true],
    ["123456789012345.67", "123456789012345.66109", true],
    ["123456789012345.67", "123456789012346", false],
    ["123456789012345.67", "123456789012345", false],
    ["-123456789012345.67", "-123456789012345.67891", true],
    ["-123456789012345.67", "-123456789012346", false],
    ["1.0", "1", true],
    ["1.0", "1.0000000001", false],
    ["99999.9999999999", "100000", false],
    ["100000.0", "100000.0000000001", true],
    ["0", "-0.0000000001", false],
    ["1.2345678901234567e+27", "5", true],
  ])("a bound of %s and a value of %s: %s", (bound, value, holds) => {
    const both = `"minValues":{"d":${bound}},"maxValues":{"d":${bound}}`;
    const where: Predicate[] = [{ column: "d", op: "=", value }];
    expect(mayHold(file(`{"numRecords":1,${both}}`), where, columns)).toBe(holds);
  });
});

describe("mustHold", () => {
  it.each<[Predicate, boolean]>([
    [{ column: "n", op: ">=", value: "9007199254740993" }, true],
    [{ column: "n", op: ">", value: "9007199254740993" }, false],
    [{ column: "n", op: "<", value: "9007199254740996" }, true],
    [{ column: "n", op: "<=", value: "9007199254740994" }, false],
    [{ column: "n", op: "=", value: "9007199254740993" }, false],
    [{ column: "n", op: "is not null" }, true],
    [{ column: "n", op: "is null" }, false],
    [{ column: "f", op: "<", value: 5 }, false],
    [{ column: "t", op: "is null" }, true],
    [{ column: "t", op: ">", value: "a" }, false],
    [{ column: "d", op: ">", value: "0" }, false],
    [{ column: "x", op: "is not null" }, false],
  ])("of a file's stats, %j: %s", (predicate, holds) => {
    expect(mustHold(file(stats), [predicate], columns)).toBe(holds);
  });

  it("knows a single value, and needs every condition", () => {
    const seven = '"minValues":{"n":7},"maxValues":{"n":7}';
    const one = file(`{"numRecords":2,"nullCount":{"n":0},${seven}}`);
    const equal: Predicate = { column: "n", op: "in", value: [3, 7] };
    expect(mustHold(one, [equal], columns)).toBe(true);
    expect(mustHold(one, [equal, { column: "t", op: "is null" }], columns)).toBe(false);
    expect(mustHold(file("{}"), [equal], columns)).toBe(false);
  });

  it.each<[Predicate, value: string | null, holds: boolean]>([
    [{ column: "f", op: ">", value: 1 }, "1.5", true],
    [{ column: "f", op: "<", value: 1 }, "NaN", false],
    [{ column: "p", op: "=", value: "2024-02-29" }, "2024-02-29", true],
    [{ column: "p", op: "=", value: "2024-02-29" }, null, false],
    [{ column: "p", op: "is null" }, "", true],
    [{ column: "b", op: "=", value: true }, "true", true],
  ])("of a partition, %j of %j: %s", (predicate, value, holds) => {
    const partition = file("{}", { [predicate.column]: value });
    expect(mustHold(partition, [predicate], columns)).toBe(holds);
  });
});
