import { z } from "zod";

import type { LlmQuestion } from "../../src/flow/llm/llm.ts";
import { maskPlain } from "../../src/kernel/privacy/mask-plain.ts";

/** A question whose answer is text. */
export const generateQuestion: LlmQuestion<{ response: string }> = {
  prompt: "generate",
  values: { request: maskPlain("Answer the customer.") },
  answer: z.object({ response: z.string() }),
  likely: () => ({ response: "Thank you for your message." }),
};
