import { entityTypes } from "../src/kernel/privacy/span.ts";
import type { Score } from "./mask-quality.ts";
import type { MaskUsage } from "./mask-timing.ts";

/** What one finder took for how much text. */
export type SpeedFigure = MaskUsage & { rowCount: number; bytes: number };

/** Strict F1 by type, one column a finder; `-` where it names nothing of the type. */
export function qualityTable(scores: ReadonlyMap<string, Score>): string {
  const lines = entityTypes
    .map((type) => ({ type, cells: [...scores.values()].map((score) => score[type]) }))
    .filter(({ cells }) => cells.some((cell) => cell !== undefined && cell.n > 0))
    .map(({ type, cells }) => [
      `${type} (${cells.find((cell) => cell !== undefined)?.n})`,
      ...cells.map((cell) => (cell === undefined || cell.F === 0 ? "-" : cell.F.toFixed(3))),
    ]);
  return table(["type (spans)", ...scores.keys()], lines);
}

/** What is wanted of the detector: strict F1 by type, but where something else is said. */
const bars: readonly { name: string; least: number; of: (score: Score) => number | undefined }[] = [
  ...bar(0.995, ["EMAIL", "IP", "IBAN"]),
  ...bar(0.99, ["CREDIT_CARD", "CPF", "CNPJ", "URL_CRED", "MAC", "CRYPTO"]),
  ...bar(0.96, ["PHONE"]), // 0.80 on rows that mix the notations of many countries
  ...bar(0.97, ["SSN", "PASSPORT", "ACCOUNT_ID"]),
  ...bar(0.95, ["ORDER_ID", "DOB", "SECRET"]),
  ...bar(0.88, ["PERSON"]),
  { name: "PERSON, recall", least: 0.93, of: ({ PERSON: person }) => person?.R },
  ...bar(0.6, ["ADDRESS"]),
  { name: "ADDRESS, partial F1", least: 0.9, of: ({ ADDRESS: address }) => address?.pF },
];

function bar(least: number, types: readonly string[]): typeof bars {
  return types.map((name) => ({ name, least, of: (score) => score[name]?.F }));
}

/** What is wanted beside what one finder reaches on each set. */
export function barTable(
  sets: ReadonlyMap<string, ReadonlyMap<string, Score>>,
  finder: string,
): string {
  const scores = [...sets.values()].flatMap((byFinder) => byFinder.get(finder) ?? []);
  const lines = bars.map(({ name, least, of }) => {
    const figures = scores.map((score) => (score[name.split(",")[0]!]?.n ? of(score) : undefined));
    return [name, String(least), ...figures.map((figure) => figure?.toFixed(3) ?? "")];
  });
  return table(["", "wanted", ...sets.keys()], lines);
}

/** Each finder on each set: all types together, and what it takes that is nothing personal. */
export function summaryTable(sets: ReadonlyMap<string, ReadonlyMap<string, Score>>): string {
  const lines = [...sets].flatMap(([set, scores]) =>
    [...scores].map(([finder, { MICRO: all, ...score }]) => [
      set,
      finder,
      ...[all.F, all.P, all.R, all.pF].map((value) => value.toFixed(3)),
      score.char_recall.toFixed(3),
      score.overmask_chars.toFixed(3),
      score.neg_rows_with_fp,
    ]),
  );
  const head = ["F1 strict", "P", "R", "F1 partial", "characters found", "over-masked"];
  return table(["rows", "", ...head, "harmless rows hit"], lines);
}

/** The median round of each finder, by bytes a CPU second, with ratios against the first ones. */
export function speedTable(figures: ReadonlyMap<string, readonly SpeedFigure[]>): string {
  const medians = [...figures].map(([name, rounds]) => [name, medianOf(rounds)] as const);
  const own = medians.filter(([name]) => name.startsWith("Earshot"));
  const lines = medians.map(([name, figure]) => [
    name,
    figure.rowCount.toLocaleString("en"),
    figure.cpu_s.toFixed(2),
    figure.wall_s.toFixed(2),
    significant(speedOf(figure)),
    Math.round(figure.rowCount / figure.cpu_s).toLocaleString("en"),
    ...own.map(([, first]) => significant(speedOf(first) / speedOf(figure))),
    String(Math.round(figure.rss_bytes_max / 2 ** 20)),
  ]);
  const ratios = own.map(([name]) => `${name} is × as fast`);
  const head = ["rows", "CPU s", "wall s", "MB a CPU s", "rows a CPU s", ...ratios, "peak MiB"];
  return table(["", ...head], lines);
}

/** Texts by the time they take. */
export function hostileTable(
  slowest: readonly { text: string; finder: string; ms: number }[],
): string {
  const lines = slowest.map(({ text, finder, ms }) => [`${text} repeated`, finder, ms.toFixed(1)]);
  return table(["text", "", "CPU ms"], lines);
}

function speedOf({ bytes, cpu_s: seconds }: SpeedFigure): number {
  return bytes / 1e6 / seconds;
}

function medianOf(rounds: readonly SpeedFigure[]): SpeedFigure {
  const sorted = rounds.toSorted((one, other) => speedOf(one) - speedOf(other));
  return sorted[Math.floor(sorted.length / 2)]!; // a finder has at least one round
}

function significant(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString("en")
    : String(Number(value.toPrecision(3)));
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
