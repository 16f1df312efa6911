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
        const { objects } = jsonRows(part, false);
        expect(objects).toEqual((same as unknown[]).slice(0, objects.length));
      }),
    );
  });

  it.each([
    ['{"tickets":[{"a":1},{"a":2}],"n":2}', /list of records inside, `tickets`/],
    ['{"a":{"b":1},"c":[1]}', /one object, not a list/],
  ])("takes %s for no table", (text, message) => {
    expect(() => jsonRows(text, true)).toThrow(message);
  });
});
