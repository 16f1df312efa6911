import { describe, expect, it } from "vitest";

import { memoryBytes, memorySize } from "./memory.ts";

describe("memoryBytes", () => {
  it.each([
    ["2GB", 2_000_000_000],
    ["512 MiB", 536_870_912],
    ["1.5gb", 1_500_000_000],
    ["3TiB", 3_298_534_883_328],
    ["64KB", 64_000],
  ])("reads %s as %d", (size, bytes) => {
    expect(memoryBytes(size)).toBe(bytes);
    expect(memoryBytes(memorySize(bytes))).toBe(Math.floor(bytes / 1_000) * 1_000);
  });
});
