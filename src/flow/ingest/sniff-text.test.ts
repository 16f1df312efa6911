import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { sniffText } from "./sniff-text.ts";

const bigEndian = (text: string): Uint8Array => Buffer.from(text, "utf16le").swap16();

describe("sniffText", () => {
  it.each([
    ["", "utf-8", /ASCII/],
    ["id,body\n1,x\n", "utf-8", /plain ASCII/],
    ["\ufeffid\n", "utf-8", /byte order mark/],
    ["id\n1,ação\n", "utf-8", /2 characters .* rules of UTF-8/],
    [Buffer.from("\ufeffid,ação\n", "utf16le"), "utf-16le", /byte order mark/],
    [bigEndian("\ufeffid,ação\n"), "utf-16be", /byte order mark/],
    [Buffer.from("id,ação\n1,x\n", "utf16le"), "utf-16le", /no mark.*second byte/],
    [bigEndian("id,ação\n1,x\n"), "utf-16be", /no mark.*first byte/],
    [Buffer.from("id\n1,привет как дела\n".repeat(9), "utf16le"), "utf-16le", /second byte/],
    [Buffer.from("id,a\xe7\xe3o\n", "latin1"), "iso-8859-1", /2 places are no UTF-8/],
    [Buffer.from("id,a\xe7\xe3o \x93x\x94\n", "latin1"), "windows-1252", /2 bytes are from 0x80/],
    ["id,a\0b\nc\0\0d\n", "utf-8", /ASCII/],
    [Buffer.from([...Buffer.from("é".repeat(9)), 0xe9]), "utf-8", /9 characters .*; 1 place on/],
    [
      Buffer.concat([Buffer.from("ação\ná\n"), Buffer.from("é é é é é é\n", "latin1")]),
      "utf-8",
      /3 characters beyond ASCII on 2 lines .* 6 places on 1 line are not/,
    ],
    [Buffer.from("\xc3\xa3\n\xe9\n\xe7\n\xe1\n", "latin1"), "iso-8859-1", /3 places/],
  ])("finds %j (%#) to be %s", (text, encoding, why) => {
    expect(sniffText(Buffer.from(text))).toMatchObject({
      encoding,
      why: expect.stringMatching(why) as string,
    });
  });

  it("minds no character that is cut at the end of the beginning", () => {
    const bytes = Buffer.from("é€😀");
    for (let length = 2; length < bytes.length; length++) {
      const { encoding, isSure } = sniffText(bytes.subarray(0, length), false);
      expect([encoding, isSure]).toEqual(["utf-8", true]);
    }
  });

  it("finds whatever is UTF-8 to be UTF-8, and gives it back", () => {
    const word = fc.string({ unit: "grapheme" }).filter((text) => !/[\0\ufeff]/.test(text));
    fc.assert(
      fc.property(word, (text) => {
        expect(sniffText(Buffer.from(text))).toMatchObject({
          encoding: "utf-8",
          isSure: true,
          text,
        });
      }),
    );
  });
});
