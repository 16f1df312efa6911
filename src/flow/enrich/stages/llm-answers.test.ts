import { describe, expect, it } from "vitest";

import { Settings } from "../../../core/config/settings.ts";
import { stageParameters } from "../stage-parameters.ts";
import stage from "./llm-answers.ts";

const version = (llm: object, more: object = {}, prompts = { understand: 1, summarize: 1 }) => {
  const settings = Settings.parse({ llm: { provider: "openai", model: "m", ...llm }, ...more });
  return stageParameters(stage as never, { champions: {}, settings, prompts })?.version;
};

describe("llm-answers", () => {
  it("is wanted only where a language model is set", () => {
    expect(stage.isWanted?.(Settings.parse({}))).toBe(false);
    expect(stage.isWanted?.(Settings.parse({ llm: { provider: "ollama" } }))).toBe(true);
    const alone = { provider: "ollama", embedding_model: "e" };
    expect(stage.isWanted?.(Settings.parse({ llm: alone }))).toBe(false);
    expect(stage.isWanted?.(Settings.parse({ llm: { ...alone, model: "m" } }))).toBe(true);
    expect(stage.isWanted?.(Settings.parse({ llm: { ...alone, deployment: "d" } }))).toBe(true);
  });

  it.each<[string, object, object?]>([
    ["another model", { model: "n" }],
    ["another provider", { provider: "ollama" }],
    ["other tasks", { tasks: ["urgency"] }],
    ["a fallback", { fallback: { provider: "ollama", model: "m" } }],
    ["other tags", {}, { enrichment: { tags: ["A"] } }],
  ])("makes its answers anew for %s", (_, llm, more) => {
    expect(version({})).toMatch(/^llm-[0-9a-f]{12}$/);
    expect(version(llm, more)).not.toBe(version({}));
  });

  it("makes its answers anew for another version of a prompt", () => {
    expect(version({}, {}, { understand: 2, summarize: 1 })).not.toBe(version({}));
  });

  it.each<[string, object]>([
    ["more texts", { confidence: 0.9, share: 0.5 }],
    ["another key or address", { api_key: "k", base_url: "http://localhost" }],
    ["another pace", { workers: 1, batch_size: 10, texts_per_call: 5 }],
    ["another budget or price", { budget: { usd: 1 }, price: { input_usd: 1 } }],
    ["the tasks in another order", { tasks: ["sentiment", "category"] }],
  ])("keeps its answers for %s", (_, llm) => {
    expect(version(llm)).toBe(version({}));
  });
});
