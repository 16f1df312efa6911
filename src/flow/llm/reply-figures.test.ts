import { describe, expect, it } from "vitest";

import { nameSaid, tokensSaid } from "./reply-figures.ts";

describe("tokensSaid", () => {
  it.each<[said: number | undefined, taken: number | undefined]>([
    [0, 0],
    [568, 568],
    [1.5, 2],
    [undefined, undefined],
    [-1, undefined],
    [-500_000, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [1e30, undefined],
  ])("takes %s as %s", (said, taken) => {
    expect(tokensSaid(said)).toBe(taken);
  });
});

describe("nameSaid", () => {
  it.each([
    "gpt-4o-mini-2024-07-18",
    "claude-haiku-4-5-20251001",
    "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo",
    "hf.co/some-one/Llama-3.2-3B-Instruct-GGUF:Q8_0",
  ])("leaves %s", (name) => {
    expect(nameSaid(name)).toBe(name);
  });

  it.each([
    ["evil\u0000 model\n", "evil  model"],
    ["half \uD800", "half \uFFFD"],
    ["of anna@example.com", "of [EMAIL_1]"],
    ["m".repeat(1_000), "m".repeat(200)],
  ])("makes %j one that can be kept", (name, kept) => {
    expect(nameSaid(name)).toBe(kept);
  });
});
