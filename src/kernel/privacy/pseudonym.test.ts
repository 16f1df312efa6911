import * as fc from "fast-check";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";

import { base32OfBinary } from "./base32.ts";
import { keyedHash } from "./keyed-hash.ts";
import { isPseudonym, keyIdOf, openPseudonymizer } from "./pseudonym.ts";

const counting = Uint8Array.from({ length: 32 }, (_, i) => i);
const ones = new Uint8Array(64).fill(255);
/** Any text, lone surrogates too. */
const codeUnits = fc.uint16Array({ maxLength: 40 }).map((units) => String.fromCharCode(...units));
const open = (key = counting, tenant = "default") => openPseudonymizer({ key, tenant });

describe("openPseudonymizer", () => {
  // Made with Python, from canonical values:
  //   b32 = lambda b: base64.b32encode(b).decode().lower().rstrip("=")
  //   mac = lambda key, text: hmac.new(key, text, hashlib.sha256).digest()
  //   key_id = b32(mac(key, b"earshot key id 1"))[:6]
  //   b32(mac(key, b"\0".join([b"earshot pseudonym 1", tenant, type, value]))[:16])
  it.each([
    [counting, "default", "EMAIL", "Ana@Example.com", "EMAIL_ubka3k_pmsrypkiwf2bxnjntdg44pzaay"],
    [counting, "default", "PHONE", "(11) 98765-4321", "PHONE_ubka3k_saq2vykbwvimsum6dbaceeatsa"],
    [counting, "shop", "PERSON", "Sr. João da Silva", "PERSON_ubka3k_yn55ulfc53za47lwsrs627es3u"],
    [
      counting,
      "default",
      "NATIONAL_ID",
      "529.982.247-25",
      "NATIONAL_ID_ubka3k_7is5c4ekpzeftjicqc2zzrgvg4",
    ],
    [counting, "default", "ID", "x".repeat(5_000), "ID_ubka3k_hcbyzel3y2krzexmfrhbpn4kwm"],
    [ones, "default", "EMAIL", "ana@example.com", "EMAIL_insxqt_n3di45xs4tmopyf5lmj5nn5v4u"],
    [ones, "default", "ID", "x".repeat(5_000), "ID_insxqt_aurqzpxe6hjdu3wyq63hqwvxx4"],
  ])("with key %# gives %s %s %s the pseudonym Python gives", (...row) => {
    const [key, tenant, type, value, made] = row;
    expect(open(key, tenant).pseudonym(type, value, "BR")).toBe(made);
  });

  it("gives another one for another type, tenant and key", () => {
    const made = [
      open().pseudonym("EMAIL", "a"),
      open().pseudonym("PERSON", "a"),
      open(counting, "other").pseudonym("EMAIL", "a"),
      open(ones).pseudonym("EMAIL", "a"),
    ].map((pseudonym) => pseudonym.split("_").at(-1));
    expect(new Set(made).size).toBe(4);
  });

  it("leaves empty values empty", () => {
    expect(["", "  ", "\u200b"].map((value) => open().pseudonym("EMAIL", value))).toEqual([
      "",
      "",
      "",
    ]);
  });

  it("leaves a pseudonym of its own key, and makes another of a foreign one", () => {
    const own = open().pseudonym("EMAIL", "a@example.com");
    expect(open().pseudonym("EMAIL", own)).toBe(own);
    expect(open().pseudonym("ID", own)).toBe(own);
    expect(open(ones).pseudonym("EMAIL", own)).toMatch(/^EMAIL_insxqt_/);
  });

  it.each([0, 31, 65])("refuses a key of %i bytes", (length) => {
    expect(() => open(new Uint8Array(length))).toThrow("32 to 64 bytes");
  });

  it("refuses a tenant that could pass for a part of another", () => {
    expect(() => open(counting, "a\0EMAIL")).toThrow("NUL");
  });

  it("makes what isPseudonym knows, whatever the value", () => {
    const pseudonymizer = open();
    fc.assert(
      fc.property(codeUnits, (text) => {
        const made = pseudonymizer.pseudonym("ID", `x${text}`);
        expect(isPseudonym(made)).toBe(true);
        expect(pseudonymizer.pseudonym("ID", made)).toBe(made);
      }),
    );
  });
});

describe("isPseudonym", () => {
  it.each([
    "EMAIL",
    "EMAIL_ubka3k_short",
    "email_ubka3k_pmsrypkiwf2bxnjntdg44pzaay",
    "EMAIL_ubka3k_pmsrypkiwf2bxnjntdg44pzaa1",
    " EMAIL_ubka3k_pmsrypkiwf2bxnjntdg44pzaay",
  ])("is false for %j", (text) => {
    expect(isPseudonym(text)).toBe(false);
  });
});

describe("keyIdOf", () => {
  it("tells keys apart", () => {
    expect(keyIdOf(counting)).toBe("ubka3k");
    expect(keyIdOf(ones)).toBe("insxqt");
  });
});

describe("keyedHash", () => {
  it("is node's HMAC, for short and long texts and any character", () => {
    const keys = fc.uint8Array({ minLength: 1, maxLength: 64 });
    const texts = fc.oneof(
      codeUnits,
      fc.constantFrom("é", "x").map((letter) => letter.repeat(1_366)),
    );
    fc.assert(
      fc.property(keys, texts, texts, (key, prefix, text) => {
        const expected = createHmac("sha256", key).update(prefix).update(text).digest("binary");
        expect(keyedHash(key, prefix)(text)).toBe(expected);
      }),
    );
  });
});

describe("base32OfBinary", () => {
  // RFC 4648, chapter 10.
  it.each([
    ["", ""],
    ["f", "my"],
    ["fo", "mzxq"],
    ["foo", "mzxw6"],
    ["foob", "mzxw6yq"],
    ["fooba", "mzxw6ytb"],
    ["foobar", "mzxw6ytboi"],
  ])("writes %j as %s", (bytes, text) => {
    expect(base32OfBinary(bytes)).toBe(text);
  });
});
