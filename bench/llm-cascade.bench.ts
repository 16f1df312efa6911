import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

import { systemClock } from "../src/core/base/clock.ts";
import { LlmSettings } from "../src/core/config/llm-settings.ts";
import type { LlmQuestion } from "../src/flow/llm/llm.ts";
import { openLlm } from "../src/flow/llm/open-llm.ts";
import { openChatModel } from "../src/flow/llm/open-models.ts";
import { decodeClassifier, encodeClassifier } from "../src/kernel/learn/classifier-codec.ts";
import { shippedEncoder } from "../src/kernel/learn/shipped-encoder.ts";
import { encodeTexts } from "../src/kernel/learn/text-features.ts";
import { trainTextClassifier } from "../src/kernel/learn/train-classifier.ts";
import type { LabelledText } from "../src/kernel/learn/training-rows.ts";
import { maskPlain } from "../src/kernel/privacy/mask-plain.ts";
import { openStore } from "../src/storage/store/open-store.ts";
import type { Store } from "../src/storage/store/store.ts";
import { labelledRows } from "../test/models/labelled-rows.ts";
import {
  cascadePoint,
  curveTable,
  localAnswers,
  simulatedAnswers,
  type CascadePoint,
  type LocalAnswer,
} from "./cascade-point.ts";

/**
 * The cascade as a curve: texts that the local classifier is less sure of than a threshold go up to
 * a language model. The model is **simulated**, by a server in a process of its own that knows the
 * true labels and errs about 5 % of the texts: the curve shows what the cascade does and costs, not
 * how good any real model is.
 */
/** 0 sends nothing, 1 everything. */
const thresholds = [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1];
const wrongShare = 0.05;
const sets = ["banking77", "it-tickets"] as const;
const timeout = 3_600_000;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-cascade-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(sets)("the cascade's curve: %s", { timeout }, async (set) => {
  const train = labelledRows(set, "train");
  const asked = labelledRows(set, "test-dev");
  if (train === undefined || asked === undefined) return console.log(`no rows of ${set}`);
  const rows = [...new Map(asked.map((row) => [row.text, row])).values()]; // a text is sent once
  const { labels, local } = await askLocally(train, rows);
  const answersFile = join(folder, `${set}.json`);
  const answers = simulatedAnswers(rows, { labels, wrongShare });
  await writeFile(answersFile, JSON.stringify(answers));
  await using server = await startServer(answersFile);
  await using store = await openStore({ folder: join(folder, set), clock: systemClock });
  const modelWrongCount = rows.filter(({ text, label }) => answers[text]?.label !== label).length;
  const points: CascadePoint[] = [];
  for (const threshold of thresholds)
    points.push(
      await askUp({ url: server.url, store, labels, rows, local, threshold, modelWrongCount }),
    );

  const share = (100 - (100 * modelWrongCount) / rows.length).toFixed(1);
  console.log(
    `${set}: ${rows.length} texts, ${labels.length} labels, learnt from ${train.length}; ` +
      `the simulated model is right about ${share} %\n\n${curveTable(points)}\n`,
  );
  const sent = points.map(({ sentCount }) => sentCount);
  expect(sent, "a higher threshold sends no less").toEqual(sent.toSorted((a, b) => a - b));
  expect([sent[0], sent.at(-1)], "from none to all").toEqual([0, rows.length]);
  const whole = points.at(-1)?.accuracy;
  expect(whole, "the model's own").toBeCloseTo(1 - modelWrongCount / rows.length, 10);
});

/** Learns from some rows, and asks what was learnt about others. */
async function askLocally(
  train: readonly LabelledText[],
  rows: readonly LabelledText[],
): Promise<{ labels: readonly string[]; local: LocalAnswer[] }> {
  const encoder = shippedEncoder();
  const textsOf = (list: readonly LabelledText[]) => list.map(({ text }) => text);
  const features = await encodeTexts(textsOf(train), encoder);
  const classifier = decodeClassifier(encodeClassifier(trainTextClassifier(train, { features })));
  const probabilities = classifier.score(await encodeTexts(textsOf(rows), encoder));
  return { labels: classifier.labels, local: localAnswers(classifier.labels, probabilities) };
}

/** A simulated language model in a process of its own. */
async function startServer(answersFile: string): Promise<AsyncDisposable & { url: string }> {
  const script = join(import.meta.dirname, "../test/llm/llm-server-process.ts");
  const child = spawn(process.execPath, [script, JSON.stringify({ answersFile })], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { url } = JSON.parse(String((await lines.next()).value)) as { url: string }; // its first line
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await closed;
    },
  };
}

type AskUp = {
  url: string;
  store: Store;
  labels: readonly string[];
  rows: readonly LabelledText[];
  local: readonly LocalAnswer[];
  threshold: number;
  modelWrongCount: number;
};

/** Sends up what is below a threshold, with nothing kept from before, and sums the ledger. */
async function askUp(asked: AskUp): Promise<CascadePoint> {
  const { url, store, labels, rows, local, threshold, modelWrongCount } = asked;
  await store.rows("TRUNCATE llm_calls, llm_answers, llm_spending");
  const settings = LlmSettings.parse({
    provider: "openai",
    model: "gpt-4o-mini",
    base_url: `${url}/v1`,
    api_key: "bench",
    budget: { usd: 100 },
  });
  const chat = await openChatModel(settings);
  await using llm = await openLlm({ settings, timeZone: "UTC", store, chat, clock: systemClock });
  const below = rows.flatMap(
    (_, row) => (threshold === 1 || local[row]!.confidence < threshold ? [row] : []), // one a row
  );
  const texts = below.map((row) => rows[row]!.text);
  const runId = `cascade-${threshold}`;
  const outcomes = await llm.answer(labelQuestion(labels), texts, { runId });
  const up = new Map(
    outcomes.map((outcome, index) => {
      if ("failure" in outcome) throw new Error(`no answer: ${outcome.failure}`);
      return [below[index]!, outcome.answer.label];
    }),
  );
  const calls = await llm.calls([runId]);
  const sum = (of: (call: (typeof calls)[number]) => number): number =>
    calls.reduce((total, call) => total + of(call), 0);
  const bill = {
    calls: calls.length,
    tokensIn: sum(({ tokensIn }) => tokensIn),
    tokensOut: sum(({ tokensOut }) => tokensOut),
    usd: sum(({ costUsd }) => costUsd),
  };
  return cascadePoint(rows, local, { threshold, up, modelWrongCount, bill });
}

/** The question `classify`, with the labels of a set. */
function labelQuestion(labels: readonly string[]): LlmQuestion<{ label: string }> {
  return {
    prompt: "classify",
    values: { labels: maskPlain(labels.join(", ")) },
    answer: z.object({ label: z.enum([...labels]) }),
    likely: () => ({ label: labels[0] ?? "" }),
  };
}
