import { describe, expect, it } from "vitest";

import { createDetector } from "./detector.ts";
import { createMasker } from "./masker.ts";
import { allowTest } from "./value-lists.ts";

describe("the deny list", () => {
  const deny = [
    { type: "PROJECT", text: "Blue Moon" },
    { type: "PROJECT", text: "@acme" },
    { type: "PERSON", text: "Żółć" },
    { type: "MARK", text: "☎☎" },
    { type: "MARK", text: "𠮷田" },
    // Words in pairs whose letters have the same hash.
    { type: "ONE", text: "bluqhqlv" },
    { type: "OTHER", text: "blunfasn" },
    { type: "ONE", text: "bluokegh" },
  ];
  const masker = createMasker(createDetector({ people: false, addresses: false, deny }));

  it.each([
    ["on blue-moon, Blue\u00a0Moon", "on [PROJECT_1], [PROJECT_2]"],
    ["by @acme and acmes", "by @[PROJECT_1] and acmes"],
    ["ŻÓŁĆ or z\u0307ółć", "[PERSON_1] or [PERSON_1]"],
    ["[PROJECT_1] BLUE MOON", "[PROJECT_1] [PROJECT_2]"],
    ["bluemoon", "[PROJECT_1]"],
    ["Blue Moonshine", "Blue Moonshine"],
    ["bluqhqlv, Blun fasn, bluokegh and bluxitjs", "[ONE_1], [OTHER_1], [ONE_2] and bluxitjs"],
    ["☎☎ 𠮷田 田", "[MARK_1] [MARK_2] 田"],
  ])("turns %j into %j", (text, expected) => {
    expect(masker.mask(text).text).toBe(expected);
  });
});

describe("allowTest", () => {
  const isAllowed = allowTest(["support@example.com", "+55 11 4000-1234"], "BR");

  it.each([
    ["EMAIL", "Support@Example.com", true],
    ["EMAIL", "ann@example.com", false],
    ["PHONE", "(11) 4000-1234", true],
    ["PHONE", "(11) 4000-1235", false],
  ])("tells of %s %j: %j", (type, value, expected) => {
    expect(isAllowed(type, value)).toBe(expected);
  });
});
