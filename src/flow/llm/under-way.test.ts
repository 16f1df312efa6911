import { describe, expect, it } from "vitest";

import { openUnderWay, waitFor } from "./under-way.ts";

describe("openUnderWay", () => {
  it("gives each key to the first who wants it, and tells the others what becomes of it", async () => {
    const underWay = openUnderWay<string>();
    using first = underWay.claim(["a", "b", "a"]);
    using second = underWay.claim(["b", "c"]);
    expect([first.own, [...first.others.keys()]]).toEqual([["a", "b"], []]);
    expect([second.own, [...second.others.keys()]]).toEqual([["c"], ["b"]]);
    first.settle("b", "told");
    expect(await second.others.get("b")).toBe("told");
  });

  it("gives a settled key to whoever wants it next, which the one before can't settle again", async () => {
    const underWay = openUnderWay<string>();
    {
      using first = underWay.claim(["a"]);
      first.settle("a", "one");
      const second = underWay.claim(["a"]);
      expect(second.own).toEqual(["a"]);
      first.settle("a", "two");
    }
    using third = underWay.claim(["a"]);
    expect(third.own, "the second still has it").toEqual([]);
  });

  it("tells nothing of what its owner left open", async () => {
    const underWay = openUnderWay<string>();
    const first = underWay.claim(["a"]);
    using second = underWay.claim(["a"]);
    first[Symbol.dispose]();
    expect(await second.others.get("a")).toBeUndefined();
    using third = underWay.claim(["a"]);
    expect(third.own).toEqual(["a"]);
  });
});

describe("waitFor", () => {
  it("gives what it waited for", async () => {
    expect(await waitFor(Promise.resolve(1), new AbortController().signal)).toBe(1);
  });

  it("ends with the signal's reason, also where that came before", async () => {
    const stop = new AbortController();
    const never = Promise.withResolvers<void>().promise;
    const waiting = waitFor(never, stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(waitFor(Promise.resolve(1), stop.signal)).rejects.toThrow("enough");
  });
});
