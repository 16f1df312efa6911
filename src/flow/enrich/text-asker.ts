import { assert } from "../../core/base/errors.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { largestIndex } from "../../kernel/learn/evaluate.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import type { OnnxClassifier } from "../../storage/onnx/onnx-classifier.ts";
import { openOnnxEncoder } from "../../storage/onnx/onnx-encoder.ts";
import { belongsTo } from "./label-answers.ts";
import { meaningfulText } from "./meaningful.ts";
import { onnxTask, type StageModel, type StageParameters } from "./stage-parameters.ts";
import type { AskedRow, Asker } from "./stage.ts";
import { openTaskModel, type OnnxSettings } from "./task-models.ts";
import { hasLetter, packedVector } from "./text-answerer.ts";
import { rounded, sourceName } from "./text-columns.ts";

type Columns = Record<string, unknown[]>;

/** One model in ONNX, and the columns that it fills for texts. */
type Part = AsyncDisposable & {
  writes: readonly string[];
  /** Fills the rows of the texts; all others stay null. */
  fill(columns: Columns, told: Told): Promise<void>;
};
type Told = {
  texts: readonly MaskedText[];
  /** Row of the batch that each text stands in. */
  rows: readonly number[];
  /** What the local models say, a row each. */
  batch: readonly AskedRow[];
  signal: AbortSignal | undefined;
};

/** A subcategory and what is said of it. */
const subcategoryColumns = ["subcategory", "subcategory_confidence", "subcategory_source"];

/**
 * Opens the models in ONNX that texts are asked of; undefined where the settings name none. They see
 * what the local ones see: a text without greeting, signature and quoted replies, none without a
 * letter.
 */
export async function openTextAsker({
  models,
  settings: { onnx },
}: StageParameters): Promise<Asker | undefined> {
  assert(onnx !== undefined, "the stage names its settings");
  const parts: Part[] = [];
  const openers = { sentiment: openSentiment, category: openCategory, embedding: openEmbedding };
  try {
    for (const [task, open] of Object.entries(openers)) {
      const model = models[onnxTask(task)];
      // one after another: each may take most of the memory while it loads
      if (model !== undefined) parts.push(await open(model, onnx));
    }
  } catch (error) {
    await closeAll(parts);
    throw error;
  }
  return parts.length === 0 ? undefined : askerOf(parts);
}

function askerOf(parts: readonly Part[]): Asker {
  const writes = parts.flatMap((part) => part.writes);
  return {
    reads: ["text", ...subcategoryColumns],
    writes,
    async answer(batch, signal) {
      const columns: Columns = Object.fromEntries(
        writes.map((name) => [name, batch.map((): unknown => null)]),
      );
      const rows: number[] = [];
      const texts: MaskedText[] = [];
      batch.forEach(({ text }, row) => {
        if (typeof text !== "string" || !hasLetter(text)) return;
        rows.push(row);
        texts.push(meaningfulText(maskedAlready(text)));
      });
      for (const part of parts) await part.fill(columns, { texts, rows, batch, signal });
      return columns;
    },
    [Symbol.asyncDispose]: () => closeAll(parts),
  };
}

async function closeAll(parts: readonly Part[]): Promise<void> {
  for (const part of parts) await part[Symbol.asyncDispose]();
}

async function openSentiment(model: StageModel, onnx: OnnxSettings): Promise<Part> {
  const classifier = await openTaskModel("sentiment", model, onnx);
  const { labels } = classifier;
  const chance = (scores: Float32Array, text: number, label: string): number => {
    const at = labels.indexOf(label);
    return at === -1 ? 0 : scores[text * labels.length + at]!;
  };
  return {
    writes: ["sentiment", "sentiment_score", "sentiment_confidence", "sentiment_source"],
    async fill(columns, told) {
      const scores = await fillLabels(columns, "sentiment", classifier, told);
      told.rows.forEach((row, text) => {
        const balance = chance(scores, text, "POSITIVE") - chance(scores, text, "NEGATIVE");
        columns["sentiment_score"]![row] = rounded(balance);
      });
    },
    [Symbol.asyncDispose]: () => classifier[Symbol.asyncDispose](),
  };
}

/**
 * The subcategory stays where it belongs to the category found; whether a text is in scope is not
 * known of a model whose labelled texts nobody has.
 */
async function openCategory(model: StageModel, onnx: OnnxSettings): Promise<Part> {
  const classifier = await openTaskModel("category", model, onnx);
  const own = ["category", "category_confidence", "category_source"];
  return {
    writes: [...own, ...subcategoryColumns, "is_in_scope", "scope_similarity"],
    async fill(columns, told) {
      await fillLabels(columns, "category", classifier, told);
      told.batch.forEach((given, row) => {
        const { subcategory } = given;
        const category = columns["category"]![row] as string | null; // a label, as just filled in
        if (typeof subcategory !== "string" || !belongsTo(subcategory, category)) return;
        for (const name of subcategoryColumns) columns[name]![row] = given[name] ?? null;
      });
    },
    [Symbol.asyncDispose]: () => classifier[Symbol.asyncDispose](),
  };
}

async function openEmbedding({ folder, runtimeFolder }: StageModel): Promise<Part> {
  const encoder = await openOnnxEncoder(folder, { runtimeFolder });
  const source = sourceName(encoder.model);
  const { dimension } = encoder;
  return {
    writes: ["vector", "vector_source"],
    async fill(columns, { texts, rows, signal }) {
      const vectors = await encoder.embed(texts, signal);
      rows.forEach((row, text) => {
        const vector = vectors.subarray(text * dimension, (text + 1) * dimension);
        columns["vector"]![row] = packedVector(vector);
        columns["vector_source"]![row] = source;
      });
    },
    [Symbol.asyncDispose]: () => encoder[Symbol.asyncDispose](),
  };
}

/** Fills in the likeliest label of each text; gives all chances, a row a text. */
async function fillLabels(
  columns: Columns,
  name: string,
  classifier: OnnxClassifier,
  { texts, rows, signal }: Told,
): Promise<Float32Array> {
  const { labels } = classifier;
  const source = sourceName(classifier.model);
  const scores = await classifier.score(texts, signal);
  rows.forEach((row, text) => {
    const start = text * labels.length;
    const best = largestIndex(scores, start, labels.length);
    columns[name]![row] = labels[best];
    columns[`${name}_confidence`]![row] = rounded(scores[start + best]!);
    columns[`${name}_source`]![row] = source;
  });
  return scores;
}
