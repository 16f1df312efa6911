import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { csvHead } from "./csv-head.ts";

describe("csvHead", () => {
  it.each([
    ["id,body\n1,x", ",", ["id", "body"]],
    ["id;a,b;c\n", ";", ["id", "a,b", "c"]],
    ["id\tbody\r\n", "\t", ["id", "body"]],
    ["id|body", "|", ["id", "body"]],
    ["id\n1,2,3", ",", ["id"]],
    ['"a,b,c";d\n', ";", ["a,b,c", "d"]],
    ['"say ""x""",b', ",", ['say "x"', "b"]],
    ['a,"b\nc"\n1,2', ",", ["a", "b\nc"]],
    ['a, "b, c" ,d', ",", ["a", " b, c ", "d"]],
    ["a,,\n", ",", ["a", "", ""]],
    ["a\rb,c", ",", ["a"]],
    ["", ",", []],
    ["\n\r\n\n", ",", []],
  ])("finds in %j the delimiter %j and the fields %j", (text, delimiter, fields) => {
    expect(csvHead(text, {})).toMatchObject({ delimiter, fields });
  });

  it("counts the empty lines before it", () => {
    expect(csvHead("\n\r\n\rid,b\n", {}).emptyLineCount).toBe(3);
  });

  it("takes the delimiter and the quote it is given", () => {
    expect(csvHead("a,b:c", { delimiter: ":" }).fields).toEqual(["a,b", "c"]);
    expect(csvHead("'a,b',c", { quote: "'" }).fields).toEqual(["a,b", "c"]);
    expect(csvHead('"a,b",c', { quote: "" }).fields).toEqual(['"a', 'b"', "c"]);
  });

  it("gives back whatever was quoted", () => {
    const field = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", " ", ";", "é") });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(field, { minLength: 2, maxLength: 5 }), (fields) => {
        const { fields: read } = csvHead(`${fields.map(quoted).join(",")}\nx`, { delimiter: "," });
        expect(read).toEqual(fields);
      }),
    );
  });
});
