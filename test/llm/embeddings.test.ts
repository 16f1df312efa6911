import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { openEmbeddingModel } from "../../src/flow/llm/open-models.ts";
import { maskedTexts, settingsAt } from "./llm-call.ts";
import { rateLimited } from "./llm-misbehaviour.ts";
import { startLlmServer, type LlmServer } from "./llm-server.ts";
import { vectorOf } from "./llm-wire.ts";

let server: LlmServer;

beforeAll(async () => {
  server = await startLlmServer();
});
beforeEach(() => {
  server.requests.length = 0;
  server.set({ misbehave: [] });
});
afterAll(async () => await server[Symbol.asyncDispose]());

describe("openEmbeddingModel", () => {
  const more = { embedding_model: "text-embedding-3-small" };
  const many = Array.from({ length: 300 }, (_, index) => "x".repeat(index + 1));

  it.each(["openai", "openai-compatible", "azure-openai", "ollama"])(
    "gives vectors in order, several requests for many texts: %s",
    async (provider) => {
      const model = await openEmbeddingModel(settingsAt(server, provider, more));
      const { vectors, tokensIn } = await model.embed(maskedTexts(many));
      expect(vectors.map((vector) => [...vector])).toEqual(many.map((text) => vectorOf(text, 8)));
      expect(tokensIn).toBeGreaterThan(100);
      expect(server.requests.map(({ items }) => items.length)).toEqual([128, 128, 44]);
    },
  );

  it("asks Azure for the deployment that is named as the model", async () => {
    const model = await openEmbeddingModel(
      settingsAt(server, "azure-openai", { ...more, deployment: "x" }),
    );
    await model.embed(maskedTexts(["a"]));
    expect(server.requests[0]?.path).toBe(
      "/openai/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21",
    );
  });

  it("refuses vectors of another length, and too few", async () => {
    const model = await openEmbeddingModel(settingsAt(server, "openai", more));
    await model.embed(maskedTexts(["a"]));
    server.set({ dimension: 4 });
    await expect(model.embed(maskedTexts(["a"]))).rejects.toThrow("vectors of 8 and of 4 numbers");
    server.set({
      dimension: 8,
      misbehave: [{ status: 200, body: '{"data":[{"embedding":[1],"index":0}]}' }],
    });
    await expect(model.embed(maskedTexts(["a", "b"]))).rejects.toThrow("1 vectors for 2 texts");
  });

  it("fails as chat does", async () => {
    server.set({ misbehave: [rateLimited(2)] });
    const model = await openEmbeddingModel(settingsAt(server, "openai", more));
    const failed = model.embed(maskedTexts(["a"]));
    await expect(failed).rejects.toMatchObject({ isRateLimit: true, retryAfterMs: 2_000 });
  });

  it.each([
    ["openai", {}, "llm.embedding_model is missing"],
    ["anthropic", more, "anthropic has no embeddings"],
  ])("says what is missing: %s", async (provider, given, message) => {
    await expect(openEmbeddingModel(settingsAt(server, provider, given))).rejects.toThrow(message);
  });
});
