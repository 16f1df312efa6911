import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { sha256 } from "../../src/core/base/hash.ts";
import type { TextClassifier } from "../../src/kernel/learn/text-classifier.ts";
import type { Task } from "./labelled-rows.ts";
import type { Measure } from "./measures.ts";

/** What a card says of a model beside its prose. */
export type Measured = {
  readonly head: TextClassifier;
  readonly bytes: Uint8Array;
  readonly measures: readonly Measure[];
};

const cards = resolve(import.meta.dirname, "../../docs/models");
const begin = "<!-- measured by scripts/train-models/train.ts; do not edit below -->";

/** What the rows of a source are; no figure stands without it. */
const kinds: Readonly<Record<string, string>> = {
  "own-sentences": "own texts, written by us",
  "own-templates": "own texts, made from templates",
  "own-letters": "own sentences, made into letters",
  "own-pairs": "own sentences, two in a row",
  "own-noise": "own texts that make no sense, mostly generated",
  banking77: "public, test half",
  clinc150: "public, test half with out-of-scope",
  hwu64: "public, test half; all OTHER",
  "it-tickets": "public, test half; stop words cut by its authors",
  "nlupp-tags": "public, folds 10 to 13",
  "cfpb-complaints": "public, a third by hash",
  "tweeteval-sentiment": "public tweets, test half",
  "xlmt-sentiment": "public tweets, test half",
  "airline-tweets-nc": "public tweets, measured only, never learnt",
  "support-tickets-multilang-nc": "written by a language model, measured only, never learnt",
};

/** Puts the figures below the prose of a model's card. */
export function writeCard(task: Task, measured: Measured): void {
  const path = join(cards, `${task}.md`);
  const prose = existsSync(path) ? readFileSync(path, "utf8").split(begin)[0]! : `# ${task}\n\n`;
  writeFileSync(path, `${prose}${begin}\n\n${measuredText(task, measured)}`);
}

function measuredText(task: Task, { head, bytes, measures }: Measured): string {
  const { labels, rowCount, temperature, dataHash, kind } = head.state;
  const isTags = kind === "multi";
  const scale = isTags ? "each tag by Platt's scaling" : `temperature ${temperature.toFixed(3)}`;
  const right = isTags ? "exactly right" : "accuracy";
  return `${[
    `- Version \`shipped-1\`, ${bytes.length} bytes, SHA-256 \`${sha256(bytes)}\``,
    `- ${labels.length} labels, ${rowCount} training rows, their hash \`${dataHash}\``,
    `- Calibrated by lines that a first head had not seen: ${scale}`,
    "",
    "## Figures on rows that were held out",
    "",
    `The interval is Wilson's, 95 %. ECE: expected calibration error, 10 bins.`,
    "",
    table(
      ["rows", "language", "what they are", "n", `${right} %`, "interval", "macro-F1 %", "ECE"],
      measures.map((one) => [
        one.source,
        one.language ?? "all",
        one.language === undefined ? (kinds[one.source] ?? "") : "",
        String(one.n),
        percent(one.accuracy),
        `${percent(one.interval.low)} to ${percent(one.interval.high)}`,
        percent(one.macro_f1),
        one.ece.toFixed(3),
      ]),
    ),
    "",
    ...classTable(measures, "own-sentences"),
  ].join("\n")}\n`;
}

function classTable(measures: readonly Measure[], source: string): string[] {
  const whole = measures.find((one) => one.source === source && one.language === undefined);
  if (whole === undefined) return [];
  const rows = whole.classes.map(({ label, precision, recall, support }) => [
    label,
    percent(precision),
    percent(recall),
    String(support),
  ]);
  return [
    `## Each label, on ${source} (own texts, written by us)`,
    "",
    table(["label", "precision %", "recall %", "n"], rows),
  ];
}

/** Columns as wide as their widest cell, as the formatter wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(3, name.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
