import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readCsvRecord, type CsvDialect } from "./csv-record.ts";

const standard: CsvDialect = { delimiter: ",", quote: '"', escape: '"' };

describe("readCsvRecord", () => {
  it.each([
    ["a,b\nc", ["a", "b"], 4, undefined],
    ["a,b\r\nc", ["a", "b"], 5, undefined],
    ["a,b\rc", ["a", "b"], 4, undefined],
    ["a,", ["a", ""], 2, undefined],
    ["\nx", [""], 1, undefined],
    ["\"a, b\",'c'\n", ["a, b", "'c'"], 11, undefined],
    [' "a" ,b\n', ["a", "b"], 8, undefined],
    ['"say ""x""","two\r\nlines"', ['say "x"', "two\r\nlines"], 24, undefined],
    ['5" disk,x', ['5" disk', "x"], 9, undefined],
    ['a,"b\nc', ["a", "b\nc"], 6, "open"],
    ['a,"b"c\nd', ["a", "b"], 7, "behind"],
  ])("reads of %j the fields %j, up to %i", (text, fields, next, fault) => {
    expect(readCsvRecord(text, 0, standard)).toMatchObject({ fields, next, fault });
  });

  it.each([
    ['"a\\"b\\\\",c', { ...standard, escape: "\\" }, ['a"b\\', "c"]],
    ["'a;b';c", { ...standard, quote: "'", escape: "'", delimiter: ";" }, ["a;b", "c"]],
    ['"a,b', { ...standard, quote: "", escape: "" }, ['"a', "b"]],
    ["a\xc2\xa7b", { ...standard, delimiter: "\xc2\xa7" }, ["a", "b"]],
  ])("reads %j as %j says", (text, dialect, fields) => {
    expect(readCsvRecord(text, 0, dialect)).toMatchObject({ fields, fault: undefined });
  });

  it("gives back whatever was written, record by record", () => {
    const field = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "\\", "é") });
    const records = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    const marks = fc.constantFrom(standard, { ...standard, escape: "\\" });
    fc.assert(
      fc.property(records, marks, fc.constantFrom("\n", "\r\n", "\r"), (rows, dialect, end) => {
        const { quote, escape } = dialect;
        const spell = (text: string): string => {
          const doubled = escape === quote ? text : text.replaceAll(escape, escape + escape);
          return `${quote}${doubled.replaceAll(quote, escape + quote)}${quote}`;
        };
        const text = rows.map((row) => row.map(spell).join(",") + end).join("");
        const found: string[][] = [];
        for (let at = 0; at < text.length;) {
          const record = readCsvRecord(text, at, dialect);
          expect(record.fault).toBeUndefined();
          found.push(record.fields);
          at = record.next;
        }
        expect(found).toEqual(rows);
      }),
    );
  });
});
