import { falseDiscoveryRates, upperTail } from "./count-surprise.ts";

/** How often a subject came up in a week. */
export type WeekCount = {
  /** Monday, `YYYY-MM-DD`. */
  week: string;
  /** What is counted together, such as a region; shares are within it. */
  part: string;
  subject: string;
  count: number;
};

/** How a week's count compares with the weeks before. */
export type Surprise = WeekCount & {
  /** Count that the weeks before and this week's total let expect, > 0. */
  expected: number;
  /** Weeks that it was compared with, `weeksLeast` to `weeksMost`. */
  weeksBefore: number;
  /** Chance of a count this high if nothing had changed. */
  chance: number;
  /** The same after all comparisons of that week (Benjamini-Hochberg). */
  rate: number;
  isEmerging: boolean;
};

/** Weeks to look back, and how many of them there must be. */
const weeksMost = 8;
const weeksLeast = 4;

/** What it takes to be called emerging: so rare by chance, so many, so much more than expected. */
const rateMost = 0.001;
const countLeast = 5;
const ratioLeast = 1.5;

/**
 * Finds subjects that come up more often in a week than the eight weeks before let expect.
 *
 * Expected is the subject's smoothed share of those weeks times this week's total, so that neither
 * a busy week nor one that has only begun counts as news. Chance is a count's scatter (negative
 * binomial, as wide as those weeks scattered, and wider where they were few); all comparisons of a
 * week share one false discovery rate.
 *
 * @param counts - Subjects and weeks that are not named count 0; a pair stands there once.
 * @returns One entry per given count above 0 whose week has enough weeks before it, in order of
 *   week, part, subject.
 *
 * Cost: O(subjects × weeks).
 */
export function emergingSubjects(counts: readonly WeekCount[]): Surprise[] {
  const weeks = [...new Set(counts.map(({ week }) => week))].toSorted();
  const parts = Map.groupBy(counts, ({ part }) => part);
  const found = [...parts.values()].flatMap((part) => compareWithin(part, weeks));
  const byWeek = Map.groupBy(found, ({ week }) => week);
  return weeks.flatMap((week) => {
    const compared = (byWeek.get(week) ?? []).toSorted(byPartAndSubject);
    const rates = falseDiscoveryRates(compared.map(({ chance }) => chance));
    return compared.map((surprise, i) => ({ ...surprise, ...verdict(surprise, rates[i]!) }));
  });
}

type Compared = Omit<Surprise, "rate" | "isEmerging">;

function verdict({ count, expected }: Compared, rate: number) {
  const isEmerging = rate <= rateMost && count >= countLeast && count >= ratioLeast * expected;
  return { rate, isEmerging };
}

function byPartAndSubject(left: Compared, right: Compared): number {
  if (left.part !== right.part) return left.part < right.part ? -1 : 1;
  return left.subject < right.subject ? -1 : 1;
}

function compareWithin(counts: readonly WeekCount[], weeks: readonly string[]): Compared[] {
  const places = new Map(weeks.map((week, place) => [week, place]));
  const totals = new Float64Array(weeks.length);
  const series = new Map<string, Float64Array>();
  for (const { week, subject, count } of counts) {
    const place = places.get(week)!; // weeks are those of all counts
    totals[place]! += count;
    let line = series.get(subject);
    if (line === undefined) series.set(subject, (line = new Float64Array(weeks.length)));
    line[place]! += count;
  }
  return counts.flatMap((counted) => {
    const place = places.get(counted.week)!;
    const before = weeksWithRows(totals, place);
    if (counted.count === 0 || before.length < weeksLeast) return [];
    return [{ ...counted, ...compare(series.get(counted.subject)!, totals, { place, before }) }];
  });
}

/** Places of the weeks before one that hold anything, the latest eight. */
function weeksWithRows(totals: Float64Array, place: number): number[] {
  const before: number[] = [];
  for (let i = place - 1; i >= 0 && before.length < weeksMost; i--)
    if (totals[i]! > 0) before.push(i);
  return before;
}

function compare(
  line: Float64Array,
  totals: Float64Array,
  { place, before }: { place: number; before: readonly number[] },
) {
  const count = before.reduce((sum, i) => sum + line[i]!, 0);
  const total = before.reduce((sum, i) => sum + totals[i]!, 0);
  const share = (count + 0.5) / (total + 1);
  const scatter = before.reduce(
    (sum, i) => sum + (line[i]! - share * totals[i]!) ** 2 / (share * totals[i]!),
    0,
  );
  const spread = Math.max(1, scatter / (before.length - 1));
  // The share itself is only known from `total` rows, which widens what this week may show.
  const dispersion = spread * (1 + totals[place]! / total);
  const expected = share * totals[place]!;
  const chance = upperTail(line[place]!, expected, dispersion);
  return { expected, weeksBefore: before.length, chance };
}
