import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { fixedClock } from "../../src/core/base/clock.ts";
import { persist } from "../../src/core/base/retry.ts";
import { llmProviders } from "../../src/core/config/llm-settings.ts";
import type { ChatCall } from "../../src/flow/llm/chat-model.ts";
import { LlmUnavailableError } from "../../src/flow/llm/llm-errors.ts";
import { loadProviders, openChatModel, openFallbackModel } from "../../src/flow/llm/open-models.ts";
import { apiKey, sentimentCall, settingsAt } from "./llm-call.ts";
import { failing, misbehaviours, rateLimited, type Misbehaviour } from "./llm-misbehaviour.ts";
import { startLlmServer, type LlmServer } from "./llm-server.ts";

let server: LlmServer;

beforeAll(async () => {
  server = await startLlmServer();
});
beforeEach(() => {
  server.requests.length = 0;
  server.set({ answer: (items) => items.map(() => ({ sentiment: "NEGATIVE" })), misbehave: [] });
});
afterAll(async () => await server[Symbol.asyncDispose]());

const texts = ["The app crashes.", "Thanks, all is well."];
const call = sentimentCall(texts);

async function ask(provider: string, more: object = {}, asked: ChatCall = call) {
  const model = await openChatModel(settingsAt(server, provider, more));
  return await model.complete(asked);
}

/** What asking fails with. */
async function failureOf(provider: string, more: object = {}): Promise<Error> {
  return await ask(provider, more).then(
    () => new Error("it did not fail"),
    (error: Error) => error,
  );
}

const chatters = ["openai", "openai-compatible", "azure-openai", "anthropic", "ollama"];

describe("a provider", () => {
  it("stands in a file of its own, for every name that settings take", async () => {
    const names = (await loadProviders()).map(({ name }) => name);
    expect(names.toSorted()).toEqual([...llmProviders].toSorted());
  });

  it.each(chatters)("answers texts as JSON, with what it cost: %s", async (provider) => {
    const reply = await ask(provider);
    expect(JSON.parse(reply.text)).toEqual({
      items: [
        { id: 1, sentiment: "NEGATIVE" },
        { id: 2, sentiment: "NEGATIVE" },
      ],
    });
    expect(reply).toMatchObject({ model: "gpt-4o-mini", finish: "stop" });
    expect(reply.tokensIn).toBeGreaterThan(20);
    expect(reply.tokensOut).toBeGreaterThan(5);
    expect(server.requests).toHaveLength(1);
    const [{ items, instructions } = { items: [], instructions: "" }] = server.requests;
    expect(items).toEqual(texts.map((text, index) => ({ id: index + 1, text })));
    expect(instructions).toContain("sentiment");
  });

  it.each(["openai", "openai-compatible", "ollama"])(
    "is asked as OpenAI's API has it, with the schema: %s",
    async (provider) => {
      await ask(provider);
      const [request] = server.requests;
      expect(request).toMatchObject({
        path: "/v1/chat/completions",
        headers: { authorization: `Bearer ${apiKey}` },
        body: {
          model: "gpt-4o-mini",
          temperature: 0,
          seed: 7,
          [provider === "openai" ? "max_completion_tokens" : "max_tokens"]: 200,
          response_format: {
            type: "json_schema",
            json_schema: { name: "answer", strict: true, schema: call.schema },
          },
          messages: [{ role: "system" }, { role: "user" }],
        },
      });
    },
  );

  it.each(["", "/", "/openai", "/openai/v1/"])(
    "is asked at Azure by deployment, version and api-key: %j",
    async (path) => {
      const more = { base_url: server.url + path, deployment: "mini east", api_version: undefined };
      await ask("azure-openai", more);
      await ask("azure-openai", { ...more, deployment: undefined, api_version: "2025-01-01" });
      expect(server.requests.map(({ path: asked }) => asked)).toEqual([
        "/openai/deployments/mini%20east/chat/completions?api-version=2024-10-21",
        "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2025-01-01",
      ]);
      expect(server.requests[0]?.headers).toMatchObject({ "api-key": apiKey });
      expect(server.requests[0]?.headers).not.toHaveProperty("authorization");
    },
  );

  it("is asked as Anthropic's API has it, with the schema or a tool where a model has none", async () => {
    await ask("anthropic", { model: "claude-haiku-4-5" });
    await ask("anthropic", { model: "claude-3-haiku-20240307" });
    const [newer, older] = server.requests;
    expect(newer).toMatchObject({
      path: "/v1/messages",
      headers: { "x-api-key": apiKey, "anthropic-version": "2023-06-01" },
      body: { model: "claude-haiku-4-5", max_tokens: 200, temperature: 0 },
    });
    expect(JSON.stringify(newer?.body)).toContain('"json_schema"');
    expect(older?.body).toMatchObject({ tools: [{ input_schema: call.schema }] });
    expect(newer?.body).not.toHaveProperty("seed");
  });

  it("needs no key where the endpoint is one's own", async () => {
    await ask("ollama", { api_key: undefined });
    await ask("openai-compatible", { api_key: undefined });
    for (const { headers } of server.requests) expect(headers).not.toHaveProperty("authorization");
  });
});

