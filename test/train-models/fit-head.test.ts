import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

import { fitHead } from "../../scripts/train-models/fit-head.ts";
import { type LabelledRow, tasks } from "../../scripts/train-models/labelled-rows.ts";
import { maskRows } from "../../scripts/train-models/masked-rows.ts";
import { readNoise } from "../../scripts/train-models/noise.ts";
import { readOwnTexts } from "../../scripts/train-models/own-texts.ts";
import { sha256 } from "../../src/core/base/hash.ts";
import { encodeClassifier } from "../../src/kernel/learn/classifier-codec.ts";

const repository = resolve(import.meta.dirname, "../..");

/** Training rows of our own, which need no public set. */
function ownRows(count: number): LabelledRow[] {
  return readOwnTexts("subjects")
    .filter(({ split, source }) => split === "train" && source === "own-sentences")
    .filter((_, row) => row % 4 === 0)
    .slice(0, count);
}

describe("fitHead", () => {
  it.each(["category", "tags"] as const)("gives %s the same bytes again", (task) => {
    const rows = maskRows(ownRows(300));
    const bytes = [1, 2].map(() => sha256(encodeClassifier(fitHead(task, rows))));
    expect(bytes[0]).toBe(bytes[1]);
  });

  it("learns nothing that is held out", () => {
    const rows = maskRows(ownRows(20).map((row) => ({ ...row, split: "held-out" })));
    expect(() => fitHead("category", rows)).toThrow("only rows for training");
  });
});

describe("maskRows", () => {
  it("takes out what users' texts lose too, and the greeting", () => {
    const text = "Hello team,\nmy mail is ann@example.com, the app is down.\nBest regards\nAnn";
    const row = { ...ownRows(1)[0]!, text };
    expect(maskRows([row])[0]?.text).toBe("my mail is [EMAIL_1], the app is down.");
  });
});

describe("readNoise", () => {
  it("gives each text once, the same each time, a third of them held out", () => {
    const noise = readNoise();
    expect(readNoise()).toEqual(noise);
    expect(new Set(noise.map(({ text }) => text)).size).toBe(noise.length);
    const held = noise.filter(({ split }) => split === "held-out").length;
    expect(held / noise.length).toBeGreaterThan(0.25);
    expect(held / noise.length).toBeLessThan(0.42);
  });
});

describe("model cards", () => {
  it.each(tasks)("the one of %s tells of the very model that is shipped", (task) => {
    const model = readFileSync(
      resolve(repository, `src/storage/registry/shipped/${task}/model.bin`),
    );
    const card = readFileSync(resolve(repository, `docs/models/${task}.md`), "utf8");
    expect(card).toContain(sha256(model));
  });
});
