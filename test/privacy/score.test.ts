import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { seededRandom } from "../../src/core/base/random.ts";
import type { MarkedRow, MarkedSpan } from "../../src/kernel/privacy/kit/marked-row.ts";
import { parseKit } from "../../src/kernel/privacy/kit/read-kit.ts";
import type { Figure } from "../../src/kernel/privacy/score/interval.ts";
import { scoreSpans } from "../../src/kernel/privacy/score/score-spans.ts";
import { entityTypes } from "../../src/kernel/privacy/span.ts";
import { sharedFiles } from "../shared-files.ts";

const reference = sharedFiles("the reference scorer", "data/pii/score.py");
const python = spawnSync("python3", ["--version"]).status === 0;
if (!python) process.stderr.write("skipped: the scorer beside score.py: python3 is not there\n");

const folder = mkdtempSync(join(tmpdir(), "earshot-score-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!python || !reference.isThere)("scoreSpans", () => {
  const rows = kitRows();

  it.each([
    ["the marks themselves", (row: MarkedRow) => [...row.spans]],
    ["nothing", () => []],
    ["marks with mistakes", (row: MarkedRow) => mistaken(row)],
  ])("gives the figures of score.py for %s", (name, predict) => {
    const found = rows.map((row) => predict(row));
    const theirs = scoredByPython(name.replaceAll(" ", "-"), rows, found);
    const score = scoreSpans(rows, found);
    const types = [...score.types, { ...score.all, type: "MICRO" }];
    expect(types.length).toBe(
      Object.values(theirs).filter((each) => typeof each === "object").length,
    );
    for (const { type, markedCount, strict, partial } of types) {
      const figures = [strict.precision, strict.recall, strict.f1];
      const ours = [...figures, partial.precision, partial.recall, partial.f1].map(rounded);
      const { n, P, R, F, pP, pR, pF } = theirs[type] as Record<string, number>;
      expect([markedCount, ...ours], type).toEqual([n, P, R, F, pP, pR, pF]);
    }
    const { macroF1, characterRecall, negatives } = score;
    expect({
      MACRO_F: Number(macroF1.toFixed(3)),
      char_recall: rounded(characterRecall),
      overmask_chars: rounded(score.all.overMasking),
      neg_rows_with_fp: `${negatives.hitCount}/${negatives.count}`,
    }).toEqual({
      MACRO_F: theirs["MACRO_F"],
      char_recall: theirs["char_recall"],
      overmask_chars: theirs["overmask_chars"],
      neg_rows_with_fp: theirs["neg_rows_with_fp"],
    });
  });
});

function kitRows(): MarkedRow[] {
  const kit = resolve(import.meta.dirname, "../../src/kernel/privacy/kit");
  const files = globSync("*.txt", { cwd: kit }).toSorted();
  const rows = files.flatMap((file) => parseKit(readFileSync(join(kit, file), "utf8"), file));
  expect(rows.length, basename(kit)).toBeGreaterThan(400);
  return rows;
}

/** Marks of a row with some left out, moved, called otherwise or added, always the same ones. */
function mistaken(row: MarkedRow): MarkedSpan[] {
  const random = seededRandom(row.id);
  const spans = row.spans.flatMap((span) => {
    if (random.chance(0.15)) return [];
    const moved = { ...span, end: Math.min(row.text.length, span.end + random.integer(0, 2)) };
    const type = random.chance(0.2) ? random.pick(entityTypes) : span.type;
    return [random.chance(0.2) ? { ...moved, type } : { ...span, type }];
  });
  if (row.text.length < 12 || random.chance(0.6)) return spans;
  const start = random.integer(0, row.text.length - 10);
  return [...spans, { start, end: start + random.integer(1, 9), type: random.pick(entityTypes) }];
}

function scoredByPython(
  name: string,
  rows: readonly MarkedRow[],
  found: readonly (readonly MarkedSpan[])[],
): Record<string, unknown> {
  const gold = join(folder, `${name}-gold.jsonl`);
  const predicted = join(folder, `${name}.jsonl`);
  writeLines(
    gold,
    rows.map((row) => ({ ...row, kind: row.isNegative ? "neg" : "msg" })),
  );
  writeLines(
    predicted,
    rows.map(({ id }, index) => ({ id, spans: found[index] })),
  );
  const { status, stderr } = spawnSync("python3", [reference.path, gold, predicted], {
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(readFileSync(join(folder, `${name}.all.score.json`), "utf8")) as Record<
    string,
    unknown
  >;
}

function writeLines(path: string, lines: readonly unknown[]): void {
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/** As the reference rounds; it says 0 where nothing was counted. */
function rounded(figure: Figure): number {
  return Number((figure?.value ?? 0).toFixed(3));
}