describe("what comes back", () => {
  it.each<[keyof typeof misbehaviours, string, string]>([
    ["badJson", "stop", '{"items":[{"id":1,'],
    ["fenced", "stop", "```json"],
    ["cutOff", "length", '{"items"'],
    ["refusal", "stop", "I'm sorry"],
    ["ownRefusal", "refused", "I can't help"],
    ["filtered", "refused", ""],
    ["tooFew", "stop", '"id":1'],
  ])("is handed on with its cost when it is %s", async (name, finish, part) => {
    for (const provider of chatters) {
      server.set({ misbehave: [misbehaviours[name]] });
      const reply = await ask(provider);
      expect(reply.finish, provider).toBe(finish);
      expect(reply.text, provider).toContain(part);
      expect(reply.tokensIn, provider).toBeGreaterThan(20);
    }
  });

  it("tells the model that answered, where it is another than asked", async () => {
    await using other = await startLlmServer({ model: "gpt-4o-mini-2024-07-18" });
    const { model } = await ask("openai", { base_url: `${other.url}/v1` });
    expect(model).toBe("gpt-4o-mini-2024-07-18");
  });
});

const unavailable = { name: "LlmUnavailableError", isRateLimit: false };

describe("a failure", () => {
  it.each<[string, Misbehaviour, object]>([
    ["status 429", rateLimited(), { isRateLimit: true, retryAfterMs: 0 }],
    ["a limit for 7 s", rateLimited(7), { isRateLimit: true, retryAfterMs: 7_000 }],
    ["status 500", failing(500), unavailable],
    ["status 503", { ...failing(503), headers: { "retry-after": "3" } }, { retryAfterMs: 3_000 }],
    ["overload", failing(529, { type: "overloaded_error" }), unavailable],
    ["half a body", misbehaviours.brokenBody, { ...unavailable, mayBeBilled: true }],
    ["no byte", misbehaviours.reset, { ...unavailable, mayBeBilled: true }],
    ["another form", { ...failing(200), status: 200 }, { ...unavailable, mayBeBilled: true }],
    ["a wrong key", failing(401, { code: "invalid_api_key" }), { code: "LLM_DENIED" }],
    ["no such model", failing(404, { code: "model_not_found" }), { code: "LLM_DENIED" }],
    ["a used-up quota", failing(429, { code: "insufficient_quota" }), { code: "LLM_DENIED" }],
    [
      "a used-up credit",
      failing(400, { message: "Your credit balance is too low to access the API" }),
      { code: "LLM_DENIED" },
    ],
    ["a redirect", { status: 307, headers: { location: "/v1/other" } }, { code: "LLM_DENIED" }],
    ["a web page", { status: 200, body: "<html>" }, { code: "LLM_DENIED" }],
    ["too long texts", failing(400, { code: "context_length_exceeded" }), { code: "LLM_REJECTED" }],
    ["too long prompt", failing(400, { message: "prompt is too long" }), { code: "LLM_REJECTED" }],
    ["a filter", failing(400, { code: "content_filter" }), { code: "LLM_REJECTED" }],
    ["an odd request", failing(422), { code: "LLM_REJECTED" }],
  ])("by %s is told as what it is, after one request", async (_, misbehaviour, expected) => {
    for (const provider of chatters) {
      server.set({ misbehave: [misbehaviour] });
      server.requests.length = 0;
      expect(await failureOf(provider), provider).toMatchObject(expected);
      expect(server.requests, provider).toHaveLength(1);
    }
  });

  it("says how long to wait by an HTTP date too, on the clock given", async () => {
    server.set({ misbehave: [rateLimited("Sat, 21 Nov 2026 10:00:30 GMT")] });
    const clock = fixedClock(new Date("2026-11-21T10:00:00Z"));
    const model = await openChatModel(settingsAt(server, "openai"), { clock });
    await expect(model.complete(call)).rejects.toMatchObject({ retryAfterMs: 30_000 });
  });

  it.each(["hang", "drip"] as const)("ends a call that does %s in time", async (name) => {
    for (const provider of chatters) {
      server.set({ misbehave: [misbehaviours[name]] });
      const error = await failureOf(provider, { timeout_seconds: 0.1 });
      expect(error, provider).toMatchObject({ ...unavailable, mayBeBilled: true });
      expect(error.message).toContain("no answer within 0.1 s");
    }
  });

  it("of the network is told with its code, and is not billed", async () => {
    const error = await failureOf("ollama", { base_url: "http://127.0.0.1:1/v1" });
    expect(error).toMatchObject({ code: "LLM_UNAVAILABLE", mayBeBilled: false });
    const closed = await failureOf("ollama", { base_url: await closedAddress() });
    expect(closed).toMatchObject({ code: "LLM_UNAVAILABLE", mayBeBilled: false });
    expect(closed.message).toContain("ECONNREFUSED");
  });

  it.each(chatters)("by the caller's signal is the caller's own: %s", async (provider) => {
    server.set({ misbehave: [misbehaviours.hang] });
    const model = await openChatModel(settingsAt(server, provider));
    const stop = new AbortController();
    const reason = new Error("enough");
    const asked = model.complete(call, stop.signal);
    setTimeout(() => stop.abort(reason), 30);
    await expect(asked).rejects.toBe(reason);
    await expect(model.complete(call, stop.signal)).rejects.toBe(reason);
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  it("by limits passes when it is tried again, six times at most", async () => {
    const limits = (count: number) => Array.from({ length: count }, () => rateLimited());
    const model = await openChatModel(settingsAt(server, "openai"));
    const waits: number[] = [];
    const attempt = () =>
      persist(() => model.complete(call), {
        passesAfter: (error) =>
          error instanceof LlmUnavailableError ? error.retryAfterMs : undefined,
        sleep: async (ms) => void waits.push(ms),
      });
    server.set({ misbehave: limits(5) });
    await expect(attempt()).resolves.toMatchObject({ finish: "stop" });
    server.set({ misbehave: limits(6) });
    await expect(attempt()).rejects.toMatchObject({ isRateLimit: true });
    const waited = [1_000, 2_000, 4_000, 8_000, 16_000];
    expect([waits, server.requests.length]).toEqual([[...waited, ...waited], 12]);
  });

  it("by too large an answer is one of the address", async () => {
    const model = await openChatModel(settingsAt(server, "openai"), { answerBytesMax: 100 });
    await expect(model.complete(call)).rejects.toMatchObject({ code: "LLM_DENIED" });
  });

  it("says what to do, and neither key, texts nor what the provider said", async () => {
    const secret = `${apiKey} is wrong for ${texts[0]}`;
    const all = [
      failing(401, { message: secret, code: apiKey }),
      failing(400, { message: secret, type: secret, param: secret }),
      failing(500, { message: secret }),
      failing(404, { message: secret }),
      rateLimited(),
      { ...misbehaviours.brokenBody },
      { ...misbehaviours.hang },
      { status: 200, body: JSON.stringify({ error: secret }) },
    ];
    for (const provider of chatters) {
      for (const misbehaviour of all) {
        server.set({ misbehave: [misbehaviour] });
        const error = await failureOf(provider, { timeout_seconds: 0.1 });
        const shown = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)}`;
        expect(shown).not.toMatch(/hunter2|crashes/);
        expect(error).toMatchObject({ code: expect.stringMatching(/^LLM_/) });
      }
    }
    server.set({ misbehave: [failing(401)] });
    expect((await failureOf("openai")).message).toMatch(
      /EARSHOT_LLM_API_KEY or OPENAI_API_KEY, or not for this model/,
    );
  });
});

describe("a parameter that a model does not take", () => {
  const refusal = (param: string, message = `Unsupported value: '${param}'`) =>
    failing(400, { message, param, code: "unsupported_value" });

  it.each([
    ["openai", "temperature"],
    ["openai-compatible", "seed"],
    ["azure-openai", "max_tokens"],
    ["anthropic", "temperature"],
  ])("of %s is learnt once: %s", async (provider, parameter) => {
    const model = await openChatModel(settingsAt(server, provider));
    server.set({ misbehave: [refusal(parameter)] });
    await expect(model.complete(call)).rejects.toMatchObject({ code: "LLM_UNAVAILABLE" });
    await model.complete(call);
    await model.complete(call);
    const had = server.requests.map(({ body }) => Object.hasOwn(body as object, parameter));
    expect(had).toEqual([true, false, false]);
  });

  it("may be the schema: it goes into words, and then any JSON is no promise either", async () => {
    const model = await openChatModel(settingsAt(server, "openai-compatible"));
    const no = refusal("response_format", "json_schema is not supported");
    server.set({ misbehave: [no, no] });
    await expect(model.complete(call)).rejects.toThrow("response_format");
    await expect(model.complete(call)).rejects.toThrow("response_format");
    await model.complete(call);
    const formats = server.requests.map(
      ({ body }) => (body as { response_format?: { type: string } }).response_format?.type,
    );
    expect(formats).toEqual(["json_schema", "json_object", undefined]);
    expect(server.requests[2]?.instructions).toContain('"sentiment"');
  });
});

describe("settings of a model", () => {
  it.each<[object, string]>([
    [{ provider: undefined }, "llm.provider is missing"],
    [{ model: undefined }, "llm.model is missing: openai must be told"],
    [{ api_key: undefined }, "set EARSHOT_LLM_API_KEY or OPENAI_API_KEY in the environment"],
    [{ api_key: "two words" }, "llm.api_key holds spaces"],
    [{ base_url: "ftp://x" }, "llm.base_url is no http or https address"],
    [{ base_url: "https://ann:hunter2@x/" }, "holds a user, a password or a query"],
    [{ base_url: "https://x/?key=hunter2" }, "holds a user, a password or a query"],
    [{ provider: "azure-openai", base_url: undefined }, "llm.base_url is missing: azure-openai"],
    [{ provider: "azure-language", base_url: undefined }, "llm.base_url is missing"],
    [{ provider: "openai-compatible", base_url: undefined }, "such as http://localhost:8000/v1"],
  ])("that are not whole are an error before anything is asked: %j", async (more, message) => {
    const error = await failureOf("openai", more);
    expect(error).toMatchObject({ code: "SETTINGS_INVALID" });
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("hunter2");
    expect(server.requests).toHaveLength(0);
  });

  it("name a second model, which has settings of its own", async () => {
    expect(await openFallbackModel(settingsAt(server, "openai"))).toBeUndefined();
    const fallback = { provider: "ollama", model: "llama3.2", base_url: `${server.url}/v1` };
    const model = await openFallbackModel(settingsAt(server, "openai", { fallback }));
    expect([model?.provider, (await model?.complete(call))?.model]).toEqual(["ollama", "llama3.2"]);
    const missing = openFallbackModel(
      settingsAt(server, "openai", { fallback: { provider: "anthropic" } }),
    );
    await expect(missing).rejects.toThrow("llm.fallback.model is missing");
  });
});

/** An address that nobody listens at. */
async function closedAddress(): Promise<string> {
  const socket = createServer().listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo; // it listens on a port
  socket.close();
  await once(socket, "close");
  return `http://127.0.0.1:${port}/v1`;
}
