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
    ['a, "b, c" ,d', ",", ["a", "b, c", "d"]],
    ["a,,\n", ",", ["a", "", ""]],
    ["a\rb,c", ",", ["a"]],
    ["", ",", []],
    ["\n\r\n\n", ",", []],
  ])("finds in %j the delimiter %j and the fields %j", (text, delimiter, fields) => {
    expect(csvHead(text, {})).toMatchObject({ delimiter, fields });
  });

  it.each([
    ["\n\r\n\rid,b\n", {}, 4],
    ["sep=;\r\nid;b\r\n", {}, 7],
    ["A title, of two\r\n\nid,b\n", { skipLines: 1 }, 18],
    ["id,b\n", { skipLines: 0 }, 0],
  ])("finds that %j with %j begins at %i", (text, options, start) => {
    expect(csvHead(text, options)).toMatchObject({ start, fields: ["id", "b"] });
  });

  it("takes the delimiter that the line before it names", () => {
    expect(csvHead("sep=|\na,b,c|d\n", {})).toMatchObject({
      delimiter: "|",
      fields: ["a,b,c", "d"],
    });
    expect(csvHead("sep=;\n\na,b\n", { delimiter: "," }).fields).toEqual(["a", "b"]);
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
