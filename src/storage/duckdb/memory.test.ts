import { describe, expect, it } from "vitest";

import { partOfMemory } from "./memory.ts";

describe("partOfMemory", () => {
  it.each([
    ["2GB", 0.5, "1GB"],
    ["512 MiB", 0.25, "128 MiB"],
    ["1.5GB", 0.5, "0.75GB"],
  ])("takes of %s the share %d: %s", (limit, share, part) => {
    expect(partOfMemory(limit, share)).toBe(part);
  });
});
