import { assert } from "../../core/base/errors.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import { isPassing, LlmNoAnswerError } from "./llm-asker.ts";
import type { StageParameters } from "./stage-parameters.ts";
import type { AskContext, AskedRow, Asker, AskTally } from "./stage.ts";
import { packedVector } from "./text-answerer.ts";

/** Opens the model of vectors for the texts of a stage. */
export async function openEmbeddingAsker(
  { version, settings: { llm_embedding: named } }: StageParameters,
  { embedder: openEmbedder, runId, stopsOnFailure }: AskContext,
): Promise<Asker> {
  assert(named?.embedding_model !== undefined, "the stage is there only where a model is set");
  const source = `llm:${named.embedding_model}`;
  const embedder = await openEmbedder();
  const textsOf = (batch: readonly AskedRow[]) =>
    batch.map(({ text }) => maskedAlready(text as string)); // masked, as the stage's input says
  const failures: Partial<Record<string, number>> = {};
  const sums = { askedCount: 0, keptCount: 0, tokensIn: 0, tokensOut: 0, costUsd: 0 };
  return {
    reads: ["text"],
    writes: ["model_version", "vector", "vector_source", "failure"],
    async answer(batch, signal, onProgress) {
      const options = { runId, signal, onProgress };
      const outcomes = await embedder.embed(textsOf(batch), options);
      sums.askedCount += outcomes.length;
      for (const outcome of outcomes) {
        if ("failure" in outcome) {
          failures[outcome.failure] = (failures[outcome.failure] ?? 0) + 1;
          if (stopsOnFailure && isPassing(outcome.failure))
            throw new LlmNoAnswerError(1, outcome.failure);
        } else if (outcome.isKept) sums.keptCount += 1;
        else {
          sums.tokensIn += outcome.tokensIn;
          sums.costUsd += outcome.costUsd;
        }
      }
      return {
        model_version: outcomes.map((outcome) =>
          "failure" in outcome && isPassing(outcome.failure) ? null : version,
        ),
        vector: outcomes.map((outcome) =>
          "failure" in outcome ? null : packedVector(unitVector(outcome.vector)),
        ),
        vector_source: outcomes.map((outcome) => ("failure" in outcome ? null : source)),
        failure: outcomes.map((outcome) => ("failure" in outcome ? outcome.failure : null)),
      };
    },
    price: (batch) => embedder.price(textsOf(batch)),
    tally: (): AskTally => ({ ...sums, failures }),
    // whoever opened the model closes it
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function unitVector(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
