import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { jsonRows } from "./json-rows.ts";

describe("jsonRows", () => {
  it("gives the objects of lists and of lines, whole or cut", () => {
    const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(records, fc.boolean(), fc.nat(), (list, isLines, cut) => {
        const text = isLines
          ? list.map((one) => `${JSON.stringify(one)}\n`).join("")
          : JSON.stringify(list);
        const same: unknown = JSON.parse(JSON.stringify(list));
        expect(jsonRows(text, true).objects).toEqual(same);
        const part = text.slice(0, cut % (text.length + 1));
        const { objects, lists } = jsonRows(part, false);
        if (lists.length > 0) return; // one object that is cut may be one around records
        expect(objects).toEqual((same as unknown[]).slice(0, objects.length));
      }),
    );
  });

  it.each([
    ['{"tickets":[{"a":1},{"a":2}],"n":2}', ["tickets"], 2],
    ['{"meta":{"n":1},"data":[{"a":1}]}', ["data"], 1],
    ['{"users":[{"a":1}],"x":{"tickets":[{"a":1},{"a":2}]}}', ["x/tickets", "users"], 2],
    ['{"a/b~c":[{"a":1}]}', ["a~1b~0c"], 1],
    ['{"id":1,"messages":[{"a":1},{"a":2}]}', [], 1],
    ['{"ticket_id":1,"comments":[{"a":1}],"n":2}', [], 1],
    ['[{"messages":[{"a":1},{"a":2}]}]', [], 1],
    ['{"messages":[{"a":1}]}\n{"messages":[{"a":2}]}', [], 2],
  ])("finds the list of records in %s", (text, lists, count) => {
    const { objects, lists: found } = jsonRows(text, true);
    expect([found, objects.length]).toEqual([lists, count]);
  });

  it("finds the list in the beginning of a text, but for that of a record", () => {
    const text = '{"ok":true,"n":2,"next":"x","tickets":[{"a":{"b":1}},{"a":2},{"a"';
    expect(jsonRows(text, false)).toMatchObject({
      objects: [{ a: { b: 1 } }, { a: 2 }],
      lists: ["tickets"],
    });
    expect(jsonRows('{"id":1,"messages":[{"a":1},{"a"', false).lists).toEqual([]);
  });

  it.each([['{"a":{"b":1},"c":[1]}', /one object, not a list/]])(
    "takes %s for no table",
    (text, message) => {
      expect(() => jsonRows(text, true)).toThrow(message);
    },
  );
});
