import type { MaskedText } from "../../core/base/masked-text.ts";
import { softmaxRows } from "../../kernel/learn/calibration.ts";
import {
  answering,
  logitsOf,
  runLogits,
  versionOf,
  type OnnxClassifier,
} from "./onnx-classifier.ts";
import { OnnxModelUnsupportedError } from "./onnx-errors.ts";
import { readOnnxFolder, type OnnxFolder } from "./onnx-folder.ts";
import { openOnnxSession, type OnnxOptions } from "./onnx-session.ts";

export type ZeroShotOptions = OnnxOptions & {
  /** Labels, and how each is said to the model; a list says `CARD_READING` as `card reading`. */
  labels: readonly string[] | Readonly<Record<string, string>>;
  /** What is claimed of a text; `{}` stands for the label. */
  hypothesis?: string | undefined;
  /** Whether a text may have any number of the labels, each weighed for itself. */
  multi?: boolean | undefined;
  /** Logits are divided by it. */
  temperature?: number | undefined;
};

/**
 * Opens a model of natural language inference as a classifier for labels it never saw: of each text
 * every label is claimed, and how far the text entails the claim is the label's weight. Costs a run
 * a text and label.
 *
 * Source: Yin et al. 2019, "Benchmarking zero-shot text classification"; numbers as those of
 * Hugging Face's zero-shot pipeline.
 *
 * @throws OnnxRuntimeMissingError, OnnxModelMissingError, OnnxModelDamagedError,
 *   OnnxModelUnsupportedError
 */
export async function openZeroShot(
  folder: string,
  options: ZeroShotOptions,
): Promise<OnnxClassifier> {
  const model = await readOnnxFolder(folder);
  const { hypothesis = "This example is {}.", multi = false, temperature = 1 } = options;
  const said = phrasesOf(options.labels);
  const labels = [...said.keys()];
  const claims = Array.from(said.values(), (phrase) => hypothesis.replaceAll("{}", () => phrase));
  checkClaims(labels, hypothesis);
  const [entailment, contradiction] = [idOf(model, "entail"), idOf(model, "contra")];
  const session = await openOnnxSession(model, logitsOf, options);
  const score = async (texts: readonly MaskedText[], signal?: AbortSignal) => {
    const rows = texts.flatMap((text) => claims.map((claim) => model.encode(text, claim)));
    const logits = await runLogits(session, model, rows, signal);
    const at = (row: number, id: number): number => logits[row * model.labels.length + id]!;
    const entailed = Float32Array.from(rows, (_, row) => at(row, entailment));
    if (!multi) {
      softmaxRows(entailed, labels.length, temperature);
      return entailed;
    }
    const pairs = new Float32Array(2 * rows.length);
    entailed.forEach((logit, row) => pairs.set([at(row, contradiction), logit], 2 * row));
    softmaxRows(pairs, 2, temperature);
    return entailed.map((_, row) => pairs[2 * row + 1]!);
  };
  const kind = multi ? "multi" : "single";
  const version = versionOf(model, [[...said], hypothesis, multi, temperature]);
  return {
    ...answering({ kind, labels, score } as const),
    model: { tier: "onnx", name: model.name, version },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Whether a model says what follows from a text, by its labels. */
export function isInference({ labels }: OnnxFolder): boolean {
  return labels.some((label) => label.toLowerCase().startsWith("entail"));
}

function idOf({ path, labels }: OnnxFolder, start: string): number {
  const id = labels.findIndex((label) => label.toLowerCase().startsWith(start));
  if (id !== -1) return id;
  throw new OnnxModelUnsupportedError(
    `the model in ${path} has no label that begins with ${start} (they are ` +
      `${labels.join(", ") || "none"}); zero-shot needs a model of natural language inference`,
  );
}

function phrasesOf(labels: ZeroShotOptions["labels"]): ReadonlyMap<string, string> {
  if (!Array.isArray(labels)) return new Map(Object.entries(labels));
  // the list's own type is lost to the check
  const names = labels as readonly string[];
  return new Map(names.map((label) => [label, label.toLowerCase().replaceAll("_", " ")]));
}

function checkClaims(labels: readonly string[], hypothesis: string): void {
  if (labels.length === 0) throw new OnnxModelUnsupportedError("zero-shot needs a label");
  if (!hypothesis.includes("{}"))
    throw new OnnxModelUnsupportedError(
      `the hypothesis ${JSON.stringify(hypothesis)} has no {} for the label`,
    );
}
