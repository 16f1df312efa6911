import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { seededRandom } from "../../src/core/base/random.ts";
import { sleepFor } from "../../src/core/base/retry.ts";
import type { LlmSettings } from "../../src/core/config/llm-settings.ts";
import type { ChatModel } from "../../src/flow/llm/chat-model.ts";
import { LlmDeniedError } from "../../src/flow/llm/llm-errors.ts";
import { openChatModel } from "../../src/flow/llm/open-models.ts";
import type { MaskedText } from "../../src/core/base/masked-text.ts";
import { maskPlain } from "../../src/kernel/privacy/mask-plain.ts";
import type { Store } from "../../src/storage/store/store.ts";
import { failing, misbehaviours, rateLimited, type Misbehaviour } from "./llm-misbehaviour.ts";
import { startLlmServer, type LlmServer } from "./llm-server.ts";
import { generateQuestion } from "./more-questions.ts";
import {
  labelOf,
  labelQuestion,
  labelsOf,
  openAt,
  ownStore,
  rightAnswers,
  settingsFor,
  textsOf,
} from "./open-testing.ts";

const tables = "llm_calls, llm_answers, llm_spending, llm_vectors";
const runId = "run-1";

let store: Store;
let server: LlmServer;

beforeAll(async () => {
  store = await ownStore();
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await store.rows(`TRUNCATE ${tables}`);
});

async function askRight(
  texts: readonly MaskedText[],
  options: Parameters<typeof openAt>[2] = {},
): Promise<string[]> {
  await using llm = await openAt(server, store, options);
  return labelsOf(await llm.answer(labelQuestion, texts, { runId }));
}

/** The settings' model, whose calls come back in another order, and most of them at a time. */
async function slowedModel(
  settings: LlmSettings,
): Promise<{ chat: ChatModel; peak: () => number }> {
  const model = await openChatModel(settings);
  const random = seededRandom("latency");
  let [running, peak] = [0, 0];
  const chat: ChatModel = {
    ...model,
    async complete(call, signal) {
      peak = Math.max(peak, ++running);
      try {
        await sleepFor(random.integer(5, 120), signal);
        return await model.complete(call, signal);
      } finally {
        running--;
      }
    },
  };
  return { chat, peak: () => peak };
}

