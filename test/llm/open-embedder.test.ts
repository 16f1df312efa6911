import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { openEmbedder, type LlmEmbedder } from "../../src/flow/llm/open-embedder.ts";
import { openEmbeddingModel } from "../../src/flow/llm/open-models.ts";
import type { Store } from "../../src/storage/store/store.ts";
import { startLlmServer, type LlmServer } from "./llm-server.ts";
import { ownStore, settingsFor, textsOf } from "./open-testing.ts";

let store: Store;
let server: LlmServer;

beforeAll(async () => {
  store = await ownStore();
  server = await startLlmServer({ dimension: 8 });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});
afterEach(async () => {
  server.requests.length = 0;
  await store.rows("TRUNCATE llm_calls, llm_vectors, llm_spending");
});

async function open(more: object = {}): Promise<LlmEmbedder> {
  const settings = settingsFor(server, { embedding_model: "text-embedding-3-small", ...more });
  const model = await openEmbeddingModel(settings);
  return await openEmbedder({ settings, timeZone: "UTC", store, clock: systemClock, model });
}

describe("openEmbedder", () => {
  it("gives vectors in order, asks equal texts once and kept ones never", async () => {
    const embedder = await open();
    const texts = [...textsOf(300), ...textsOf(300)];
    const first = await embedder.embed(texts, { runId: "r1" });
    expect(server.requests).toHaveLength(3);
    const vectors = first.map((outcome) => ("vector" in outcome ? outcome.vector : undefined));
    expect(vectors.slice(300)).toEqual(vectors.slice(0, 300));
    expect(new Set(vectors.slice(0, 300).map((vector) => vector?.join())).size).toBeGreaterThan(10);

    const again = await embedder.embed(texts.toReversed(), { runId: "r2" });
    expect(server.requests).toHaveLength(3);
    expect(again.every((outcome) => "isKept" in outcome && outcome.isKept)).toBe(true);
    const kept = again.map((outcome) => ("vector" in outcome ? outcome.vector : undefined));
    expect(kept.toReversed()).toEqual(vectors);
    const [row] = await store.rows(
      "SELECT sum(tokens_in)::INTEGER AS tokens, sum(cost_nanousd)::INTEGER AS cost FROM llm_calls",
    );
    expect(row?.["cost"]).toBe(Number(row?.["tokens"]) * 20);
  });

  it("asks nothing beyond the budget", async () => {
    const embedder = await open({ budget: { usd: 0.00001 } });
    const outcomes = await embedder.embed(textsOf(300), { runId: "r" });
    expect(outcomes).toEqual(textsOf(300).map(() => ({ failure: "budget" })));
    expect(server.requests).toEqual([]);
  });

  it("refuses vectors of another length than those that are kept", async () => {
    await (await open()).embed(textsOf(2), { runId: "r" });
    server.set({ dimension: 4 });
    const embedder = await open();
    await expect(embedder.embed(textsOf(2, 10), { runId: "r" })).rejects.toThrow(
      "gives vectors of 4 numbers, and those kept have 8",
    );
    server.set({ dimension: 8 });
  });
});
