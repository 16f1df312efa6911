import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { evaluate, type Evaluation } from "../src/kernel/learn/evaluate.ts";
import type { LabelledText } from "../src/kernel/learn/training-rows.ts";
import { type Contender, measure } from "./measure.ts";

/** How well and how fast a classifier learnt and answered; seconds of processor time. */
export type ClassifyResult = Evaluation & {
  encodeSeconds: number;
  trainSeconds: number;
  askSeconds: number;
  /** Of the stored classifier; 0 where that is not measured. */
  bytes: number;
};

/** What the script of scikit-learn writes. */
type PeerResult = {
  labels: string[];
  probabilities: number[];
  trainSeconds: number;
  askSeconds: number;
};

/** Rows to learn from and rows to ask, as files. */
export type ClassifyFiles = { train: string; test: string; result: string };

/** Writes rows as NDJSON. */
export async function writeRows(path: string, rows: readonly LabelledText[]): Promise<void> {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

/** Earshot in a process of its own. */
export async function runOurs({ train, test, result }: ClassifyFiles): Promise<ClassifyResult> {
  const script = join(import.meta.dirname, "classify-process.ts");
  await measure(contender(process.execPath, [script, train, test, result]));
  return JSON.parse(await readFile(result, "utf8")) as ClassifyResult; // of that process
}

/** scikit-learn's TF-IDF of 1 to 2 words with logistic regression. */
export async function runTfidf(
  python: string,
  { train, test, result }: ClassifyFiles,
  answers: readonly string[],
): Promise<ClassifyResult> {
  const script = join(import.meta.dirname, "peers/classify_tfidf.py");
  await measure(contender(python, [script, train, test, result]));
  const peer = JSON.parse(await readFile(result, "utf8")) as PeerResult; // of that script
  const probabilities = Float32Array.from(peer.probabilities);
  const { trainSeconds, askSeconds } = peer;
  const measured = { encodeSeconds: 0, trainSeconds, askSeconds, bytes: 0 };
  return { ...evaluate({ labels: peer.labels, probabilities }, answers), ...measured };
}

function contender(command: string, words: readonly string[]): Contender {
  return { name: command, command, arguments: words };
}

/** Formats results as a table in Markdown. */
export function resultTable(results: ReadonlyMap<string, ClassifyResult>): string {
  const percent = (share: number): string => (100 * share).toFixed(1);
  const lines = [...results].map(([name, result]) => [
    name,
    percent(result.accuracy),
    `${percent(result.interval.low)} to ${percent(result.interval.high)}`,
    percent(result.macro_f1),
    result.ece.toFixed(3),
    result.encodeSeconds.toFixed(1),
    result.trainSeconds.toFixed(1),
    ((1e6 * result.askSeconds) / result.n).toFixed(0),
    result.bytes === 0 ? "" : Math.round(result.bytes / 1_000).toLocaleString("en"),
  ]);
  const head = [
    "",
    "accuracy",
    "95 %",
    "macro-F1",
    "ECE",
    "encode s",
    "train s",
    "µs a text",
    "kB",
  ];
  const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
