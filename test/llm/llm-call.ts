import { z } from "zod";

import type { MaskedText } from "../../src/core/base/masked-text.ts";
import { maskedAlready } from "../../src/kernel/privacy/masked.ts";
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
