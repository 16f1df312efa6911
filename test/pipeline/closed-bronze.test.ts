import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { openSmall } from "./company.ts";

describe("a run", () => {
  it("leaves bronze to its owner alone, also where it found it open", async () => {
    await using company = await openSmall();
    const bronze = join(company.data, "lake", "bronze");
    const modeOf = async (): Promise<number> => (await stat(bronze)).mode & 0o777;
    await company.open().run();
    expect(await modeOf()).toBe(0o700);
    await chmod(bronze, 0o755);
    await company.open().plan();
    expect(await modeOf()).toBe(0o755);
    await company.open().run();
    expect(await modeOf()).toBe(0o700);
  });
});
