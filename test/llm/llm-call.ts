import { z } from "zod";

import type { MaskedText } from "../../src/core/base/masked-text.ts";
import { maskedAlready } from "../../src/kernel/privacy/masked.ts";
import { LlmSettings } from "../../src/core/config/llm-settings.ts";
import type { ChatCall, Instructions } from "../../src/flow/llm/chat-model.ts";

/** Texts of a test, which hold nothing personal, as if they were masked. */
export function maskedTexts(texts: readonly string[]): MaskedText[] {
  return texts.map(maskedAlready);
}

/** A call that asks for the sentiment of texts. */
export function sentimentCall(texts: readonly string[]): ChatCall {
  const item = z.strictObject({
    id: z.int(),
    sentiment: z.enum(["POSITIVE", "NEUTRAL", "NEGATIVE"]),
  });
  return {
    task: "sentiment",
    instructions: "Tell the sentiment of each text." as Instructions, // the test wrote it
    texts: maskedTexts(texts),
    schema: z.toJSONSchema(z.strictObject({ items: z.array(item) })),
    outputTokensMax: 200,
  };
}

/** The key that settings of a test hold, which must show up nowhere. */
export const apiKey = "sk-hunter2-hunter2-hunter2";

/** Settings of a provider, at a server of ours. */
export function settingsAt(
  { url }: { url: string },
  provider: string,
  more: object = {},
): LlmSettings {
  const path = provider.startsWith("azure") ? "" : "/v1";
  const given = { provider, model: "gpt-4o-mini", api_key: apiKey, base_url: url + path };
  return LlmSettings.parse({ ...given, timeout_seconds: 2, ...more });
}
