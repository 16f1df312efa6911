import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { systemClock } from "../src/core/base/clock.ts";
import { openStore } from "../src/storage/store/open-store.ts";
import { startLlmServer } from "../test/llm/llm-server.ts";
import {
  labelOf,
  labelQuestion,
  labelsOf,
  openAt,
  rightAnswers,
  textsOf,
} from "../test/llm/open-testing.ts";

const textCount = 100;
const latencyMs = 300;

/** Seconds that a number of texts take, and the calls and tokens. */
async function ask(more: object): Promise<{ seconds: number; calls: number; tokens: number }> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-llm-bench-"));
  try {
    await using server = await startLlmServer({ answer: rightAnswers, latencyMs });
    await using store = await openStore({ folder, clock: systemClock });
    await using llm = await openAt(server, store, { more });
    const texts = textsOf(textCount);
    await llm.price(labelQuestion, texts); // loads the tokenizer
    const startedAt = performance.now();
    const outcomes = await llm.answer(labelQuestion, texts, { runId: "bench" });
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(labelsOf(outcomes)).toEqual(texts.map(labelOf));
    const { calls, tokensIn, tokensOut } = server.billed;
    return { seconds, calls, tokens: tokensIn + tokensOut };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test(`${textCount} texts at ${latencyMs} ms a call: batched against row by row`, async () => {
  const ways = {
    "row by row": { texts_per_call: 1, workers: 1 },
    "batched, 1 worker": { workers: 1 },
    "row by row, 5 workers": { texts_per_call: 1 },
    "batched, 5 workers": {},
  };
  const took: Record<string, Awaited<ReturnType<typeof ask>>> = {};
  for (const [name, more] of Object.entries(ways)) took[name] = await ask(more);
  console.table(took);
  const secondsOf = (name: keyof typeof ways): number => took[name]?.seconds ?? 0;
  expect(secondsOf("row by row") / secondsOf("batched, 5 workers")).toBeGreaterThan(4);
  expect(secondsOf("row by row") / secondsOf("batched, 1 worker")).toBeGreaterThan(4);
});
