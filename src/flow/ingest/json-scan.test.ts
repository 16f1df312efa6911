import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { scanJson } from "./json-scan.ts";
import { openTestRoom, type TestRoom } from "./testing.ts";

describe("scanJson", () => {
  it.each([
    ['{"a":1} ,', 7, "object"],
    ["{}", 2, "object"],
    ['{"a":[1,-2.5e3,{"b":"x\\"y\\u00e9"},],}', 37, "object"],
    [' null,{"a"', 5, "null"],
    ["[{}]", 4, "other"],
    ['"x"', 3, "other"],
    ['{"a":NaN}', 9, "object"],
    ['{"a":1,"a":2}', 13, "repeated"],
    ['{"a":1,"\\u0061":2}', 18, "repeated"],
    ['{"a":{"b":1,"b":2}}', 19, "object"],
    ['{"a":1', 6, "cut"],
    ['{"a":"x', 7, "cut"],
    ["", 0, "cut"],
    ['{"a":x}', 5, "broken"],
    ['{"a" 1}', 5, "broken"],
    ['{"a":1]', 6, "broken"],
    ['{"a":"x\ny"}', 7, "broken"],
    ['{"a":"\\x"}', 6, "broken"],
    ['{"a":01}', 6, "broken"],
    ['{,"a":1}', 1, "broken"],
  ])("reads %j up to %i as %s", (text, end, kind) => {
    expect(scanJson(text, text.startsWith(" ") ? 1 : 0)).toMatchObject({ end, kind });
  });

  it("counts the keys of the value itself", () => {
    expect(scanJson('{"a":1,"b":{"c":2},"d"', 0).keyCount).toBe(3);
  });

  it("takes any depth", () => {
    const depth = 100_000;
    expect(scanJson("[".repeat(depth) + "]".repeat(depth), 0).end).toBe(2 * depth);
  });
});

describe("scanJson of any line", () => {
  let room: TestRoom;
  let fileCount = 0;

  beforeAll(async () => {
    room = await openTestRoom();
  });

  afterAll(() => room[Symbol.asyncDispose]());

  /** Whether the engine takes a line for an object. */
  async function isTaken(line: string): Promise<boolean> {
    const path = await room.write(`any-${(fileCount += 1)}.ndjson`, line);
    const select = `FROM read_json('${path}', format = 'newline_delimited', records = 'true', columns = {a: 'VARCHAR'})`;
    return room.connection.rows(select).then(
      () => true,
      () => false,
    );
  }

  it("takes for an object what the engine takes for one", async () => {
    const whole = fc
      .dictionary(fc.constantFrom("a", "b", "é"), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 })
      .map((value) => JSON.stringify(value));
    const cut = fc.tuple(whole, fc.nat()).map(([text, n]) => text.slice(0, 2 + (n % text.length)));
    const mutated = fc
      .tuple(whole, fc.nat(), fc.constantFrom(...'{}[]",:\\ 0e-.tnx\t'.split("")))
      .map(([text, n, mark]) => {
        const at = 1 + (n % text.length);
        return text.slice(0, at) + mark + text.slice(at + 1);
      });
    let takenCount = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(whole, cut, mutated), async (line) => {
        const bytes = Buffer.from(line).toString("latin1");
        const { kind, end } = scanJson(bytes, 0);
        const isObject = kind === "object" && bytes.slice(end).trim() === "";
        if (isObject) takenCount += 1;
        expect([line, await isTaken(line)]).toEqual([line, isObject]);
      }),
      { numRuns: 400 },
    );
    expect(takenCount).toBeGreaterThan(80);
  });
});
