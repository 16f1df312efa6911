import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { composeDetector, type Tier } from "../../../kernel/privacy/compose-detector.ts";
import { openBatches } from "./batches.ts";
import { maskBatch, openTransform, type Batch, type MaskPlan } from "./mask-plan.ts";
import { emptyTally } from "./transform.ts";

const emails: Tier = (text) =>
  Array.from(text.matchAll(/\w{1,64}@\w+/g), ({ index, 0: found }) => {
    return { start: index, end: index + found.length, type: "EMAIL", rule: "test", score: 1 };
  });
const detector = composeDetector({ tiers: [emails] });

const planOf = (format: MaskPlan["format"], more: Partial<MaskPlan> = {}): MaskPlan => ({
  format,
  detector: {},
  columns: [],
  fields: [],
  group: undefined,
  delimiter: undefined,
  recordLengthMax: 10_000,
  ...more,
});

function cut(plan: MaskPlan, text: string, [pieceLength, batchLength]: readonly number[]): Batch[] {
  const batches = openBatches(plan, detector, batchLength);
  const found: Batch[] = [];
  for (let at = 0; at < text.length; at += pieceLength ?? 1)
    found.push(...(batches?.push(text.slice(at, at + (pieceLength ?? 1))) ?? []));
  return [...found, ...(batches?.end() ?? [])];
}

function failureOf(work: () => unknown): string {
  try {
    return `nothing failed: ${String(work())}`;
  } catch (error) {
    return String(error);
  }
}

const field = fc.constantFrom("", "a@b", '"x@y, ""z"""', '"two\nlines a@b"', "é", "c d");
const csv = fc
  .tuple(
    fc.constantFrom("", "\ufeff"),
    fc.constantFrom("h1,h2", '"a\nhead",h2'),
    fc.array(fc.tuple(field, field), { maxLength: 20 }),
    fc.constantFrom("\n", "\r\n"),
    fc.boolean(),
  )
  .map(([mark, head, rows, end, hasEnd]) => {
    const lines = [head, ...rows.map((row) => row.join(","))].join(end);
    return `${mark}${lines}${hasEnd ? end : ""}`;
  });
const ndjson = fc
  .array(fc.constantFrom('{"t":"a@b"}', '{"t":"a@b x@y","u":[1]}', "", '{"u":"c@d"}\r'))
  .map((lines) => lines.join("\n"));
const lengths = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 60 }));

describe("openBatches", () => {
  it.each<[MaskPlan, fc.Arbitrary<string>]>([
    [planOf("csv"), csv],
    [planOf("csv", { columns: ["2"] }), csv],
    [planOf("ndjson"), ndjson],
    [planOf("ndjson", { fields: ["t"] }), ndjson],
    [planOf("spans"), ndjson.map((text) => text.replaceAll(/"[tu]":"/g, '"text":"'))],
  ])("cuts so that the parts give what the whole gives: %j", (plan, texts) => {
    fc.assert(
      fc.property(texts, lengths, (text, [pieceLength, batchLength]) => {
        const batches = cut(plan, text, [pieceLength, batchLength]);
        expect(batches.map((batch) => batch.text).join("")).toBe(text);
        const whole = openTransform(plan, { detector, tally: emptyTally(), seen: new Set() });
        const answers = batches.map((batch) => maskBatch(detector, plan, batch).text);
        expect(answers.join("")).toBe(whole.push(text) + whole.end());
      }),
    );
  });

  it("keeps count of lines over batches", () => {
    const lines = Array.from({ length: 50 }, (_, i) => `"${i}\n",2`).join("\n");
    const plan = planOf("csv");
    const maskAll = (text: string) => () =>
      cut(plan, text, [7, 40]).map((batch) => maskBatch(detector, plan, batch).text);
    const failure = failureOf(maskAll(`"h\n",i\n${lines}\n1,2,3\n`));
    expect(failure).toContain("line 103: it has 3 fields and the first line 2");
    expect(failureOf(maskAll(`h,i\n${lines}\n"1\n`))).toContain("line 102: a quote is opened");
  });

  it("cuts nothing whose records need each other", () => {
    expect(openBatches(planOf("csv", { group: "h1" }), detector)).toBeUndefined();
    expect(openBatches(planOf("json"), detector)).toBeUndefined();
  });
});
