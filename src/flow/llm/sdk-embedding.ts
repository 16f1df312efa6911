import type { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { z } from "zod";

import type { EmbeddingModel } from "./chat-model.ts";
import { LlmUnavailableError } from "./llm-errors.ts";
import type { Endpoint } from "./provider.ts";
import { ownError } from "./sdk-chat.ts";
import { nameOf } from "./status-failure.ts";

type SdkModel = ReturnType<ReturnType<typeof createOpenAICompatible>["embeddingModel"]>;
type SdkResult = Awaited<ReturnType<SdkModel["doEmbed"]>>;

/** Texts of one request: at 2,000 tokens a text, below the 300,000 that OpenAI takes together. */
const textsPerRequest = 128;

/** An embedding model of the AI SDK behind our interface: several texts a request, in order. */
export function openSdkEmbedding(endpoint: Endpoint, model: SdkModel): EmbeddingModel {
  let dimension: number | undefined;
  const broken = (what: string) =>
    new LlmUnavailableError(`${nameOf(endpoint)} ${what}`, { mayBeBilled: true });
  const check = (vector: Float32Array): Float32Array => {
    dimension ??= vector.length;
    if (vector.length === 0 || vector.length !== dimension)
      throw broken(`gave vectors of ${dimension} and of ${vector.length} numbers`);
    if (!vector.every(Number.isFinite)) throw broken("gave a vector that is not all numbers");
    return vector;
  };
  const request = async (values: string[], signal?: AbortSignal): Promise<SdkResult> => {
    try {
      return await model.doEmbed({
        values,
        ...(signal === undefined ? {} : { abortSignal: signal }),
      });
    } catch (error) {
      throw ownError(error, endpoint, signal);
    }
  };
  return {
    provider: endpoint.provider,
    model: endpoint.model,
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      let tokensIn: number | undefined = 0;
      for (let start = 0; start < texts.length; start += textsPerRequest) {
        const values = texts.slice(start, start + textsPerRequest);
        const result = await request(values, signal);
        const found = inOrder(result);
        if (found.length !== values.length)
          throw broken(`gave ${found.length} vectors for ${values.length} texts`);
        vectors.push(...found.map((vector) => check(Float32Array.from(vector))));
        const { tokens } = result.usage ?? {};
        tokensIn = tokens === undefined || tokensIn === undefined ? undefined : tokensIn + tokens;
      }
      return { vectors, model: endpoint.model, tokensIn };
    },
  };
}

const Numbered = z.object({ data: z.array(z.object({ index: z.int().min(0) })) });

/** Vectors in the order of their texts: a server may number them and give them in another. */
function inOrder({ embeddings, response }: SdkResult): number[][] {
  const numbers = Numbered.safeParse(response?.body).data?.data.map(({ index }) => index);
  if (numbers === undefined || new Set(numbers).size !== embeddings.length) return embeddings;
  return embeddings
    .map((vector, position) => ({ vector, index: numbers[position] ?? position }))
    .toSorted((a, b) => a.index - b.index)
    .map(({ vector }) => vector);
}
