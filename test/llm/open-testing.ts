import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

import { systemClock, type Clock } from "../../src/core/base/clock.ts";
import type { MaskedText } from "../../src/core/base/masked-text.ts";
import { LlmSettings } from "../../src/core/config/llm-settings.ts";
import type { Llm, LlmOutcome, LlmQuestion } from "../../src/flow/llm/llm.ts";
import { openLlm, type OpenLlmOptions } from "../../src/flow/llm/open-llm.ts";
import { openChatModel } from "../../src/flow/llm/open-models.ts";
import { maskPlain } from "../../src/kernel/privacy/mask-plain.ts";
import { openStore } from "../../src/storage/store/open-store.ts";
import type { Store } from "../../src/storage/store/store.ts";
import type { Item, LlmServer } from "./llm-server.ts";

const labels = ["POSITIVE", "NEUTRAL", "NEGATIVE"] as const;
type Label = (typeof labels)[number];

/** What {@link labelOf} answers, asked. */
export const labelQuestion: LlmQuestion<{ label: Label }> = {
  prompt: "classify",
  values: { labels: maskPlain(labels.join(", ")) },
  answer: z.object({ label: z.enum(labels) }),
  likely: () => ({ label: "NEUTRAL" }),
};

/** The right answer about a text: it hangs on nothing but the text. */
export function labelOf(text: string): Label {
  let sum = 0;
  for (const sign of text) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9_973;
  return labels[sum % labels.length] ?? "NEUTRAL";
}

/** A model that answers right. */
export function rightAnswers(items: readonly Item[]): object[] {
  return items.map(({ text }) => ({ label: labelOf(text) }));
}

/** The outcomes of {@link labelQuestion} as labels, or as why there is none. */
export function labelsOf(outcomes: readonly LlmOutcome<{ label: Label }>[]): string[] {
  return outcomes.map((outcome) => ("failure" in outcome ? outcome.failure : outcome.answer.label));
}

/** Different texts, of different lengths. */
export function textsOf(count: number, start = 0): MaskedText[] {
  return Array.from({ length: count }, (_, index) =>
    maskPlain(`Terminal ${start + index} stopped${" and stopped".repeat(index % 7)} this morning.`),
  );
}

/** A store of its own in a folder that goes with it. */
export async function ownStore(clock: Clock = systemClock): Promise<Store & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-llm-"));
  const store = await openStore({ folder, clock });
  return {
    kind: store.kind,
    hasVectors: store.hasVectors,
    folder,
    rows: (sql, parameters) => store.rows(sql, parameters),
    transaction: (work) => store.transaction(work),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Settings of a model of OpenAI's at our server. */
export function settingsFor(server: LlmServer, more: object = {}): LlmSettings {
  return LlmSettings.parse({
    provider: "openai",
    model: "gpt-4o-mini",
    base_url: `${server.url}/v1`,
    api_key: "test-key",
    ...more,
  });
}

/** Opens a language model at our server, that waits for nothing between tries. */
export async function openAt(
  server: LlmServer,
  store: Store,
  { more = {}, ...options }: Partial<OpenLlmOptions> & { more?: object } = {},
): Promise<Llm> {
  const settings = settingsFor(server, more);
  const chat = options.chat ?? (await openChatModel(settings));
  return await openLlm({
    settings,
    timeZone: "UTC",
    store,
    clock: systemClock,
    sleep: async () => undefined,
    ...options,
    chat,
  });
}
