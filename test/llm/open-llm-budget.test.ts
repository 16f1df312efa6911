import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { fixedClock } from "../../src/core/base/clock.ts";
import { seededRandom } from "../../src/core/base/random.ts";
import { LlmSettings } from "../../src/core/config/llm-settings.ts";
import type { ChatModel } from "../../src/flow/llm/chat-model.ts";
import { LlmUnavailableError } from "../../src/flow/llm/llm-errors.ts";
import { openLlm } from "../../src/flow/llm/open-llm.ts";
import type { Store } from "../../src/storage/store/store.ts";
import { labelOf, labelQuestion, labelsOf, ownStore, textsOf } from "./open-testing.ts";

let store: Store;

beforeAll(async () => {
  store = await ownStore();
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});
const empty = (): Promise<unknown> => store.rows("TRUNCATE llm_calls, llm_answers, llm_spending");
afterEach(empty);

type Wild = { chat: ChatModel; billed: { nanoUsd: number; tokens: number } };

/** A model that bills anything up to what it was allowed, and fails in every way, billed or not. */
function wildModel(seed: number): Wild {
  const random = seededRandom(seed);
  const billed = { nanoUsd: 0, tokens: 0 };
  const bill = (tokensIn: number, tokensOut: number): void => {
    billed.nanoUsd += tokensIn * 150 + tokensOut * 600;
    billed.tokens += tokensIn + tokensOut;
  };
  const chat: ChatModel = {
    provider: "openai",
    model: "gpt-4o-mini",
    async complete({ instructions, texts, schema, outputTokensMax }, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      const bytes = Buffer.byteLength(
        instructions + JSON.stringify(texts) + JSON.stringify(schema),
      );
      const tokensIn = random.integer(1, bytes);
      const tokensOut = random.integer(1, outputTokensMax);
      if (random.chance(0.2)) throw new LlmUnavailableError("busy", { isRateLimit: true });
      bill(tokensIn, tokensOut);
      if (random.chance(0.2)) throw new LlmUnavailableError("broke off", { mayBeBilled: true });
      const items = texts.map((text, index) => ({ id: index + 1, label: labelOf(text) }));
      const kept = items.filter(() => random.chance(0.9));
      return {
        text: JSON.stringify({ items: kept }),
        model: "gpt-4o-mini",
        tokensIn,
        tokensOut,
        finish: "stop",
      };
    },
  };
  return { chat, billed };
}

async function open(chat: ChatModel, budget: object, now = "2026-01-31T12:00:00Z") {
  const settings = LlmSettings.parse({ provider: "openai", model: "gpt-4o-mini", budget });
  const clock = fixedClock(new Date(now));
  const timeZone = "America/Sao_Paulo";
  return await openLlm({ settings, timeZone, store, chat, clock, sleep: async () => undefined });
}

async function spent(): Promise<{ nanoUsd: number; tokens: number }> {
  const [row] = await store.rows(
    "SELECT coalesce(sum(nanousd), 0)::FLOAT8 AS nanousd, coalesce(sum(tokens), 0)::FLOAT8 AS tokens FROM llm_spending",
  );
  return { nanoUsd: Number(row?.["nanousd"]), tokens: Number(row?.["tokens"]) };
}

/** Nothing was billed that is not counted, and the ledger's calls sum up to what is counted. */
async function checkLedger(billed: Wild["billed"]): Promise<void> {
  const held = await spent();
  if (billed.nanoUsd > held.nanoUsd || billed.tokens > held.tokens) {
    throw new Error("billed and not counted");
  }
  const [row] = await store.rows(
    "SELECT coalesce(sum(cost_nanousd), 0)::FLOAT8 AS nanousd, count(*) FILTER (WHERE state = 'reserved')::INTEGER AS open FROM llm_calls",
  );
  if (row?.["nanousd"] !== held.nanoUsd || row["open"] !== 0) throw new Error("ledger differs");
}

