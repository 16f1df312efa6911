import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { sniffCsv, type SniffedCsv } from "./sniff-csv.ts";

/** Delimiter, quote, escape, header, lines to skip, columns, rows. */
function told({ delimiter, quote, escape, header, skipLines, columns, rows }: SniffedCsv) {
  const marks = [delimiter.value, quote.value, escape.value];
  return [marks.join(" "), header.value, skipLines.value, columns.join("/"), rows.length];
}

describe("sniffCsv", () => {
  it.each([
    ["id,body\n1,x\n2,y\n", ', " "', true, 0, "id/body", 2],
    ["id;valor\n1;3,50\n2;4,75\n3;1.234,00\n", '; " "', true, 0, "id/valor", 3],
    ['a;b\n"x;y";1\n"z,w";2\n', '; " "', true, 0, "a/b", 2],
    ["time|what\n10:30|a, b, c\n11:45|d, e\n", '| " "', true, 0, "time/what", 2],
    ["id\tsaid\n1\tso, and; so\n2\tx\n", '\t " "', true, 0, "id/said", 2],
    ["id,text\n1,'it''s, so'\n2,'b'\n", ", ' '", true, 0, "id/text", 2],
    ['id,t\n1,"say \\"x\\", ok"\n2,"b"\n', ', " \\', true, 0, "id/t", 2],
    ["name\nAnn Lee\nBob Ray, Jr\nCarl\n", '; " "', true, 0, "name", 3],
    ['text\n"hello, there\nyou"\n"b"\n', '; " "', true, 0, "text", 2],
    ["sep=;\r\nid;a,b\r\n1;x\r\n", '; " "', true, 0, "id/a,b", 1],
    ["Report 2026\nby X, Y\n\nid,name,on\n1,a,2026-01-01\n", ', " "', true, 3, "id/name/on", 1],
    ["Report,,,\nid,a,b,c\n1,2,3,4\n5,6,7,8\n", ', " "', true, 1, "id/a/b/c", 2],
    ["Report;;\r\nMade today;;\r\n;;\r\nid;on;b\r\n1;2;3\r\n", '; " "', true, 3, "id/on/b", 1],
    ["region,2020,2021\nnorth,5,7\nsouth,6,8\n", ', " "', true, 0, "region/2020/2021", 2],
    ["2020,2021\n1,2\n", ', " "', true, 0, "2020/2021", 1],
    ["1,Ann,2026-01-01\n2,Bob,2026-01-02\n", ', " "', false, 0, "column_1/column_2/column_3", 2],
    [
      "A1,open,high\nA2,shut,low\nA3,open,low\n",
      ', " "',
      false,
      0,
      "column_1/column_2/column_3",
      3,
    ],
    ["status,kind\nopen,a\nclosed,b\n", ', " "', true, 0, "status/kind", 2],
    ['a,b,c\n1,"x\n2,y,z\n3,y,z\n4,y,z\n', ', " "', true, 0, "a/b/c", 3],
    ["id\n", ', " "', true, 0, "id", 0],
    ["", ', " "', true, 0, "", 0],
  ])("finds out how %j is written (%#)", (text, ...expected) => {
    expect(told(sniffCsv(text))).toEqual(expected);
  });

  it("tells why, and where another answer fits as well", () => {
    const { delimiter, quote, escape, header, lineEnds, oddCount } = sniffCsv(
      'id;t\r\n1;"a ""b"""\r\n2;c\n3;d;e\n',
    );
    expect(delimiter).toMatchObject({ why: "with ; 3 of 4 records have 2 fields", isSure: true });
    expect(quote.why).toBe('1 values stand in "');
    expect(escape.why).toBe("a quote inside is written twice");
    expect(header).toMatchObject({ value: true, isSure: true });
    expect([lineEnds, oddCount]).toEqual([["CR LF", "LF"], 1]);
    expect(sniffCsv("x\ny\n").delimiter.isSure).toBe(false);
  });

  it("leaves out a last record that may be cut", () => {
    expect(sniffCsv('a,b\n1,2\n3,"4', false).rows).toEqual([["1", "2"]]);
  });

  it("finds the delimiter of any table of words and numbers", () => {
    const delimiters = [",", ";", "\t", "|"];
    const cell = fc.oneof(fc.constantFrom("north", "a b", "open", ""), fc.nat().map(String));
    const table = fc.array(fc.tuple(cell, cell, fc.nat().map(String)), {
      minLength: 3,
      maxLength: 20,
    });
    fc.assert(
      fc.property(table, fc.constantFrom(...delimiters), (rows, delimiter) => {
        const lines = [["id", "name", "count"], ...rows].map((row) => row.join(delimiter));
        const found = sniffCsv(`${lines.join("\n")}\n`);
        expect([found.delimiter.value, found.oddCount]).toEqual([delimiter, 0]);
      }),
    );
  });

  it("takes whatever it is given", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "1", ",", ";", '"', "'", "\\", "\n", "\r", " "),
    });
    fc.assert(
      fc.property(text, fc.boolean(), (any, isWhole) => {
        expect(sniffCsv(any, isWhole).delimiter.value).toHaveLength(1);
      }),
    );
  });
});
