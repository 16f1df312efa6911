import { describe, expect, it } from "vitest";

import { packageVersion } from "./version.ts";

describe("packageVersion", () => {
  it("is a version", () => {
    expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
