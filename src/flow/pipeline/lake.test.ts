import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { closeBronze, lakeIn, makeBronze, type Lake } from "./lake.ts";

let lake: Lake;
beforeEach(async () => {
  lake = lakeIn(await mkdtemp(join(tmpdir(), "earshot-lake-")));
});
afterEach(() => rm(lake.folder, { recursive: true }));

const modeOf = async (folder: string): Promise<string> =>
  ((await stat(folder)).mode & 0o777).toString(8);

describe("makeBronze", () => {
  it("makes a folder for its owner alone, and leaves one that is there as it is", async () => {
    await makeBronze(lake);
    const bronze = join(lake.tables, "bronze");
    expect(await modeOf(bronze)).toBe("700");
    await chmod(bronze, 0o750);
    await makeBronze(lake);
    expect(await modeOf(bronze)).toBe("750");
  });
});

describe("closeBronze", () => {
  it.each([0o755, 0o701, 0o2770, 0o700, 0o500])(
    "takes others' rights from mode %o",
    async (mode) => {
      await makeBronze(lake);
      const bronze = join(lake.tables, "bronze");
      await chmod(bronze, mode);
      await closeBronze(lake);
      expect(await modeOf(bronze)).toBe((mode & 0o700).toString(8));
    },
  );

  it("closes what is yet to be made", async () => {
    await closeBronze(lake);
    expect(await modeOf(join(lake.tables, "bronze"))).toBe("700");
    expect(lake.cache.startsWith(join(lake.tables, "bronze"))).toBe(true);
    expect(lake.temporary.startsWith(join(lake.tables, "bronze"))).toBe(true);
  });
});
