// Trains a classifier on the rows of one NDJSON file, asks it those of another, and writes what came
// of it: node bench/classify-process.ts TRAIN TEST RESULT
import { readFileSync, writeFileSync } from "node:fs";

import { decodeClassifier, encodeClassifier } from "../src/kernel/learn/classifier-codec.ts";
import { evaluate } from "../src/kernel/learn/evaluate.ts";
import { shippedEncoder } from "../src/kernel/learn/shipped-encoder.ts";
import { encodeTexts } from "../src/kernel/learn/text-features.ts";
import { trainTextClassifier } from "../src/kernel/learn/train-classifier.ts";
import type { LabelledText } from "../src/kernel/learn/training-rows.ts";
import type { ClassifyResult } from "./classify-peers.ts";

const [trainPath = "", testPath = "", resultPath = ""] = process.argv.slice(2);
const [train, test] = [readRows(trainPath), readRows(testPath)];
const encoder = shippedEncoder();

const startedAt = cpuSeconds();
const features = await encodeTexts(textsOf(train), encoder);
const encodedAt = cpuSeconds();
const bytes = encodeClassifier(trainTextClassifier(train, { features }));
const trainedAt = cpuSeconds();
const classifier = decodeClassifier(bytes);
const probabilities = classifier.score(await encodeTexts(textsOf(test), encoder));
const askedAt = cpuSeconds();

const result: ClassifyResult = {
  ...evaluate(
    { labels: classifier.labels, probabilities },
    test.map(({ label }) => label),
  ),
  encodeSeconds: encodedAt - startedAt,
  trainSeconds: trainedAt - encodedAt,
  askSeconds: askedAt - trainedAt,
  bytes: bytes.length,
};
writeFileSync(resultPath, JSON.stringify(result));

function readRows(path: string): LabelledText[] {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as LabelledText); // written by the bench
}

function textsOf(rows: readonly LabelledText[]): LabelledText["text"][] {
  return rows.map(({ text }) => text);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
