import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { Store } from "../../src/storage/store/store.ts";
import { failing } from "./llm-misbehaviour.ts";
import { startLlmServer, type LlmServer } from "./llm-server.ts";
import {
  labelOf,
  labelQuestion,
  labelsOf,
  openAt,
  ownStore,
  rightAnswers,
  textsOf,
} from "./open-testing.ts";

let store: Store;
let server: LlmServer;

beforeAll(async () => {
  store = await ownStore();
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});
beforeEach(async () => {
  server = await startLlmServer({ answer: rightAnswers, latencyMs: 200 });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await store.rows("TRUNCATE llm_calls, llm_answers, llm_spending");
});

/** Ends once the server has a call. */
async function untilAsked(): Promise<void> {
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

const sent = (): string[] => server.requests.flatMap(({ items }) => items.map(({ text }) => text));

describe("answer, twice at a time", () => {
  it("asks about what both want once, and what each wants alone as well", async () => {
    await using llm = await openAt(server, store, { more: { texts_per_call: 10 } });
    const texts = textsOf(90);
    const [first, second] = [texts.slice(0, 60), texts.slice(30)];
    const done: number[] = [];
    const both = await Promise.all([
      llm.answer(labelQuestion, first, { runId: "first" }),
      llm.answer(labelQuestion, second, { runId: "second", onProgress: (n) => done.push(n) }),
    ]);
    expect(both.map(labelsOf)).toEqual([first.map(labelOf), second.map(labelOf)]);
    expect(sent().toSorted()).toEqual([...texts].toSorted());
    const paid = both.flat().filter((outcome) => "isKept" in outcome && !outcome.isKept);
    expect(paid, "paid once each").toHaveLength(90);
    const usd = paid.reduce((sum, one) => sum + ("costUsd" in one ? one.costUsd : 0), 0);
    const { tokensIn, tokensOut } = server.billed;
    expect(usd).toBeCloseTo((tokensIn * 150 + tokensOut * 600) / 1e9, 12);
    expect(done.at(-1)).toBe(60);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });

  it("gives neither an answer where the one call is refused, and asks no more", async () => {
    server.set({ misbehave: () => failing(401) });
    await using llm = await openAt(server, store);
    const ask = () => llm.answer(labelQuestion, textsOf(5), { runId: "same" });
    const both = await Promise.all([ask(), ask()]);
    expect(both.map(labelsOf)).toEqual([Array(5).fill("denied"), Array(5).fill("denied")]);
    expect(server.requests).toHaveLength(1);
    server.set({ misbehave: [] });
    await using later = await openAt(server, store);
    const again = await later.answer(labelQuestion, textsOf(5), { runId: "later" });
    expect(labelsOf(again)).toEqual(textsOf(5).map(labelOf));
  });

  it("asks for the second what the first was stopped with", async () => {
    await using llm = await openAt(server, store);
    const stop = new AbortController();
    const texts = textsOf(5);
    const first = llm.answer(labelQuestion, texts, { runId: "first", signal: stop.signal });
    const failed = first.catch((error: unknown) => error); // caught before it fails
    await untilAsked();
    const second = llm.answer(labelQuestion, texts, { runId: "second" });
    stop.abort(new Error("enough"));
    expect(await failed).toMatchObject({ message: "enough" });
    const outcomes = await second;
    expect(labelsOf(outcomes)).toEqual(texts.map(labelOf));
    expect(outcomes.every((outcome) => "isKept" in outcome && !outcome.isKept)).toBe(true);
    expect(await llm.calls(["second"])).toHaveLength(1);
  });

  it("stops waiting when the second is stopped, and leaves the first alone", async () => {
    await using llm = await openAt(server, store);
    const stop = new AbortController();
    const texts = textsOf(5);
    const first = llm.answer(labelQuestion, texts, { runId: "first" });
    await untilAsked();
    const second = llm.answer(labelQuestion, texts, { runId: "second", signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(second).rejects.toThrow("enough");
    expect(labelsOf(await first)).toEqual(texts.map(labelOf));
    expect(server.requests).toHaveLength(1);
  });
});
