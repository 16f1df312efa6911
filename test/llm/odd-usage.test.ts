import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { describe, expect, it } from "vitest";

import { LlmSettings } from "../../src/core/config/llm-settings.ts";
import { openChatModel } from "../../src/flow/llm/open-models.ts";
import { startLlmServer } from "./llm-server.ts";
import { labelQuestion, labelsOf, openAt, ownStore, textsOf } from "./open-testing.ts";

/** A server whose every answer is NEUTRAL, with these words beside it. */
async function openOdd(beside: object) {
  const content = JSON.stringify({ items: [{ id: 1, label: "NEUTRAL" }] });
  const choice = { index: 0, finish_reason: "stop", message: { role: "assistant", content } };
  const body = { id: "1", object: "chat.completion", created: 1, model: "gpt-4o-mini" };
  const text = JSON.stringify({ ...body, choices: [choice], ...beside });
  const server = createServer((incoming, outgoing) => {
    incoming.resume().on("end", () => {
      outgoing.writeHead(200, { "content-type": "application/json" }).end(text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, // it listens on a port
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const usage = (prompt: number, completion: number) => ({
  usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: 1 },
});

describe("a server that says odd things beside its answer", () => {
  it.each<[what: string, beside: object]>([
    ["a bill below nothing", usage(-500_000, -10)],
    ["half tokens", usage(1.5, 2.5)],
    ["more tokens than there are", usage(10, 1e30)],
    ["a model whose name has the character NUL", { model: "evil\0", ...usage(10, 1) }],
    ["a model whose name is half a character", { model: "\uD800", ...usage(10, 1) }],
    ["a model that is called as a customer", { model: "anna@example.com", ...usage(10, 1) }],
  ])("gives answers that are kept and paid all the same: %s", async (_, beside) => {
    await using odd = await openOdd(beside);
    await using server = await startLlmServer();
    await using store = await ownStore();
    const settings = { provider: "openai", model: "gpt-4o-mini", api_key: "k", base_url: odd.url };
    const chat = await openChatModel(LlmSettings.parse(settings));
    await using llm = await openAt(server, store, { chat });
    const outcomes = await llm.answer(labelQuestion, textsOf(1), { runId: "r" });
    expect(labelsOf(outcomes)).toEqual(["NEUTRAL"]);
    const [row] = await store.rows(
      `SELECT state, tokens_in > 0 AND tokens_out > 0 AND cost_nanousd > 0 AS paid, model_answered
       FROM llm_calls`,
    );
    expect(row).toMatchObject({ state: "done", paid: true });
    expect(row?.["model_answered"]).not.toContain("anna");
    const [spent] = await store.rows("SELECT nanousd > 0 AND tokens > 0 AS some FROM llm_spending");
    expect(spent).toEqual({ some: true });
  });
});
