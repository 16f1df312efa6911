import type { createOpenAICompatible } from "@ai-sdk/openai-compatible";

import { EarshotError } from "../../core/base/errors.ts";
import type { ChatCall, ChatModel, ChatReply } from "./chat-model.ts";
import { LlmUnavailableError } from "./llm-errors.ts";
import type { Refused } from "./llm-fetch.ts";
import type { Endpoint } from "./provider.ts";
import { nameOf } from "./status-failure.ts";

/** A chat model as the AI SDK's providers make them (its specification v4). */
type SdkModel = ReturnType<ReturnType<typeof createOpenAICompatible>["chatModel"]>;
type SdkOptions = Parameters<SdkModel["doGenerate"]>[0];
type SdkResult = Awaited<ReturnType<SdkModel["doGenerate"]>>;

export type SdkChatOptions = {
  endpoint: Endpoint;
  model: SdkModel;
  /** What the endpoint does not take. */
  refused: Refused;
  /** It takes a seed. */
  takesSeed: boolean;
};

/** The same draws each time, where a provider takes a seed. */
const seed = 7;

/**
 * A chat model of the AI SDK behind our interface. The model is called by its specification, not
 * through `generateText`: one call is one request, answers come as they are, broken ones too, with
 * what they cost, and nothing is logged or traced.
 */
export function openSdkChat({ endpoint, model, refused, takesSeed }: SdkChatOptions): ChatModel {
  return {
    provider: endpoint.provider,
    model: endpoint.model,
    async complete(call, signal) {
      const options: SdkOptions = {
        prompt: promptOf(call),
        responseFormat: { type: "json", schema: call.schema, name: "answer" },
        maxOutputTokens: call.outputTokensMax,
        ...(refused.has("temperature") ? {} : { temperature: 0 }),
        ...(takesSeed && !refused.has("seed") ? { seed } : {}),
        ...(signal === undefined ? {} : { abortSignal: signal }),
      };
      try {
        return replyOf(await model.doGenerate(options), endpoint);
      } catch (error) {
        throw ownError(error, endpoint, signal);
      }
    },
  };
}

/** The texts of a call as the model gets them: JSON, numbered from 1. */
function userMessage({ texts }: Pick<ChatCall, "texts">): string {
  return JSON.stringify(texts.map((text, index) => ({ id: index + 1, text })));
}

function promptOf(call: ChatCall): SdkOptions["prompt"] {
  return [
    { role: "system", content: call.instructions },
    { role: "user", content: [{ type: "text", text: userMessage(call) }] },
  ];
}

function replyOf(result: SdkResult, endpoint: Endpoint): ChatReply {
  const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
  // An answer without usage comes as undefined or 0: no request has no tokens.
  const tokensIn = result.usage.inputTokens.total || undefined;
  const tokensOut = tokensIn === undefined ? undefined : result.usage.outputTokens.total;
  return {
    text,
    model: result.response?.modelId ?? endpoint.model,
    tokensIn,
    tokensOut,
    finish: finishes[result.finishReason.unified] ?? "other",
  };
}

const finishes: Partial<Record<string, ChatReply["finish"]>> = {
  stop: "stop",
  length: "length",
  "content-filter": "refused",
};

/** Our error for what an SDK model threw; its own hold the request with texts, and are not kept. */
export function ownError(error: unknown, endpoint: Endpoint, signal?: AbortSignal): unknown {
  if (error instanceof EarshotError) return error;
  if (signal?.aborted === true) return signal.reason;
  if (!(error instanceof Error) || !error.name.startsWith("AI_")) return error; // a bug
  return new LlmUnavailableError(
    `${nameOf(endpoint)} answered in another form than it should; is ${endpoint.section}.provider right?`,
    { mayBeBilled: true },
  );
}
