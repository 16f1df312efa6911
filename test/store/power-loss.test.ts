import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { followedDisk } from "../power-loss/follow-calls.ts";
import { imageKey, readImage, writeImage } from "../power-loss/image.ts";
import { recordCalls, strace, type Call } from "../power-loss/strace.ts";
import { cuts } from "./cuts.ts";
import { problemOf } from "./rows.ts";
import { storeFolder } from "./store-kinds.ts";

const seed = 20_261_121;

/** The record must say all: what follows from it is what stands on the real disk. */
async function expectWhole(calls: readonly Call[], root: string): Promise<void> {
  const disk = followedDisk(root);
  for (const call of calls) disk.follow(call);
  expect(imageKey(disk.everything())).toBe(imageKey(await readImage(root)));
}

describe.skipIf(strace === undefined)("a power cut while a store is written", () => {
  it("loses no committed row, at any moment", async () => {
    await using temporary = await storeFolder();
    const root = join(temporary.path, "disk");
    await mkdir(root);
    const script = join(import.meta.dirname, "rows-process.ts");
    const store = join("data", "store");
    const calls = await recordCalls(script, [join(root, store)], join(temporary.path, "trace"));
    await expectWhole(calls, root);
    const toldCounts = new Set<number>();
    for (const { image, printed, callIndex } of cuts(calls, root, { lines: 10, seed })) {
      const place = join(temporary.path, "found");
      await writeImage(image, place);
      const told = printed.filter((line) => line !== "done").map(Number);
      const problem = await problemOf(join(place, store), told);
      expect(problem, `call ${callIndex} of ${calls.length}`).toBeUndefined();
      toldCounts.add(told.length);
      await rm(place, { recursive: true });
    }
    expect(toldCounts.size).toBeGreaterThan(7);
  });
});
