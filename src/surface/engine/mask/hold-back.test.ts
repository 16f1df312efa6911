import { describe, expect, it } from "vitest";

import { holdBack } from "./hold-back.ts";

async function* give(pieces: readonly string[], given: string[]): AsyncGenerator<string> {
  for (const piece of pieces) {
    given.push(piece);
    yield await Promise.resolve(piece);
  }
}

describe("holdBack", () => {
  const refuse = (): Error => new Error("too much");

  it("lets nothing go before the gate opens, and all after that", async () => {
    const given: string[] = [];
    const gate = { isOpen: () => given.includes("c"), refuse };
    const seen: [string, number][] = [];
    for await (const piece of holdBack(give(["a", "b", "c", "d"], given), gate, 100))
      seen.push([piece, given.length]);
    expect(seen).toEqual([
      ["a", 3],
      ["b", 3],
      ["c", 3],
      ["d", 4],
    ]);
  });

  it("gives what it holds when no more comes", async () => {
    const pieces: string[] = [];
    const gate = { isOpen: () => false, refuse };
    for await (const piece of holdBack(give(["a", "b"], []), gate, 2)) pieces.push(piece);
    expect(pieces).toEqual(["a", "b"]);
  });

  it("refuses to hold more than it may", async () => {
    const gate = { isOpen: () => false, refuse };
    const pieces = holdBack(give(["a", "b", "c"], []), gate, 2);
    await expect(pieces.next()).rejects.toThrow("too much");
  });
});
