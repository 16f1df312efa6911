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
const rateMost = 0.003;
const countLeast = 5;
const ratioLeast = 1.5;

/** Weeks of its own that weigh as much as how all subjects scatter. */
const usualWeight = 7;

/**
 * Finds subjects that come up more often in a week than the eight weeks before let expect.
 *
 * Expected is the subject's smoothed share of those weeks times this week's total, so that neither
 * a busy week nor one that has only begun counts as news. Chance is a count's scatter (negative
 * binomial, as wide as those weeks scattered, drawn towards how all subjects scatter, and wider where
 * weeks were few); all comparisons of a week share one false discovery rate.
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
  const lines = [...series.values()];
  const usual = weeks.map((_, place) => {
    const before = weeksWithRows(totals, place);
    return before.length < weeksLeast ? undefined : usualSpread(lines, totals, before);
  });
  return counts.flatMap((counted) => {
    const place = places.get(counted.week)!;
    const before = weeksWithRows(totals, place);
    const spread = usual[place];
    if (counted.count === 0 || spread === undefined) return [];
    const line = series.get(counted.subject)!;
    return [{ ...counted, ...compare(line, totals, { place, before, usual: spread }) }];
  });
}

/** Places of the weeks before one that hold anything, the latest eight. */
function weeksWithRows(totals: Float64Array, place: number): number[] {
  const before: number[] = [];
  for (let i = place - 1; i >= 0 && before.length < weeksMost; i--)
    if (totals[i]! > 0) before.push(i);
  return before;
}

/** How widely the subjects of a part scatter over some weeks, variance ÷ mean, on average. */
function usualSpread(
  lines: readonly Float64Array[],
  totals: Float64Array,
  before: readonly number[],
): number {
  const seen = lines.filter((line) => before.some((i) => line[i]! > 0));
  const sum = seen.reduce((all, line) => all + scatterOf(line, totals, before).spread, 0);
  return seen.length === 0 ? 1 : sum / seen.length;
}

/** A subject's smoothed share of some weeks, and how widely its counts scatter about it. */
function scatterOf(line: Float64Array, totals: Float64Array, before: readonly number[]) {
  const count = before.reduce((sum, i) => sum + line[i]!, 0);
  const total = before.reduce((sum, i) => sum + totals[i]!, 0);
  const share = (count + 0.5) / (total + 1);
  const scatter = before.reduce(
    (sum, i) => sum + (line[i]! - share * totals[i]!) ** 2 / (share * totals[i]!),
    0,
  );
  return { share, total, spread: scatter / (before.length - 1) };
}

function compare(
  line: Float64Array,
  totals: Float64Array,
  { place, before, usual }: { place: number; before: readonly number[]; usual: number },
) {
  const { share, total, spread: own } = scatterOf(line, totals, before);
  // A few weeks tell little of how widely one subject scatters; all subjects together tell more.
  const freedom = before.length - 1;
  const spread = Math.max(1, (freedom * own + usualWeight * usual) / (freedom + usualWeight));
  // The share itself is only known from `total` rows, which widens what this week may show.
  const dispersion = spread * (1 + totals[place]! / total);
  const expected = share * totals[place]!;
  const chance = upperTail(line[place]!, expected, dispersion);
  return { expected, weeksBefore: before.length, chance };
}
