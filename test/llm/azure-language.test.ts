import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { LlmSettings } from "../../src/core/config/llm-settings.ts";
import type { ChatCall } from "../../src/flow/llm/chat-model.ts";
import { openChatModel } from "../../src/flow/llm/open-models.ts";
import { sentimentCall } from "./llm-call.ts";
import { failing, rateLimited } from "./llm-misbehaviour.ts";
import { startLlmServer, type LlmServer } from "./llm-server.ts";

let server: LlmServer;

beforeAll(async () => {
  server = await startLlmServer();
});
beforeEach(() => {
  server.requests.length = 0;
  server.set({ misbehave: [] });
});
afterAll(async () => await server[Symbol.asyncDispose]());

const labels = ["HARDWARE", "SOFTWARE"] as const;

/** A call whose answers have these fields. */
function callOf(fields: z.ZodRawShape, texts: readonly string[]): ChatCall {
  const item = z.strictObject({ id: z.int(), ...fields });
  const schema = z.toJSONSchema(z.strictObject({ items: z.array(item) }));
  return { ...sentimentCall(texts), task: "understand", schema };
}

async function ask(call: ChatCall, more: object = {}) {
  const waits: number[] = [];
  const model = await openChatModel(
    LlmSettings.parse({
      provider: "azure-language",
      base_url: server.url,
      api_key: "hunter2",
      ...more,
    }),
    { sleep: async (ms) => void waits.push(ms) },
  );
  const reply = await model.complete(call);
  return { ...reply, model: reply.model, items: JSON.parse(reply.text) as unknown, waits };
}

describe("azure-language", () => {
  it("answers sentiment in the schema's own labels, by the shape of Text Analytics", async () => {
    server.set({
      answer: (items) => items.map(({ id }) => ({ sentiment: id === 1 ? "negative" : "positive" })),
    });
    const texts = ["O aplicativo não funciona mais no meu celular.", "Thanks, all is well now."];
    const { items, model, tokensIn, waits } = await ask(sentimentCall(texts));
    expect(items).toEqual({
      items: [
        { id: 1, sentiment: "NEGATIVE" },
        { id: 2, sentiment: "POSITIVE" },
      ],
    });
    expect([model, tokensIn, waits]).toEqual(["SentimentAnalysis 2022-11-01", undefined, []]);
    expect(server.requests).toMatchObject([
      {
        method: "POST",
        path: "/language/:analyze-text?api-version=2023-04-01",
        headers: { "ocp-apim-subscription-key": "hunter2" },
        body: {
          kind: "SentimentAnalysis",
          parameters: { modelVersion: "latest", loggingOptOut: true },
          analysisInput: {
            documents: [
              { id: "1", language: "pt", text: texts[0] },
              { id: "2", language: "en", text: texts[1] },
            ],
          },
        },
      },
    ]);
  });

  it("asks ten texts at a time, in order, and cuts what is longer than it takes", async () => {
    server.set({ answer: (items) => items.map(() => ({ sentiment: "neutral" })) });
    const texts = Array.from({ length: 23 }, (_, index) => `text ${index}`);
    texts[4] = "x".repeat(6_000);
    const { items } = await ask(sentimentCall(texts));
    expect(server.requests.map((request) => request.items.length)).toEqual([10, 10, 3]);
    expect(server.requests[0]?.items[4]?.text).toHaveLength(5_120);
    expect(items).toEqual({
      items: texts.map((_, index) => ({ id: index + 1, sentiment: "NEUTRAL" })),
    });
  });

  it("makes key phrases tags: those known that a phrase names, or all of them", async () => {
    server.set({ answer: (items) => items.map(() => ({ tags: ["the card reading", "my app"] })) });
    const known = z.array(z.enum(["CARD_READING", "CHARGEBACK"]));
    expect((await ask(callOf({ tags: known }, ["a"]))).items).toEqual({
      items: [{ id: 1, tags: ["CARD_READING"] }],
    });
    expect((await ask(callOf({ tags: z.array(z.string()) }, ["a"]))).items).toEqual({
      items: [{ id: 1, tags: ["the card reading", "my app"] }],
    });
  });

  it("classifies by a project of one's own, as a job", async () => {
    server.set({ answer: (items) => items.map(() => ({ category: "Hardware" })) });
    const project = { model: "tickets", deployment: "production" };
    const { items, waits } = await ask(callOf({ category: z.enum(labels) }, ["a", "b"]), project);
    expect(items).toEqual({
      items: [
        { id: 1, category: "HARDWARE" },
        { id: 2, category: "HARDWARE" },
      ],
    });
    expect(waits).toEqual([1_000]);
    expect(server.requests).toMatchObject([
      {
        path: "/language/analyze-text/jobs?api-version=2023-04-01",
        body: {
          tasks: [
            {
              kind: "CustomSingleLabelClassification",
              parameters: { projectName: "tickets", deploymentName: "production" },
            },
          ],
        },
      },
      { method: "GET", headers: { "ocp-apim-subscription-key": "hunter2" } },
    ]);
  });

  it("summarises by a sentence of the text", async () => {
    server.set({ answer: (items) => items.map(() => ({ summary: "It is broken." })) });
    const { items } = await ask(callOf({ summary: z.string() }, ["Hi. It is broken."]));
    expect(items).toEqual({ items: [{ id: 1, summary: "It is broken." }] });
  });

  it("leaves out a label that is none of those asked for", async () => {
    server.set({ answer: (items) => items.map(() => ({ sentiment: "mixed" })) });
    expect((await ask(sentimentCall(["a"]))).items).toEqual({ items: [] });
  });

  it.each([
    [{ urgency: z.string() }, "no service for urgency; leave it out of llm.tasks"],
    [{ category: z.enum(labels) }, "needs a project of yours to answer category: set llm.model"],
  ])("says what it can't answer, before it asks: %#", async (fields, message) => {
    await expect(ask(callOf(fields, ["a"]))).rejects.toThrow(message);
    expect(server.requests).toHaveLength(0);
  });

  it("fails as the others do", async () => {
    server.set({ misbehave: [rateLimited(3)] });
    await expect(ask(sentimentCall(["a"]))).rejects.toMatchObject({
      isRateLimit: true,
      retryAfterMs: 3_000,
    });
    server.set({ misbehave: [failing(401, { code: "401" })] });
    await expect(ask(sentimentCall(["a"]))).rejects.toThrow(
      "EARSHOT_LLM_API_KEY or AZURE_LANGUAGE_KEY",
    );
    server.set({ misbehave: [{ status: 200, body: '{"results":5}' }] });
    await expect(ask(sentimentCall(["a"]))).rejects.toMatchObject({ mayBeBilled: true });
  });

  it("takes its key nowhere else, wherever a job is said to be", async () => {
    const headers = { "operation-location": "http://127.0.0.2:1/language/analyze-text/jobs/1" };
    server.set({ misbehave: [{ status: 202, headers, body: "" }] });
    const asked = ask(callOf({ summary: z.string() }, ["a"]));
    await expect(asked).rejects.toMatchObject({ code: "LLM_DENIED" });
  });

  it("says which tasks it can be asked", async () => {
    const settings = { provider: "azure-language", base_url: server.url, api_key: "hunter2" };
    const plain = await openChatModel(LlmSettings.parse(settings));
    const project = { ...settings, model: "tickets", deployment: "production" };
    const trained = await openChatModel(LlmSettings.parse(project));
    expect(plain.tasks).toEqual(["understand", "sentiment", "summarize"]);
    expect(trained.tasks).toEqual(["understand", "sentiment", "summarize", "classify"]);
  });
});
