import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { findKnown } from "../../src/kernel/privacy/people/find-known.ts";
import { findPeople } from "../../src/kernel/privacy/people/find-people.ts";
import { resolveSpans } from "../../src/kernel/privacy/resolve-spans.ts";
import type { Span } from "../../src/kernel/privacy/span.ts";
import { sharedFiles } from "../shared-files.ts";

type Row = {
  kind: "msg" | "neg" | "presidio";
  text: string;
  spans: { start: number; end: number; type: string }[];
  templates: string[];
  crm?: { name: string; email: string; phone: string } | null;
};

const own = sharedFiles("the PII kit", "data/pii/dev.jsonl.gz");
const foreign = sharedFiles("the PII kit's foreign rows", "data/pii/dev-presidio.jsonl.gz");

function rowsOf(path: string): Row[] {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Row); // written by the project
}

/** Rows of which a template was never tuned on. */
function isHeldOut({ templates }: Row): boolean {
  return templates.some((id) => /^[012]/.test(id));
}

function found({ text, crm }: Row): Span[] {
  const known = crm === null || crm === undefined ? [] : findKnown(text, [crm]);
  const people = [...known.filter(({ type }) => type === "PERSON"), ...findPeople(text, {})];
  return resolveSpans(text, people);
}

function strict(rows: readonly Row[]): { precision: number; recall: number; spans: number } {
  let [spans, right, all] = [0, 0, 0];
  for (const row of rows) {
    const gold = row.spans.filter(({ type }) => type === "PERSON");
    const isGold = ({ start, end }: Span): boolean =>
      gold.some((span) => span.start === start && span.end === end);
    const people = found(row).filter((span) => !isIgnored(row, span));
    spans += gold.length;
    all += people.length;
    right += people.filter(isGold).length;
  }
  return { precision: right / all, recall: right / spans, spans };
}

/** On a stretch that the foreign rows label as something the kit has no word for. */
function isIgnored({ spans }: Row, { start, end }: Span): boolean {
  const touched = spans.filter((span) => span.start < end && start < span.end);
  return touched.length > 0 && touched.every(({ type }) => type.startsWith("X_"));
}

describe.runIf(own.isThere)("people in the PII kit", () => {
  it("are found exactly, with the record, in templates that were held out", () => {
    const { precision, recall, spans } = strict(rowsOf(own.path).filter(isHeldOut));
    expect(spans).toBeGreaterThan(2_000);
    expect(
      precision,
      "0.972 when written; streets called after people are left to addresses",
    ).toBeGreaterThan(0.962);
    expect(recall, "0.987 when written").toBeGreaterThan(0.977);
  });

  it("are seen in few of the texts that name nobody", () => {
    const rows = rowsOf(own.path).filter(({ kind }) => kind === "neg");
    expect(rows.length).toBeGreaterThan(700);
    expect(rows.filter((row) => found(row).length > 0).length / rows.length).toBeLessThan(0.01);
  });
});

describe.runIf(foreign.isThere)("people in the kit's foreign rows", () => {
  it("are found without a record", () => {
    const { precision, recall, spans } = strict(rowsOf(foreign.path));
    expect(spans).toBeGreaterThan(500);
    expect(precision, "0.904 when written").toBeGreaterThan(0.894);
    expect(recall, "0.606 when written").toBeGreaterThan(0.596);
  });
});