describe("answer", () => {
  it("answers in order, asks equal texts once, and asks nothing again", async () => {
    server = await startLlmServer({ answer: rightAnswers });
    const texts = [...textsOf(45), ...textsOf(45)];
    const done: number[] = [];
    await using llm = await openAt(server, store, { more: { batch_size: 20 } });
    const outcomes = await llm.answer(labelQuestion, texts, {
      runId,
      onProgress: (count) => done.push(count),
    });
    expect(labelsOf(outcomes)).toEqual(texts.map(labelOf));
    expect(server.requests.flatMap(({ items }) => items)).toHaveLength(45);
    expect(server.requests).toHaveLength(3);
    expect(done.toSorted((a, b) => a - b)).toEqual([40, 80, 90]);

    const again = await llm.answer(labelQuestion, texts, { runId: "run-2" });
    expect(labelsOf(again)).toEqual(texts.map(labelOf));
    expect(again.every((outcome) => "isKept" in outcome && outcome.isKept)).toBe(true);
    expect(server.requests).toHaveLength(3);
    expect(await llm.calls([runId])).toHaveLength(3);
    expect(await llm.calls(["run-2"])).toEqual([]);
  });

  it("counts what was billed, to the nano-dollar, and gives each text its part", async () => {
    server = await startLlmServer({ answer: rightAnswers });
    await using llm = await openAt(server, store);
    const outcomes = await llm.answer(labelQuestion, textsOf(33), { runId });
    const { tokensIn, tokensOut } = server.billed;
    const usd = (tokensIn * 150 + tokensOut * 600) / 1e9;
    const calls = await llm.calls([runId]);
    expect(calls.reduce((sum, call) => sum + call.tokensIn, 0)).toBe(tokensIn);
    expect(calls.reduce((sum, call) => sum + call.costUsd, 0)).toBeCloseTo(usd, 12);
    const parts = outcomes.map((outcome) => ("costUsd" in outcome ? outcome.costUsd : 0));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(usd, 12);
    const { budgetLeft } = await llm.price(labelQuestion, []);
    expect(budgetLeft.usd).toBeCloseTo(5 - usd, 12);
  });

  it("gives the same for any number of workers, whatever the order calls come back in", async () => {
    server = await startLlmServer({ answer: rightAnswers });
    const texts = textsOf(60);
    const results: unknown[] = [];
    for (const workers of [1, 5, 50]) {
      const more = { workers, texts_per_call: 7 };
      const { chat, peak } = await slowedModel(settingsFor(server, more));
      await using llm = await openAt(server, store, { more, chat });
      const outcomes = await llm.answer(labelQuestion, texts, { runId });
      results.push(outcomes);
      expect(labelsOf(outcomes)).toEqual(texts.map(labelOf));
      expect(peak()).toBe(Math.min(workers, 9));
      await store.rows(`TRUNCATE ${tables}`);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it.each<[string, Misbehaviour]>([
    ["fenced", misbehaviours.fenced],
    ["cut in half", misbehaviours.badJson],
    ["cut off by its length", misbehaviours.cutOff],
    ["a refusal in words", misbehaviours.refusal],
    ["held back by a filter", misbehaviours.filtered],
    ["empty", misbehaviours.empty],
    ["of labels outside the list", misbehaviours.wrongLabels],
    ["in another language", misbehaviours.otherLanguage],
    ["of too few items", misbehaviours.tooFew],
    ["of too many items", misbehaviours.tooMany],
    ["of one id for all", misbehaviours.duplicated],
    ["without ids", misbehaviours.unnumbered],
    ["in another order", misbehaviours.shuffled],
    ["broken on the way", misbehaviours.brokenBody],
    ["reset", misbehaviours.reset],
    ["a limit", rateLimited(1)],
    ["an error of the server", failing(503)],
  ])("mends an answer that is %s, and keeps what was good of it", async (_, wrong) => {
    server = await startLlmServer({ answer: rightAnswers, misbehave: [wrong] });
    const texts = textsOf(6);
    expect(await askRight(texts)).toEqual(texts.map(labelOf));
    const asked = server.requests.flatMap(({ items }) => items).length;
    expect(asked).toBeLessThanOrEqual(12);
  });

  it("gives up only on the text that is never answered right", async () => {
    const texts = textsOf(9);
    server = await startLlmServer({
      answer: (items) =>
        items.map((item) =>
          item.text === texts[4] ? { label: "?" } : { label: labelOf(item.text) },
        ),
    });
    const right = texts.map(labelOf).with(4, "invalid" as never);
    expect(await askRight(texts)).toEqual(right);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.instructions).toContain("id 1: wrong value of label");
    expect(await askRight(texts), "the failure is kept too").toEqual(right);
    expect(server.requests).toHaveLength(2);
  });

  it("finds the one text that a filter holds back", async () => {
    const texts = textsOf(5);
    server = await startLlmServer({
      answer: rightAnswers,
      misbehave: (_, { items }) =>
        items.some(({ text }) => text === texts[2]) ? misbehaviours.filtered : undefined,
    });
    expect(await askRight(texts)).toEqual(texts.map(labelOf).with(2, "rejected" as never));
  });

  it("accepts labels in other letters and spaces", async () => {
    server = await startLlmServer({
      answer: (items) => items.map(({ text }) => ({ label: ` ${labelOf(text).toLowerCase()}. ` })),
    });
    const texts = textsOf(4);
    expect(await askRight(texts)).toEqual(texts.map(labelOf));
    expect(server.requests).toHaveLength(1);
  });

  it("stops asking an endpoint that stays down, and says so once", async () => {
    server = await startLlmServer({ misbehave: () => failing(500) });
    const warnings: string[] = [];
    const outcomes = await askRight(textsOf(200), {
      onWarning: (warning) => warnings.push(warning),
      more: { workers: 1 },
    });
    expect(new Set(outcomes)).toEqual(new Set(["unavailable"]));
    expect(server.requests).toHaveLength(3 * 6);
    expect(warnings.filter((warning) => warning.includes("asked no more"))).toHaveLength(1);
    expect(warnings.filter((warning) => warning.includes("try 5 of 5"))).toHaveLength(3);
  });

  it("keeps what was paid when the key is revoked halfway", async () => {
    const texts = textsOf(60);
    server = await startLlmServer({
      answer: rightAnswers,
      misbehave: (call) => (call >= 2 ? failing(401) : undefined),
    });
    const outcomes = await askRight(texts, { more: { workers: 1 } });
    expect(outcomes.slice(0, 40)).toEqual(texts.slice(0, 40).map(labelOf));
    expect(new Set(outcomes.slice(40))).toEqual(new Set(["denied"]));
    server.set({ misbehave: [] });
    expect(await askRight(texts)).toEqual(texts.map(labelOf));
    expect(server.requests).toHaveLength(4);
  });

  it("masks what comes back before it is kept or given", async () => {
    server = await startLlmServer({
      answer: (items) => items.map(() => ({ response: "Write to ann@example.com\0\uD800" })),
    });
    await using llm = await openAt(server, store);
    const [outcome] = await llm.answer(generateQuestion, textsOf(1), { runId });
    expect(outcome).toMatchObject({ answer: { response: "Write to [EMAIL_1]\uFFFD" } });
    const [row] = await store.rows("SELECT answer::TEXT AS answer FROM llm_answers");
    expect(row?.["answer"]).not.toContain("ann@");
  });

  it("notes that another model answered than was asked", async () => {
    server = await startLlmServer({ answer: rightAnswers, model: "gpt-9-huge" });
    const warnings: string[] = [];
    await askRight(textsOf(50), { onWarning: (warning) => warnings.push(warning) });
    expect(warnings).toEqual(["openai: gpt-4o-mini was asked, and gpt-9-huge answered"]);
    const rows = await store.rows("SELECT DISTINCT model_answered FROM llm_calls");
    expect(rows).toEqual([{ model_answered: "gpt-9-huge" }]);
  });

  it("says what a service of few tasks can't be asked", async () => {
    server = await startLlmServer();
    const chat = { ...(await openChatModel(settingsFor(server))), tasks: ["sentiment"] };
    await using llm = await openAt(server, store, { chat });
    const told = "openai (sentiment) can't be asked to classify";
    await expect(llm.price(labelQuestion, textsOf(1))).rejects.toThrow(told);
    await expect(llm.answer(labelQuestion, textsOf(1), { runId })).rejects.toThrow(told);
  });

  it("asks a second model where the first can't be asked, by its own price", async () => {
    server = await startLlmServer({ answer: rightAnswers });
    const settings = settingsFor(server);
    const working = await openChatModel(settings);
    const refused: ChatModel = {
      ...working,
      complete: () => Promise.reject(new LlmDeniedError("the key is no more")),
    };
    const fallback: ChatModel = { ...working, model: "gpt-4o" };
    await using llm = await openAt(server, store, { chat: refused, fallback });
    const outcomes = await llm.answer(labelQuestion, textsOf(25), { runId });
    expect(labelsOf(outcomes)).toEqual(textsOf(25).map(labelOf));
    expect(outcomes[0]).toMatchObject({ source: "llm:gpt-4o@classify-1" });
    const { tokensIn, tokensOut } = server.billed;
    const { budgetLeft } = await llm.price(labelQuestion, []);
    expect(5 - budgetLeft.usd).toBeCloseTo((tokensIn * 2.5 + tokensOut * 10) / 1e6, 9);
  });

  it("asks nothing with a budget of zero", async () => {
    server = await startLlmServer({ answer: rightAnswers });
    const outcomes = await askRight(textsOf(3), { more: { budget: { usd: 0 } } });
    expect(outcomes).toEqual(["budget", "budget", "budget"]);
    expect(server.requests).toEqual([]);
  });

  it("sends long texts cut to their tokens, which are one text where they begin alike", async () => {
    server = await startLlmServer({ answer: rightAnswers });
    const long = "word ".repeat(300);
    const outcomes = await askRight([maskPlain(`${long}a`), maskPlain(`${long}b`)], {
      more: { text_tokens: 100 },
    });
    expect(server.requests.flatMap(({ items }) => items)).toHaveLength(1);
    const [item] = server.requests[0]?.items ?? [];
    expect(item?.text).toBe("word ".repeat(100).trimEnd());
    expect(outcomes).toHaveLength(2);
  });
});
