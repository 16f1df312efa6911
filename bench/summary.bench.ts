import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";

import { meaningfulText, tellingSentences } from "../src/flow/enrich/meaningful.ts";
import { stageEncoder } from "../src/flow/enrich/stage-encoder.ts";
import { fold } from "../src/kernel/text/fold.ts";
import { chooseSentences } from "../src/kernel/learn/summary.ts";
import { maskedAlready } from "../src/kernel/privacy/masked.ts";
import { sharedFiles } from "../test/shared-files.ts";

/**
 * How well summaries say what a ticket is about: ROUGE-1 against its subject, which nobody sums up,
 * over the words of three letters and more. The set is for measuring only.
 */
const set = "data/support-tickets-multilang-nc";
const { path: folder, isThere } = sharedFiles("the multilingual tickets are", set);

type Ticket = { text: string; language: string };

test.skipIf(!isThere)("summaries against the subjects of tickets", () => {
  const text = gunzipSync(readFileSync(join(folder, "dev.jsonl.gz"))).toString("utf8");
  const tickets = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Ticket); // as its SOURCE.md says
  const scores = new Map<string, number[]>();
  const note = (name: string, score: number): void => {
    scores.set(name, [...(scores.get(name) ?? []), score]);
  };
  for (const { text: whole, language } of tickets) {
    const [subject = "", ...lines] = whole.split("\n");
    const sentences = tellingSentences(meaningfulText(maskedAlready(lines.join("\n"))));
    if (sentences.length === 0 || wordsOf(subject).size === 0) continue;
    const vectors = stageEncoder().embed(sentences);
    const all = sentences.map((sentence) => rouge(sentence, subject));
    note(`${language}: first sentence`, all[0]!);
    note(`${language}: best sentence there is`, Math.max(...all));
    for (const sentenceCountMax of [1, 2, 3]) {
      const limits = { sentenceCountMax, characterCountMax: 400 };
      const chosen = chooseSentences(sentences, vectors, limits);
      const summary = chosen.map((index) => sentences[index]!).join(" ");
      note(`${language}: summary of ${sentenceCountMax}`, rouge(summary, subject));
      note(`${language}: recall of ${sentenceCountMax}`, recall(summary, subject));
    }
  }
  const sorted = [...scores].toSorted(([one], [other]) => (one < other ? -1 : 1));
  for (const [name, list] of sorted) {
    const mean = list.reduce((sum, score) => sum + score, 0) / list.length;
    console.log(`${name.padEnd(32)} ${mean.toFixed(3)} of ${list.length}`);
  }
  expect(scores.size).toBeGreaterThan(0);
});

function wordsOf(text: string): Set<string> {
  return new Set(fold(text).match(/\p{L}{3,}/gu) ?? []);
}

function recall(text: string, reference: string): number {
  const [given, wanted] = [wordsOf(text), wordsOf(reference)];
  return [...wanted].filter((word) => given.has(word)).length / wanted.size;
}

/** ROUGE-1, the F measure. */
function rouge(text: string, reference: string): number {
  const [given, wanted] = [wordsOf(text), wordsOf(reference)];
  const shared = [...wanted].filter((word) => given.has(word)).length;
  return (2 * shared) / (given.size + wanted.size);
}
