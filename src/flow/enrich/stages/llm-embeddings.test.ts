import { describe, expect, it } from "vitest";

import { maskPlain } from "../../../kernel/privacy/mask-plain.ts";
import { Settings } from "../../../core/config/settings.ts";
import type { EmbeddingOutcome, LlmEmbedder } from "../../llm/open-embedder.ts";
import { stageParameters } from "../stage-parameters.ts";
import stage from "./llm-embeddings.ts";

const settingsOf = (llm: object) => Settings.parse({ llm: { provider: "openai", ...llm } });
const named = { embedding_model: "e" };

/** A model whose vector of a text is three and four; of the text `denied` it has none. */
const embedder: LlmEmbedder = {
  name: "fake e",
  embed: async (texts) =>
    texts.map((text): EmbeddingOutcome =>
      text === "denied"
        ? { failure: "denied" }
        : { vector: Float32Array.of(3, 4), isKept: false, tokensIn: 5, costUsd: 0.001 },
    ),
  price: async (texts) => ({
    textCount: texts.length,
    keptCount: 0,
    callCount: 1,
    tokensIn: 5 * texts.length,
    tokensOut: 0,
    usd: 0.001 * texts.length,
    budgetLeft: { usd: 5, tokens: undefined },
  }),
};

function ask(stopsOnFailure = false) {
  const parameters = stageParameters(stage as never, {
    champions: {},
    settings: settingsOf(named),
  });
  const llm = () => Promise.reject(new Error("nobody asks questions"));
  return stage.ask!(parameters, {
    llm,
    embedder: async () => embedder,
    runId: "r",
    stopsOnFailure,
  });
}

const rows = ["One", "denied"].map((text) => ({ text: maskPlain(text) }));

describe("llm-embeddings", () => {
  it("is wanted only where a model of vectors is named", () => {
    expect(stage.isWanted?.(settingsOf({}))).toBe(false);
    expect(stage.isWanted?.(settingsOf(named))).toBe(true);
    expect(stage.isWanted?.(Settings.parse({ llm: named }))).toBe(false);
  });

  it("keeps vectors of unit length as whole numbers, and asks again where one could not be had", async () => {
    const asker = await ask();
    const columns = await asker!.answer(rows);
    const [vector, none] = columns["vector"] as [Uint8Array, null];
    expect([...new Int16Array(vector.buffer)]).toEqual([19_660, 26_214]);
    expect(none).toBeNull();
    expect(columns["vector_source"]).toEqual(["llm:e", null]);
    expect(columns["failure"]).toEqual([null, "denied"]);
    expect(columns["model_version"]).toEqual([expect.stringMatching(/^llm-/), null]);
    expect(asker!.tally?.()).toMatchObject({
      askedCount: 2,
      costUsd: 0.001,
      failures: { denied: 1 },
    });
    expect(await asker!.price?.(rows)).toMatchObject({ textCount: 2, usd: 0.002 });
  });

  it("stops where it is to", async () => {
    await expect((await ask(true))!.answer(rows)).rejects.toThrow("refuses the key");
  });
});
