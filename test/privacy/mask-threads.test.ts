import { describe, expect, it } from "vitest";

import { createDetector } from "../../src/kernel/privacy/detector.ts";
import type { MaskPlan } from "../../src/surface/engine/mask/mask-plan.ts";
import { runPlan } from "../../src/surface/engine/mask/run-plan.ts";
import { emptyTally } from "../../src/surface/engine/mask/transform.ts";

const planOf = (format: MaskPlan["format"], more: Partial<MaskPlan> = {}): MaskPlan => ({
  format,
  detector: { people: false, addresses: false },
  columns: [],
  fields: [],
  group: undefined,
  delimiter: undefined,
  recordLengthMax: 10_000,
  ...more,
});

describe("runPlan", () => {
  const run = async (plan: MaskPlan, text: string, workers: number) => {
    const tally = emptyTally();
    const pieces = async function* (): AsyncGenerator<string> {
      for (let at = 0; at < text.length; at += 100_000) yield text.slice(at, at + 100_000);
    };
    let answer = "";
    const detector = createDetector(plan.detector);
    for await (const piece of runPlan({ plan, detector, workers, tally }, pieces()))
      answer += piece;
    return { answer, tally };
  };

  it.each<MaskPlan>([planOf("csv", { columns: ["body"] }), planOf("csv"), planOf("text")])(
    "gives the same with threads as without, in order, and counts the same: %j",
    async (plan) => {
      const rows = Array.from({ length: 80_000 }, (_, i) => `${i},mail ${i}@example.com or more`);
      const text = `id,body\n${rows.join("\n")}\n`;
      const alone = await run(plan, text, 1);
      expect(await run(plan, text, 2)).toEqual(alone);
      expect(alone.tally.valuesByType.get("EMAIL")).toBe(80_000);
      expect(alone.answer).not.toContain("@");
      expect(alone.answer.split("\n").map((line) => line.split(",")[0])).toEqual(
        text.split("\n").map((line) => line.split(",")[0]),
      );
    },
  );

  it("ends with the mistake of a thread, and its line", async () => {
    const rows = Array.from(
      { length: 80_000 },
      (_, i) => `{"id":${i},"t":"some text of this row"}`,
    );
    rows[75_000] = "{";
    await expect(run(planOf("ndjson"), rows.join("\n"), 2)).rejects.toThrow(
      "line 75001: this is no JSON",
    );
  });

  it("refuses fields that no row has, over all batches", async () => {
    const plan = planOf("ndjson", { fields: ["t", "u"] });
    await expect(run(plan, '{"t":1}\n', 1)).rejects.toThrow("no row has a field u;");
    await expect(run(plan, "", 1)).resolves.toMatchObject({ answer: "" });
  });
});
