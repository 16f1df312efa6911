import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { pythonEnv } from "../scripts/python-env.ts";
import type { LabelledText } from "../src/kernel/learn/training-rows.ts";
import { maskedAlready } from "../src/kernel/privacy/masked.ts";
import { labelledRows } from "../test/models/labelled-rows.ts";
import {
  type ClassifyResult,
  resultTable,
  runOurs,
  runTfidf,
  writeRows,
} from "./classify-peers.ts";

/**
 * Classifying: Earshot against scikit-learn's TF-IDF with logistic regression on the same masked
 * rows, how well and in how much processor time. `BENCH_PEERS=none` leaves the peer out.
 */
const hasPeers = process.env["BENCH_PEERS"] !== "none";
const timeout = 3_600_000;
const sets = ["banking77", "clinc150", "it-tickets"] as const;

let folder = "";
let python: string | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
  if (hasPeers) python = await pythonEnv("bench-sklearn", ["scikit-learn==1.9.1", "numpy==2.4.6"]);
}, timeout);
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(sets)("how well: %s", { timeout }, async (set) => {
  const results = new Map<string, ClassifyResult>();
  for (const masked of [true, false]) {
    const train = labelledRows(set, "train", { masked });
    const asked = labelledRows(set, "test-dev", { masked });
    if (train === undefined || asked === undefined) return console.log(`no rows of ${set}`);
    // One after another: they must not share the cores.
    for (const [name, result] of await compareOn(train, asked)) {
      results.set(masked ? name : `${name}, not masked`, result);
    }
  }
  console.log(`${set}\n\n${resultTable(results)}\n`);
  const [ours, peer] = [results.get("Earshot"), results.get("scikit-learn")];
  expect(ours?.ece).toBeLessThanOrEqual(0.03);
  const lead = (ours?.accuracy ?? 1) - (peer?.accuracy ?? 0);
  // On long tickets, whose words say it all, both are equally good.
  const leastLead = { banking77: 0.02, clinc150: 0, "it-tickets": -0.005 }[set];
  expect(lead, "ours less scikit-learn's").toBeGreaterThanOrEqual(leastLead);
});

test("how fast: 100,000 tickets", { timeout }, async () => {
  const rows = labelledRows("it-tickets", "train");
  const asked = labelledRows("it-tickets", "test-dev");
  if (rows === undefined || asked === undefined) return console.log("no tickets");
  const results = await compareOn(manyOf(rows, 100_000), asked);
  console.log(`100,000 tickets\n\n${resultTable(results)}\n`);
  expect(results.get("Earshot")?.trainSeconds, "CPU s").toBeLessThan(60);
});

async function compareOn(
  train: readonly LabelledText[],
  asked: readonly LabelledText[],
): Promise<Map<string, ClassifyResult>> {
  const files = {
    train: join(folder, "train.jsonl"),
    test: join(folder, "test.jsonl"),
    result: join(folder, "result.json"),
  };
  await writeRows(files.train, train);
  await writeRows(files.test, asked);
  const results = new Map([["Earshot", await runOurs(files)]]);
  if (python !== undefined) {
    const answers = asked.map(({ label }) => label);
    results.set("scikit-learn", await runTfidf(python, files, answers));
  }
  return results;
}

/** Rows over and over, each time with another word before them, so that no text comes twice. */
function manyOf(rows: readonly LabelledText[], count: number): LabelledText[] {
  return Array.from({ length: count }, (_, i) => {
    const { text, label } = rows[i % rows.length]!;
    const round = Math.floor(i / rows.length);
    return { text: round === 0 ? text : maskedAlready(`round${round} ${text}`), label };
  });
}
