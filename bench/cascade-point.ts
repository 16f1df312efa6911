import { sha256 } from "../src/core/base/hash.ts";
import { intervalOf, largestIndex, type Interval } from "../src/kernel/learn/evaluate.ts";
import type { LabelledText } from "../src/kernel/learn/training-rows.ts";

/** What the local classifier says of a text. */
export type LocalAnswer = { label: string; confidence: number };

/** What was billed for the texts that went up. */
export type Bill = { calls: number; tokensIn: number; tokensOut: number; usd: number };

/** What one threshold of the cascade comes to. */
export type CascadePoint = Bill & {
  threshold: number;
  rowCount: number;
  sentCount: number;
  /** Share of all texts whose answer, local or of the model, is the true label. */
  accuracy: number;
  interval: Interval;
  /** The same, if everything that the model answers wrong had been sent up. */
  accuracyWorst: number;
  /** Of the texts that went up: where both say the same, and where the local answer is right. */
  agreement: number | undefined;
  localRight: number | undefined;
};

/** The likeliest label of each row. */
export function localAnswers(
  labels: readonly string[],
  probabilities: ArrayLike<number>,
): LocalAnswer[] {
  return Array.from({ length: probabilities.length / labels.length }, (_, row) => {
    const start = row * labels.length;
    const best = largestIndex(probabilities, start, labels.length);
    return { label: labels[best]!, confidence: probabilities[start + best]! }; // a column of its
  });
}

/**
 * What a simulated model answers about each text: the true label, but for a share of the texts
 * another one, both drawn by a hash of the text, so that every run has the same.
 */
export function simulatedAnswers(
  rows: readonly LabelledText[],
  { labels, wrongShare }: { labels: readonly string[]; wrongShare: number },
): Record<string, { label: string }> {
  return Object.fromEntries(
    rows.map(({ text, label }) => {
      const hash = sha256(`simulated model\n${text}`);
      const isWrong = drawnFrom(hash.slice(0, 8)) < wrongShare;
      const others = labels.filter((other) => other !== label);
      const drawn = others[Math.floor(drawnFrom(hash.slice(8, 16)) * others.length)] ?? label;
      return [text, { label: isWrong ? drawn : label }];
    }),
  );
}

/** A number from 0 up to 1, from 8 hexadecimal digits. */
function drawnFrom(digits: string): number {
  return Number.parseInt(digits, 16) / 2 ** 32;
}

type Asked = {
  threshold: number;
  /** The model's answer about each row that was sent, by its index. */
  up: ReadonlyMap<number, string>;
  /** Texts, of all, that the model would answer wrong. */
  modelWrongCount: number;
  bill: Bill;
};

/** Puts one threshold's figures together. */
export function cascadePoint(
  rows: readonly LabelledText[],
  local: readonly LocalAnswer[],
  { threshold, up, modelWrongCount, bill }: Asked,
): CascadePoint {
  const isLocalRight = rows.map(({ label }, row) => local[row]?.label === label);
  const sent = [...up].map(([row, answer]) => ({
    isModelRight: answer === rows[row]?.label,
    isLocalRight: isLocalRight[row] === true,
    isSame: answer === local[row]?.label,
  }));
  const shareUp = (name: keyof (typeof sent)[number]): number | undefined =>
    up.size === 0 ? undefined : sent.filter((one) => one[name]).length / up.size;
  const localRight = isLocalRight.filter((isRight, row) => isRight && !up.has(row)).length;
  const modelRight = sent.filter(({ isModelRight }) => isModelRight).length;
  const accuracy = (localRight + modelRight) / rows.length;
  return {
    threshold,
    rowCount: rows.length,
    sentCount: up.size,
    accuracy,
    interval: intervalOf(accuracy, rows.length),
    accuracyWorst: (localRight + Math.max(0, up.size - modelWrongCount)) / rows.length,
    agreement: shareUp("isSame"),
    localRight: shareUp("isLocalRight"),
    ...bill,
  };
}

/** Formats a curve as a table in Markdown. */
export function curveTable(points: readonly CascadePoint[]): string {
  const head = [
    "threshold",
    "sent up",
    "accuracy",
    "95 %",
    "at worst",
    "both agree",
    "local right",
    "calls",
    "tokens in",
    "out",
    "$ per 5,000",
  ];
  const rule = head.map(() => "---:");
  const lines = points.map((point) => [
    String(point.threshold),
    percent(point.sentCount / point.rowCount),
    percent(point.accuracy),
    `${percent(point.interval.low)} to ${percent(point.interval.high)}`,
    percent(point.accuracyWorst),
    percent(point.agreement),
    percent(point.localRight),
    ...[point.calls, point.tokensIn, point.tokensOut].map((count) => count.toLocaleString("en")),
    ((5_000 * point.usd) / point.rowCount).toFixed(4),
  ]);
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function percent(share: number | undefined): string {
  return share === undefined ? "" : (100 * share).toFixed(1);
}