describe("the budget", () => {
  it("is never exceeded, whatever calls cost, fail or are broken off, over several openings", async () => {
    let exhaustedCount = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 0, max: 20_000_000 }),
        fc.option(fc.integer({ min: 0, max: 40_000 }), { nil: undefined }),
        async (seed, nanoUsd, tokens) => {
          await empty();
          const { chat, billed } = wildModel(seed);
          const random = seededRandom(seed).fork("stops");
          for (let opening = 0; opening < 3; opening++) {
            await using llm = await open(chat, { usd: nanoUsd / 1e9, tokens });
            const stop = new AbortController();
            const stopsAt = random.integer(0, 12);
            const texts = textsOf(60, opening * 30);
            const asked = llm.answer(labelQuestion, texts, { runId: "r", signal: stop.signal });
            for (let turn = 0; turn < stopsAt; turn++) {
              await new Promise((resolve) => setImmediate(resolve));
            }
            if (random.chance(0.5)) stop.abort(new Error("stopped"));
            const outcomes = await asked.catch(() => []);
            if (labelsOf(outcomes).includes("budget")) exhaustedCount++;
            const held = await spent();
            if (held.nanoUsd > nanoUsd || held.tokens > (tokens ?? Infinity))
              throw new Error("over");
          }
          await checkLedger(billed);
        },
      ),
      { numRuns: 15 },
    );
    expect(exhaustedCount).toBeGreaterThan(0);
  });

  it("is whole again in the next month of the business", async () => {
    const { chat } = quietModel();
    const answeredAt = async (now: string): Promise<number> => {
      await using llm = await open(chat, { usd: 0.0015 }, now);
      const start = Date.parse(now) / 1_000;
      const outcomes = await llm.answer(labelQuestion, textsOf(100, start), { runId: "r" });
      return outcomes.filter((outcome) => "answer" in outcome).length;
    };
    const first = await answeredAt("2026-01-31T12:00:00Z");
    expect(first).toBeGreaterThan(10);
    expect(first).toBeLessThan(100);
    expect(await answeredAt("2026-02-01T02:59:00Z")).toBeLessThan(3);
    expect(await answeredAt("2026-02-01T03:01:00Z")).toBeGreaterThan(10);
  });

  it("is used to the last call that fits, in smaller calls at its end", async () => {
    const { chat } = quietModel();
    const texts = textsOf(100);
    await using llm = await open(chat, { usd: 0.0015 });
    const outcomes = labelsOf(await llm.answer(labelQuestion, texts, { runId: "r" }));
    expect(outcomes).toContain("budget");
    const { budgetLeft } = await llm.price(labelQuestion, texts);
    expect(budgetLeft.usd).toBeGreaterThan(0);
    expect(budgetLeft.usd).toBeLessThan(0.0006);
  });

  it("counts calls of a process that died at their bound, and says that they are lost", async () => {
    const { chat } = quietModel();
    {
      await using llm = await open(chat, { usd: 1 });
      await llm.answer(labelQuestion, textsOf(3), { runId: "r" });
    }
    await store.rows(
      "UPDATE llm_calls SET state = 'reserved', cost_nanousd = NULL, holder = holder || 'x'",
    );
    const before = await spent();
    await using llm = await open(chat, { usd: 1 });
    const rows = await store.rows(
      "SELECT state, cost_nanousd = reserved_nanousd AS same FROM llm_calls",
    );
    expect(rows).toEqual([{ state: "lost", same: true }]);
    expect(await spent()).toEqual(before);
    expect(await llm.calls(["r"])).toHaveLength(1);
  });
});

/** A model that answers right and bills little. */
function quietModel(): { chat: ChatModel } {
  const chat: ChatModel = {
    provider: "openai",
    model: "gpt-4o-mini",
    complete: async ({ texts }) => ({
      text: JSON.stringify(texts.map((text, index) => ({ id: index + 1, label: labelOf(text) }))),
      model: "gpt-4o-mini",
      tokensIn: 400 + 20 * texts.length,
      tokensOut: 10 * texts.length,
      finish: "stop",
    }),
  };
  return { chat };
}
