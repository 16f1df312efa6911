import type { MaskedText } from "../../core/base/masked-text.ts";
import { sha256 } from "../../core/base/hash.ts";
import { sigmoid, softmaxRows } from "../../kernel/learn/calibration.ts";
import type { ModelName } from "../../kernel/learn/embedder.ts";
import { largestIndex } from "../../kernel/learn/evaluate.ts";
import type { Classified } from "../../kernel/learn/text-classifier.ts";
import { OnnxModelUnsupportedError } from "./onnx-errors.ts";
import { readOnnxFolder, type OnnxFolder } from "./onnx-folder.ts";
import { openOnnxSession, type OnnxOptions, type OnnxSession } from "./onnx-session.ts";
import type { EncodedText } from "./text-encoding.ts";

/** A classifier on onnxruntime; it answers as trained classifiers do. */
export type OnnxClassifier = AsyncDisposable & {
  readonly model: ModelName;
  /** One label a text, or any number of tags. */
  readonly kind: "single" | "multi";
  /** In the order of the columns of `score`. */
  readonly labels: readonly string[];
  /** Probabilities, `texts.length × labels.length`, row-major; as {@link TextClassifier}'s. */
  score(texts: readonly MaskedText[], signal?: AbortSignal): Promise<Float32Array>;
  /** The likeliest label of each text; of tags those that are as likely as not, surest first. */
  classify(texts: readonly MaskedText[], signal?: AbortSignal): Promise<Classified[]>;
};

export type ClassifierOptions = OnnxOptions & {
  /** Our label for each of the model's; one that is not named keeps its own. */
  labelMap?: Readonly<Record<string, string>> | undefined;
  /** Logits are divided by it. */
  temperature?: number | undefined;
  /** Whether a text has one label or any number; by default as the model's `config.json` says. */
  kind?: "single" | "multi" | undefined;
};

/**
 * Opens a sequence classifier of a local folder, such as one for sentiment. Labels that the map
 * makes one are one: their probabilities are summed, or of tags the largest is taken.
 *
 * @throws OnnxRuntimeMissingError, OnnxModelMissingError, OnnxModelDamagedError,
 *   OnnxModelUnsupportedError
 */
export async function openOnnxClassifier(
  folder: string,
  options: ClassifierOptions = {},
): Promise<OnnxClassifier> {
  const model = await readOnnxFolder(folder);
  const { labelMap = {}, temperature = 1 } = options;
  const kind = options.kind ?? (model.isMultiLabel ? "multi" : "single");
  checkLabels(model, labelMap);
  const own = model.labels.map((label) => labelMap[label] ?? label);
  const labels = [...new Set(own)];
  const columns = own.map((label) => labels.indexOf(label));
  const session = await openOnnxSession(model, logitsOf, options);
  const score = async (texts: readonly MaskedText[], signal?: AbortSignal) => {
    const rows = texts.map((text) => model.encode(text));
    const logits = await runLogits(session, model, rows, signal);
    if (kind === "single") softmaxRows(logits, own.length, temperature);
    else logits.forEach((logit, at) => (logits[at] = sigmoid(logit / temperature)));
    const scores = new Float32Array(texts.length * labels.length);
    logits.forEach((value, at) => {
      const to = Math.floor(at / own.length) * labels.length + columns[at % own.length]!;
      scores[to] = kind === "single" ? scores[to]! + value : Math.max(scores[to]!, value);
    });
    return scores;
  };
  const version = versionOf(model, [own, temperature, kind]);
  return {
    ...answering({ kind, labels, score }),
    model: { tier: "onnx", name: model.name, version },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Twelve digits of what an answer depends on: the folder, and how it is asked. */
export function versionOf({ fingerprint }: OnnxFolder, asked: unknown): string {
  return sha256(JSON.stringify([fingerprint, asked])).slice(0, 12);
}

/** Adds what follows from the probabilities. */
export function answering<T extends Pick<OnnxClassifier, "kind" | "labels" | "score">>(
  parts: T,
): T & Pick<OnnxClassifier, "classify"> {
  const { kind, labels, score } = parts;
  return {
    ...parts,
    async classify(texts, signal) {
      const scores = await score(texts, signal);
      return texts.map((_, row) => {
        const start = row * labels.length;
        const best = largestIndex(scores, start, labels.length);
        const found = labels
          .map((label, i) => ({ label, confidence: scores[start + i]! }))
          .filter(({ confidence }, i) => (kind === "single" ? i === best : confidence >= 0.5))
          .toSorted((one, other) => other.confidence - one.confidence);
        return {
          labels: found.map(({ label }) => label),
          confidences: found.map(({ confidence }) => confidence),
        };
      });
    },
  };
}

/** Name of the output that has a number for each label. */
export function logitsOf(names: readonly string[]): string {
  return names.includes("logits") ? "logits" : (names[0] ?? "");
}

/** A number for every row and label of the model, row-major. */
export async function runLogits(
  session: OnnxSession,
  { path, labels }: OnnxFolder,
  rows: readonly EncodedText[],
  signal?: AbortSignal,
): Promise<Float32Array> {
  const logits = new Float32Array(rows.length * labels.length);
  await session.run(
    rows,
    ({ data, dims }, places) => {
      if (dims.length !== 2 || dims[1] !== labels.length)
        throw new OnnxModelUnsupportedError(
          `the model in ${path} gives values of the shape [${dims.join(", ")}] for the ` +
            `${labels.length} labels that its config.json names; a classifier gives [rows, labels]`,
        );
      for (const [i, place] of places.entries())
        logits.set(
          data.subarray(i * labels.length, (i + 1) * labels.length),
          place * labels.length,
        );
    },
    signal,
  );
  return logits;
}

function checkLabels(
  { path, labels }: OnnxFolder,
  labelMap: Readonly<Record<string, string>>,
): void {
  if (labels.length === 0)
    throw new OnnxModelUnsupportedError(
      `config.json in ${path} names no labels (id2label); it is an encoder, not a classifier`,
    );
  const unknown = Object.keys(labelMap).find((label) => !labels.includes(label));
  if (unknown === undefined) return;
  throw new OnnxModelUnsupportedError(
    `the model in ${path} has no label ${unknown}; its labels are ${labels.join(", ")}`,
  );
}
