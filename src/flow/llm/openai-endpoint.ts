import { z } from "zod";

import type { ChatModel, EmbeddingModel } from "./chat-model.ts";
import { openLlmFetch, type Refused } from "./llm-fetch.ts";
import type { Endpoint, Outside } from "./provider.ts";
import { openSdkChat } from "./sdk-chat.ts";
import { openSdkEmbedding } from "./sdk-embedding.ts";

/** How an endpoint that speaks OpenAI's API differs from the others. */
export type OpenaiDialect = {
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Address that paths such as `/chat/completions` follow; default: the base address. */
  baseUrl?: string;
  /** What it is known not to take. */
  refused?: readonly string[];
};

/** A chat model of an endpoint that speaks OpenAI's API. */
export async function openOpenaiChat(
  endpoint: Endpoint,
  outside: Outside,
  dialect: OpenaiDialect = {},
): Promise<ChatModel> {
  const refused: Refused = new Set(dialect.refused);
  const provider = await openaiProvider(endpoint, { outside, dialect, refused });
  const model = provider.chatModel(endpoint.model);
  return openSdkChat({ endpoint, model, refused, takesSeed: true });
}

/** An embedding model of an endpoint that speaks OpenAI's API. */
export async function openOpenaiEmbedding(
  endpoint: Endpoint,
  outside: Outside,
  dialect: OpenaiDialect = {},
): Promise<EmbeddingModel> {
  const provider = await openaiProvider(endpoint, { outside, dialect, refused: new Set() });
  return openSdkEmbedding(endpoint, provider.embeddingModel(endpoint.model));
}

type Parts = { outside: Outside; dialect: OpenaiDialect; refused: Refused };

async function openaiProvider(endpoint: Endpoint, { outside, dialect, refused }: Parts) {
  const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
  const { apiKey } = endpoint;
  const headers = dialect.headers ?? (apiKey === undefined ? {} : bearer(apiKey));
  return createOpenAICompatible({
    name: "endpoint",
    baseURL: dialect.baseUrl ?? endpoint.baseUrl,
    headers,
    ...(dialect.query === undefined ? {} : { queryParams: dialect.query }),
    fetch: openLlmFetch(endpoint, outside, refused),
    supportsStructuredOutputs: true,
    transformRequestBody: (body: Body) => adaptBody(body, refused),
  });
}

function bearer(apiKey: string): Record<string, string> {
  return { authorization: `Bearer ${apiKey}` };
}

type Body = Record<string, unknown>;

/**
 * A request's body without what the endpoint does not take: the newer name of the limit of tokens,
 * and where no schema can be given, the schema in words and the promise of any JSON, or not even that.
 */
export function adaptBody(body: Body, refused: ReadonlySet<string>): Body {
  const adapted = { ...body };
  if (refused.has("max_tokens")) {
    adapted["max_completion_tokens"] = body["max_tokens"];
    delete adapted["max_tokens"];
  }
  if (!refused.has("response_format")) return adapted;
  adapted["response_format"] = { type: "json_object" };
  if (refused.has("json_object")) delete adapted["response_format"];
  const schema = JSON.stringify(schemaOf(body["response_format"]));
  const words = `Answer with one JSON object and nothing around it. Its JSON schema: ${schema}`;
  adapted["messages"] = [...asList(body["messages"]), { role: "system", content: words }];
  return adapted;
}

const SchemaFormat = z.object({ json_schema: z.object({ schema: z.unknown() }) });

function schemaOf(format: unknown): unknown {
  return SchemaFormat.parse(format).json_schema.schema; // as each call has it
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
