/**
 * Trains the tagger of names and writes its weights into the people folder of the privacy room. The
 * same sources give the same bytes.
 *
 * Learnt from: frames written for this project, filled with names, companies, towns and products
 * written for this project; the tuning part of our own PII kit (synthetic); and, as text that names
 * nobody, Banking77, CLINC150, HWU64 (CC BY), IT service tickets (CC0) and consumer complaints
 * (public domain), without the sentences that hold a word of the lists of names. No text of theirs
 * is in the weights, which are counts of hashed features.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

import { packed } from "../src/core/base/packed-file.ts";
import { type Random, seededRandom } from "../src/core/base/random.ts";
import { list } from "../src/kernel/privacy/people/lexicon.ts";
import { isPlainName } from "../src/kernel/privacy/people/names.ts";
import { nextRun } from "../src/kernel/privacy/people/tagger-features.ts";
import { type Tokens, tokenize } from "../src/kernel/privacy/people/tokens.ts";
import { compose, type Example, readFrames, wordSalad } from "./people-tagger/corpus.ts";
import { type Learner, learnRun, newLearner } from "./people-tagger/crf.ts";

const shared = resolve(import.meta.dirname, "../../shared/data");
const target = join(import.meta.dirname, "../src/kernel/privacy/people/tagger-weights.bin.zst");
const composedCount = 230_000;
const epochs = 4;
const unlistedShare = 0.35;
const plainSets: readonly (readonly [path: string, count: number])[] = [
  ["banking77/train.jsonl.gz", 6_000],
  ["clinc150/train.jsonl.gz", 8_000],
  ["hwu64/train.jsonl.gz", 6_000],
  ["it-tickets/train.jsonl.gz", 5_000],
  ["cfpb-complaints/dev.jsonl.gz", 749],
];

type Row = {
  text: string;
  templates?: string[];
  spans?: { start: number; end: number; type: string }[];
};

function readRows(path: string): Row[] {
  const whole = join(shared, path);
  if (!existsSync(whole)) throw new Error(`${whole} is needed to train the tagger`);
  const lines = gunzipSync(readFileSync(whole)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Row); // files of the project
}

/** Rows of the kit none of whose templates is held out. */
function kitExamples(): Example[] {
  return readRows("pii/dev.jsonl.gz")
    .filter(({ templates = [] }) => templates.every((id) => !/^[012]/.test(id)))
    .map(({ text, spans = [] }) => ({
      text,
      names: spans.filter(({ type }) => type === "PERSON"),
    }));
}

/** Sentences in which no word is on a list of names only, sometimes with capitals. */
function plainExamples(random: Random): Example[] {
  return plainSets.flatMap(([path, count]) =>
    random
      .shuffled(readRows(path))
      .filter(({ text }) => !namesSomebody(text))
      .slice(0, count)
      .map(({ text }) => ({ text: withCapitals(random, text.slice(0, 600)), names: [] })),
  );
}

function namesSomebody(text: string): boolean {
  const tokens = tokenize(text);
  return tokens.lists.subarray(0, tokens.count).some((lists) => isPlainName(lists));
}

function withCapitals(random: Random, text: string): string {
  const roll = random.next();
  if (roll < 0.1) return text.toUpperCase();
  if (roll < 0.6) return text.charAt(0).toUpperCase() + text.slice(1);
  const share = roll < 0.8 ? 1 : 0.3;
  return text.replaceAll(/(?<![\p{L}'’])\p{Ll}/gu, (letter) =>
    random.chance(share) ? letter.toUpperCase() : letter,
  );
}

/** Takes some names off the lists, so that the words around them are learnt too. */
function unlist(random: Random, tokens: Tokens, { names }: Example): void {
  let at = 0;
  for (const { start, end } of names) {
    const isUnlisted = random.chance(unlistedShare);
    while (at < tokens.count && tokens.starts[at]! < start) at++;
    for (; at < tokens.count && tokens.ends[at]! <= end; at++) {
      if (isUnlisted) tokens.lists[at]! &= ~(list.first | list.last);
    }
  }
}

function learnExample(learner: Learner, random: Random, example: Example): number {
  tokenize(""); // what was taken off the lists last time must not be met again
  const tokens = tokenize(example.text);
  unlist(random, tokens, example);
  let loss = 0;
  let name = 0;
  for (let run = nextRun(tokens, 0); run !== undefined; run = nextRun(tokens, run.to)) {
    const labels = new Uint8Array(run.to - run.from);
    for (let i = run.from; i < run.to; i++) {
      while (name < example.names.length && example.names[name]!.end <= tokens.starts[i]!) name++;
      const { start = Infinity, end = Infinity } = example.names[name] ?? {};
      if (tokens.starts[i]! >= start && tokens.ends[i]! <= end) labels[i - run.from] = 1;
    }
    loss += learnRun(learner, tokens, run, labels);
  }
  return loss;
}

/** One byte a weight, before them the scale as a 32-bit float. */
function quantised(values: Float64Array): Uint8Array {
  const limit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = Math.min(limit, 8) / 127;
  const bytes = new Uint8Array(4 + values.length);
  new DataView(bytes.buffer).setFloat32(0, scale, true);
  const weights = new Int8Array(bytes.buffer, 4);
  for (const [slot, value] of values.entries()) {
    weights[slot] = Math.max(-127, Math.min(127, Math.round(value / scale)));
  }
  return bytes;
}

const random = seededRandom("people tagger");
const frames = readFrames();
const languages = [...frames.keys()];
const composed = Array.from({ length: composedCount }, (_, i) => {
  const language = languages[i % languages.length]!;
  return random.chance(0.08)
    ? wordSalad(random, language)
    : compose(random, language, frames.get(language)!);
});
const kit = process.argv.includes("--without-kit") ? [] : kitExamples();
const examples = [...composed, ...plainExamples(random), ...kit, ...kit];
const learner = newLearner(0.12, 2e-6);
for (let epoch = 1; epoch <= epochs; epoch++) {
  let loss = 0;
  for (const example of random.shuffled(examples)) loss += learnExample(learner, random, example);
  learner.rate *= 0.7;
  process.stderr.write(`epoch ${epoch}: loss ${(loss / examples.length).toFixed(4)} a text\n`);
}
writeFileSync(target, packed(quantised(learner.values)));
const used = learner.values.reduce((count, value) => count + (Math.abs(value) > 0.03 ? 1 : 0), 0);
process.stderr.write(`${examples.length} texts, ${used} weights in use\n`);
