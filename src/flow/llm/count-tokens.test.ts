import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import { openTokenCounter } from "./count-tokens.ts";

describe("openTokenCounter", () => {
  it("counts as the model's tokenizer does, markers of chats as plain text", async () => {
    const newer = await openTokenCounter("openai", "gpt-4o-mini");
    const older = await openTokenCounter("azure-openai", "gpt-4-turbo-2024-04-09");
    const sentence = "Não consigo ligar a maquininha.";
    expect(newer.count("hello world")).toBe(2);
    expect(newer.count(sentence)).toBeLessThan(older.count(sentence));
    expect(newer.count("<|endoftext|>")).toBeGreaterThan(3);
    expect(newer.factor).toBe(1);
    expect((await openTokenCounter("anthropic", "claude-haiku-4-5")).factor).toBeGreaterThan(1);
  });

  it("cuts a text at a token, never within a character", async () => {
    const counter = await openTokenCounter("openai", "gpt-4o");
    expect(counter.cut(maskPlain("one two three four five six"), 3)).toBe("one two three");
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.integer({ min: 1, max: 40 }),
        (text, most) => {
          const whole = maskedAlready(text);
          const cut = counter.cut(whole, most);
          expect(text.startsWith(cut)).toBe(true);
          expect(cut.isWellFormed()).toBe(text.isWellFormed());
          expect(cut === text || counter.count(cut) <= most).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("takes a long text without spaces in a moment", async () => {
    const counter = await openTokenCounter("openai", "gpt-4o");
    expect(counter.count("漢字仮名交".repeat(4_000))).toBeGreaterThan(10_000);
    expect(counter.count("a".repeat(50_000))).toBeGreaterThan(1_000);
  });
});
