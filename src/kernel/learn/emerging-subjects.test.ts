import { describe, expect, it } from "vitest";

import { seededRandom } from "../../core/base/random.ts";
import { emergingSubjects, type WeekCount } from "./emerging-subjects.ts";

const week = (i: number): string =>
  new Date(Date.UTC(2026, 0, 5 + 7 * i)).toISOString().slice(0, 10);

/** A week's counts of subjects that each have a share, drawn one conversation at a time. */
function drawn(total: number, shares: readonly number[], random: () => number): number[] {
  const counts = shares.map(() => 0);
  for (let i = 0; i < total; i++) {
    let at = random();
    const subject = shares.findIndex((share) => (at -= share) < 0);
    counts[subject === -1 ? shares.length - 1 : subject]! += 1;
  }
  return counts;
}

const shares = [0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.03, 0.01, 0.01];

function weeks(totals: readonly number[], seed: number): WeekCount[] {
  const random = seededRandom(seed);
  return totals.flatMap((total, i) =>
    drawn(total, shares, () => random.next()).map((count, subject) => ({
      week: week(i),
      part: "ALL",
      subject: `S${subject}`,
      count,
    })),
  );
}

const emerging = (counts: readonly WeekCount[]) =>
  emergingSubjects(counts).filter(({ isEmerging }) => isEmerging);

describe("emergingSubjects", () => {
  it("reports next to nothing where nothing changes, in 100 flat histories", () => {
    let found = 0;
    for (let seed = 1; seed <= 100; seed++)
      found += emerging(weeks(Array.from<number>({ length: 20 }).fill(200), seed)).length;
    expect(found).toBeLessThanOrEqual(2); // of 16,000 comparisons
  });

  it("finds a planted subject in the week it grows, and only that one", () => {
    const counts = weeks(Array.from<number>({ length: 20 }).fill(200), 5);
    const grown = counts.find((count) => count.week === week(15) && count.subject === "S7")!;
    grown.count += 25;
    const found = emerging(counts);
    expect(found.map((one) => [one.week, one.subject])).toEqual([[week(15), "S7"]]);
    expect(found[0]).toMatchObject({ count: grown.count, weeksBefore: 8 });
    expect(found[0]!.expected).toBeGreaterThan(3);
    expect(found[0]!.expected).toBeLessThan(12);
  });

  it("finds growth of a subject that was restless, where the others are calm", () => {
    const calm = ["A", "B", "C", "D"];
    const restless = [0, 5, 0, 8, 1, 1, 2, 1, 25];
    const counts = restless.flatMap((count, i) => [
      ...calm.map((subject) => ({ week: week(i), part: "ALL", subject, count: 12 })),
      { week: week(i), part: "ALL", subject: "R", count },
    ]);
    expect(emerging(counts).map((one) => [one.week, one.subject])).toEqual([[week(8), "R"]]);
  });

  it("finds a subject that was never there before", () => {
    const counts = weeks(Array.from<number>({ length: 10 }).fill(200), 6);
    counts.push({ week: week(9), part: "ALL", subject: "NEW", count: 9 });
    expect(emerging(counts).map(({ subject }) => subject)).toEqual(["NEW"]);
  });

  it("takes neither a busy week nor one that has only begun for news", () => {
    const totals = [200, 200, 200, 200, 200, 200, 200, 200, 800, 40];
    expect(emerging(weeks(totals, 7))).toEqual([]);
  });

  it("says nothing before there are four weeks to compare with", () => {
    const counts = weeks([100, 100, 100, 100], 8);
    counts.at(-1)!.count += 90;
    expect(emergingSubjects(counts)).toEqual([]);
  });

  it("compares within a part, and needs no rows in every week", () => {
    const counts = weeks([100, 100, 100, 100, 100, 100], 9).concat(
      [0, 1, 3, 4].map((i) => ({ week: week(i), part: "SUL", subject: "S0", count: 10 })),
      { week: week(5), part: "SUL", subject: "S1", count: 30 },
    );
    const found = emerging(counts);
    expect(found.map(({ part, subject, weeksBefore }) => [part, subject, weeksBefore])).toEqual([
      ["SUL", "S1", 4],
    ]);
  });

  it("takes no counts at all", () => {
    expect(emergingSubjects([])).toEqual([]);
  });
});
