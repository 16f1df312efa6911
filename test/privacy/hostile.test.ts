import { describe, expect, it } from "vitest";

import { createDetector } from "../../src/kernel/privacy/detector.ts";
import { createMasker } from "../../src/kernel/privacy/masker.ts";

/** Texts that make one search or another look at the same place again and again. */
const pieces = [
  "a:a:",
  "1.1.1.",
  "123-45-",
  ".",
  "@",
  "a@a.",
  "1",
  "1 ",
  "12 34 ",
  "0x",
  "Ann Lee ",
  "Mr ",
  "my name is ",
  "4111 1111 ",
  "00:1B:",
  "a (at) b dot ",
  "[EMAIL_1]",
  "[EMAIL_1",
  "order #",
  "password: ",
  "https://a:b@c ",
  "-----BEGIN ",
  "eyJa.",
  "Rua A 1, ",
  "1 Main St, ",
  "\u200b",
  "e\u0301",
  "\u0301",
  "Ａ",
  "٣",
  "аa",
  "a_",
  "+1",
  "Dear Ann,\n",
  "01/02/1990 ",
  "ann@example.com\n4111111111111111 ",
];

const masker = createMasker(createDetector({ locations: true }));
const known = [{ name: "Ann Lee", email: "ann@example.com", phone: "+1 555 0100" }];

/** Work that stays below this at full length is no trouble, whatever it grows by. */
const smallMs = 40;
const lengthMax = 50_000;

function cpuMs(text: string): number {
  const startedAt = process.cpuUsage();
  masker.mask(text, { known });
  const { user, system } = process.cpuUsage(startedAt);
  return (user + system) / 1_000;
}

describe("the whole detector and masker", () => {
  it.each(pieces)("do work that grows with the text, not with its square: %j", (piece) => {
    const text = piece.repeat(Math.ceil(lengthMax / piece.length)).slice(0, lengthMax);
    const quarter = text.slice(0, lengthMax / 4);
    cpuMs(quarter);
    // A ratio of two measurements: 4 for linear work, 16 for quadratic; a busy machine gets more tries.
    const isLinear = Array.from({ length: 5 }).some(() => {
      const [small, large] = [cpuMs(quarter), cpuMs(text)];
      return large < smallMs || large / small < 10;
    });
    expect(isLinear).toBe(true);
  });

  it("mask texts that end beyond the first of many windows", () => {
    const text = `${"The printer is on fire. ".repeat(8_000)}ann@example.com`;
    expect(masker.mask(text).text.endsWith("[EMAIL_1]")).toBe(true);
  });
});
