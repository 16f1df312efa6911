import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { formatKeyText, parseKeyText } from "./key-text.ts";

const pair = {
  pseudonymKey: Uint8Array.from({ length: 32 }, (_, i) => i),
  wrappingKey: Uint8Array.from({ length: 32 }, (_, i) => 255 - i),
};
const text = formatKeyText(pair);
const one = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const two = "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=";

describe("formatKeyText", () => {
  it("says what it is, the key id, and the keys", () => {
    expect(text).toContain("Keep a copy in a safe place");
    expect(text.split("\n").slice(3)).toEqual([
      "key_id: ubka3k",
      `pseudonym_key: ${one}`,
      `wrapping_key: ${two}`,
      "",
    ]);
  });
});

describe("parseKeyText", () => {
  it.each([
    text,
    text.replaceAll("\n", "\r\n"),
    `\ufeff${text}`,
    `pseudonym_key=${one};wrapping_key=${two}`,
    ` wrapping_key = ${two} , pseudonym_key = ${one} # mine`,
    `pseudonym_key: "${one}"\nwrapping_key: ${two.replace("=", "")}\n`,
  ])("reads %j", (written) => {
    expect(parseKeyText(written, "x")).toEqual(pair);
  });

  it("reads what formatKeyText wrote", () => {
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(key, key, (pseudonymKey, wrappingKey) => {
        const keys = { pseudonymKey, wrappingKey };
        expect(parseKeyText(formatKeyText(keys), "x")).toEqual(keys);
      }),
    );
  });

  it.each([
    ["", "pseudonym_key is missing"],
    [`pseudonym_key: ${one}`, "wrapping_key is missing"],
    [`pseudonym_key:\nwrapping_key: ${two}`, "pseudonym_key is missing"],
    [one, "line 1 is none of key_id, pseudonym_key, wrapping_key"],
    [`${text}token: abc`, "line 7 is none of key_id"],
    [`${text}pseudonym_key: ${one}`, "pseudonym_key stands there twice"],
    [text.replace(one, two), "pseudonym_key does not belong to key_id"],
    [text.replace("ubka3k", "abcdef"), "pseudonym_key does not belong to key_id"],
    [text.replace(two, two.slice(0, 20)), "wrapping_key has 15 bytes and needs 32"],
    [text.replace(one, "c2hvcnQ="), "pseudonym_key has 5 bytes and needs 32 to 64"],
    [text.replace(two, `${two.slice(0, 20)}~${two.slice(21)}`), "wrapping_key can't be decoded"],
    [text.replace(two, Buffer.alloc(40).toString("base64")), "wrapping_key has 40 bytes"],
    ["\0\0\0\0", "line 1 is none of"],
  ])("says of %j: %s", (written, message) => {
    expect(() => parseKeyText(written, "a place")).toThrow(message);
    expect(() => parseKeyText(written, "a place")).toThrow("the keys in a place can't be used");
    // Errors are shown masked, and this one has to stay readable.
    expect(maskPlain(`the keys in a place can't be used: ${message}`)).toContain(message);
  });

  it("repeats nothing of what it can't read", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{8,20}$/), fc.nat(3), (secret, place) => {
        const lines = text.split("\n").slice(3, 6);
        const broken = [...lines.slice(0, place), secret, ...lines.slice(place)].join("\n");
        expect(() => parseKeyText(broken, "x")).toThrow(
          expect.objectContaining({ message: expect.not.stringContaining(secret) as string }),
        );
      }),
    );
  });
});
