import { describe, expect, it } from "vitest";

import { markFinder } from "./find-marks.ts";

const marks = ["zqkelvorim", "4929123456789012", "11987654321", "141.200.117.238", "a1b2c3d4:e5"];
const find = markFinder(marks);

describe("markFinder", () => {
  it.each([
    ["as it is", "to zqkelvorim@mail.example.com now", "zqkelvorim"],
    ["in capitals", "ZQKELVORIM@MAIL", "zqkelvorim"],
    ["in an identifier", "email_zqKelvorim_7", "zqkelvorim"],
    ["digits in groups", "card 4929 1234 5678 9012.", "4929123456789012"],
    ["digits alone", "4929123456789012", "4929123456789012"],
    ["a phone in another notation", "+55 11 98765 4321", "11987654321"],
    ["a phone in a URL", "tel=%2B55%20%2811%29%2098765-4321", "11987654321"],
    ["an address", "from 141.200.117.238:80", "141.200.117.238"],
    ["an address without its points", "141200117238", "141.200.117.238"],
    ["URL-encoded", "x=A1B2C3D4%3aE5", "a1b2c3d4:e5"],
    ["base64", Buffer.from("mail zqkelvorim@mail.example.com").toString("base64"), "zqkelvorim"],
    ["base64, one later", Buffer.from("mail: zqkelvorim@m").toString("base64"), "zqkelvorim"],
    ["base64, two later", Buffer.from("mail:  zqkelvorim@m").toString("base64"), "zqkelvorim"],
  ])("finds a mark %s", (_, text, mark) => {
    expect(find(text)).toEqual([mark]);
  });

  it.each(["", "zqkelvor", "4929 1234 5678", "11 98765, 4321", "141.200.117"])(
    "finds none in %j",
    (text) => {
      expect(find(text)).toEqual([]);
    },
  );
});
