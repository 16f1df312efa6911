import type { MaskedText } from "../../core/base/masked-text.ts";

/** Who gave an answer: kept beside it, so that answers of another model are known as old. */
export type ModelName = {
  /** Where it ran: as rules, as a local model of our own, on onnxruntime, or at an LLM. */
  tier: "rules" | "local" | "onnx" | "llm";
  name: string;
  /** Changes whenever the same text may get another answer. */
  version: string;
};

/** Turns texts into vectors whose cosine says how alike they are in meaning. */
export type Embedder = {
  readonly model: ModelName;
  /** Values a vector has. */
  readonly dimension: number;
  /**
   * The vectors of the texts, `texts.length × dimension`, row-major, each of unit length; a text
   * with no token gets zeros. The same text gets the same bytes in whatever batch it comes.
   */
  embed(texts: readonly MaskedText[]): Float32Array | Promise<Float32Array>;
};
