import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";

import { intentMap, type Meaning, meaningOfTags } from "./intent-map.ts";
import { splitOf } from "./own-texts.ts";

/** A row of a public set in our words. */
export type PublicRow = {
  readonly text: string;
  readonly language: string;
  readonly source: string;
  readonly split: "train" | "held-out";
};

type Split = PublicRow["split"];
type Line = {
  text: string;
  label: string | number;
  tags?: string[];
  fold?: number;
  queue?: string;
  language?: string;
};

const folder = resolve(import.meta.dirname, "../../../shared/data");

/** Files of the sets with one intent a row. What is held out is their own test half. */
const intentFiles: readonly (readonly [source: string, file: string, split: Split])[] = [
  ["banking77", "train", "train"],
  ["banking77", "test-dev", "held-out"],
  ["clinc150", "train", "train"],
  ["clinc150", "val", "train"],
  ["clinc150", "oos_train", "train"],
  ["clinc150", "oos_val", "train"],
  ["clinc150", "test-dev", "held-out"],
  ["clinc150", "oos_test-dev", "held-out"],
  ["hwu64", "train", "train"],
  ["hwu64", "valid", "train"],
  ["hwu64", "test-dev", "held-out"],
  ["it-tickets", "train", "train"],
  ["it-tickets", "test-dev", "held-out"],
];

/** Rows of the permitted sets whose labels the intent map gives a meaning. */
export function readMappedRows(): (PublicRow & { meaning: Meaning })[] {
  const rows = intentFiles.flatMap(([source, file, split]) =>
    linesOf(source, file).map(({ text, label }) => {
      const meaning = intentMap[source]?.get(String(label));
      if (meaning === undefined) throw new Error(`${source}: ${label} is not in the intent map`);
      return { text, language: "en", source, split, meaning };
    }),
  );
  const complaints = linesOf("cfpb-complaints", "dev").map(({ text, label }) => {
    const meaning = intentMap["cfpb-complaints"]?.get(String(label)) ?? { leftOut: "no label" };
    return { text, language: "en", source: "cfpb-complaints", split: splitOf(text), meaning };
  });
  const tagged = linesOf("nlupp-tags", "folds-0-13").map(({ text, tags = [], fold = 0 }) => {
    const split: Split = fold >= 10 ? "held-out" : "train";
    return { text, language: "en", source: "nlupp-tags", split, meaning: meaningOfTags(tags) };
  });
  return [...rows, ...complaints, ...tagged].filter(({ meaning }) => !("leftOut" in meaning));
}

const sentiments = ["NEGATIVE", "NEUTRAL", "POSITIVE"];
const tweetLanguages = [
  ["portuguese", "pt"],
  ["spanish", "es"],
  ["german", "de"],
  ["french", "fr"],
  ["italian", "it"],
  ["english", "en"],
] as const;

/** Tweets with their sentiment: they may be fitted, and their texts are never republished. */
export function readSentimentRows(): (PublicRow & { label: string })[] {
  const read = (source: string, file: string, language: string, split: Split) =>
    linesOf(source, file).map(({ text, label }) => {
      const sentiment = sentiments[Number(label)];
      if (sentiment === undefined) throw new Error(`${source}: ${label} is no sentiment`);
      return { text, language, source, split, label: sentiment };
    });
  const several = tweetLanguages.flatMap(([name, language]) => [
    ...read("xlmt-sentiment", `${name}-train`, language, "train"),
    ...read("xlmt-sentiment", `${name}-val`, language, "train"),
    ...(language === "en" ? [] : read("xlmt-sentiment", `${name}-test-dev`, language, "held-out")),
  ]);
  return [
    ...several,
    ...read("tweeteval-sentiment", "val", "en", "train"),
    ...read("tweeteval-sentiment", "test-dev", "en", "held-out"),
  ];
}

/** The rows of a file of a public set. */
export function linesOf(source: string, file: string): Line[] {
  const bytes = gunzipSync(readFileSync(resolve(folder, source, `${file}.jsonl.gz`)));
  const lines = bytes.toString("utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Line); // the sets' SOURCE.md names the columns
}
