import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { findAddresses } from "../../src/kernel/privacy/places/find-addresses.ts";
import { sharedFiles } from "../shared-files.ts";

type Row = {
  kind: string;
  text: string;
  spans: { start: number; end: number; type: string }[];
  templates: string[];
};

const kit = sharedFiles("marked texts with personal data", "data/pii/dev.jsonl.gz");

/** Rows with a template that nothing was tuned on. */
function heldOutRows(): Row[] {
  const lines = gunzipSync(readFileSync(kit.path)).toString("utf8").trim().split("\n");
  const rows = lines.map((line) => JSON.parse(line) as Row);
  return rows.filter(({ templates }) => templates.some((id) => /^[012]/.test(id)));
}

const f1 = (precision: number, recall: number): number =>
  (2 * precision * recall) / (precision + recall);

describe.runIf(kit.isThere)("addresses in held-out rows of the kit", () => {
  const rows = kit.isThere ? heldOutRows() : [];
  const scored = rows.map((row) => ({
    row,
    gold: row.spans.filter(({ type }) => type === "ADDRESS"),
    found: findAddresses(row.text, {}),
  }));
  const goldCount = scored.reduce((sum, { gold }) => sum + gold.length, 0);
  const foundCount = scored.reduce((sum, { found }) => sum + found.length, 0);

  it("has enough of them", () => {
    expect(goldCount).toBeGreaterThan(400);
  });

  it("finds them to the letter", () => {
    const exact = scored.flatMap(({ gold, found }) =>
      found.filter((span) =>
        gold.some(({ start, end }) => start === span.start && end === span.end),
      ),
    ).length;
    expect(f1(exact / foundCount, exact / goldCount)).toBeGreaterThan(0.97);
  });

  it("finds nearly all of them in part, and hardly anything else", () => {
    const touches = (one: { start: number; end: number }, other: { start: number; end: number }) =>
      one.start < other.end && other.start < one.end;
    const hit = scored.flatMap(({ gold, found }) =>
      gold.filter((one) => found.some((span) => touches(one, span))),
    ).length;
    const right = scored.flatMap(({ gold, found }) =>
      found.filter((span) => gold.some((one) => touches(one, span))),
    ).length;
    expect(f1(right / foundCount, hit / goldCount)).toBeGreaterThan(0.98);
  });

  it("finds none in the hard negatives", () => {
    const negatives = scored.filter(({ row }) => row.kind === "neg");
    expect(negatives.length).toBeGreaterThan(100);
    expect(negatives.filter(({ found }) => found.length > 0)).toEqual([]);
  });
});
