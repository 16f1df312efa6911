import { openEmbeddingAsker } from "../llm-embedding-asker.ts";
import type { StageParameters } from "../stage-parameters.ts";
import { defineStage } from "../stage.ts";

export default defineStage({
  name: "llm-embeddings",
  summary:
    "Embeddings that a provider's model makes of what insights are about, one row a different text.",
  version: 1,
  tier: "llm",
  writes: "enriched.llm_embeddings",
  key: ["text_hash"],
  settings: ["llm_embedding"],
  reuses: { by: ["text_hash"], while: "model_version" },
  input: { text_hash: "VARCHAR", text: "MASKED_TEXT" },
  output: {
    text_hash: "VARCHAR",
    model_version: "VARCHAR",
    vector: "BINARY",
    vector_source: "VARCHAR",
    failure: "VARCHAR",
  },
  docs: {
    text_hash: "SHA-256 of the masked text, as in enriched.text_answers",
    model_version:
      "What gave the vector: hash over model and settings; empty where the next run asks again",
    vector:
      "Embedding: whole numbers of 16 bits, little-endian, unit length times 32,767, as many as the model gives",
    vector_source: "Model that made it, such as `llm:text-embedding-3-small`",
    failure:
      "Why there is none: unavailable, denied or budget, which may pass, rejected or invalid",
  },
  pii: {
    text_hash: "NONE",
    model_version: "NONE",
    vector_source: "NONE",
    failure: "NONE",
  },
  isWanted: ({ llm }) => llm.provider !== undefined && llm.embedding_model !== undefined,

  ask: (parameters, context) => openEmbeddingAsker(parameters as StageParameters, context), // as the step passes them on

  run({ rowCount, columns }) {
    const empty = columns.text_hash.map(() => null);
    return {
      rowCount,
      columns: {
        text_hash: columns.text_hash,
        model_version: empty,
        vector: empty,
        vector_source: empty,
        failure: empty,
      },
    };
  },
});
