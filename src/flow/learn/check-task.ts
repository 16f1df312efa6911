import type { Embedder } from "../../kernel/learn/embedder.ts";
import { intervalOf, type Interval } from "../../kernel/learn/evaluate.ts";
import { encodeTexts } from "../../kernel/learn/text-features.ts";
import { maskedAlready } from "../../kernel/privacy/masked.ts";
import type { Registry } from "../../storage/registry/registry.ts";
import type { Correction } from "./corrections.ts";
import { meaningfulText } from "../enrich/meaningful.ts";
import { keyOf } from "./examples.ts";
import { askFairly } from "./held-out.ts";
import { readChampion } from "./task-model.ts";

/** Whether a model should be trained again, and why. */
export type TaskCheck = {
  task: string;
  isNeeded: boolean;
  reason: string;
  /** Version in use; null where there is none. */
  champion: string | null;
  /** Corrections that were looked at, and how many of them the champion has right. */
  n: number;
  accuracy: number | null;
  interval: Interval | null;
  /** Accuracy that it should have. */
  wanted: number | null;
};

export type CheckInput = {
  task: string;
  /** Those that count, the oldest first. */
  corrections: readonly Correction[];
  embedder: Embedder;
  registry: Registry;
  /** Newest corrections that are looked at. */
  window: number;
  /** Fewer tell nothing. */
  rowsLeast: number;
  /** Accuracy that is wanted; default: what the champion had on texts that it had not seen. */
  accuracyLeast?: number | undefined;
};

/**
 * Looks at how the champion does on the newest corrections by people. Training is needed when it is
 * worse than wanted beyond chance (the whole 95 % interval is below), or when there is no champion.
 */
export async function checkTask(input: CheckInput): Promise<TaskCheck> {
  const { task, corrections, embedder, registry, window, rowsLeast, accuracyLeast } = input;
  const { ref, model, problem } = await readChampion(registry, task);
  const nothing = {
    task,
    champion: ref ?? null,
    n: 0,
    accuracy: null,
    interval: null,
    wanted: null,
  };
  if (ref === undefined) return { ...nothing, isNeeded: true, reason: "there is no champion" };
  if (model === undefined)
    return { ...nothing, isNeeded: true, reason: `the champion can't be used: ${problem ?? ""}` };
  const { kind } = model.classifier.state;
  const newest = corrections.filter((each) => each.kind === kind).slice(-window);
  const n = newest.length;
  if (n < rowsLeast) {
    const reason = `there are ${n} corrections, and ${rowsLeast} are needed to tell`;
    return { ...nothing, n, isNeeded: false, reason };
  }
  const rows = newest.map((each) => {
    const text = meaningfulText(maskedAlready(each.text)); // masked before it was written
    return { text, key: keyOf(text), labels: each.labels.toSorted() };
  });
  const features = await encodeTexts(
    rows.map(({ text }) => text),
    model.classifier.state.embedder === undefined ? undefined : embedder,
  );
  const { answers } = askFairly(model, rows, features);
  const isRight = rows.map(({ labels }, row) => labels.join("\n") === answers[row]!.join("\n"));
  const accuracy = isRight.filter(Boolean).length / n;
  const interval = intervalOf(accuracy, n);
  const wanted = accuracyLeast ?? accuracyOf(model.version.metrics);
  const isNeeded = wanted !== null && interval.high < wanted;
  const found =
    `${ref} has ${percent(accuracy)} of the newest ${n} corrections right ` +
    `(95 %: ${percent(interval.low)} to ${percent(interval.high)})`;
  const held = wanted === null ? "no figure to hold that against" : `wanted: ${percent(wanted)}`;
  const reason = `${found}; ${held}`;
  return { task, isNeeded, reason, champion: ref, n, accuracy, interval, wanted };
}

/** Accuracy on texts that a version had not seen; of several sets, as shipped ones have, the lowest. */
function accuracyOf(metrics: Readonly<Record<string, number>>): number | null {
  const { accuracy } = metrics;
  if (accuracy !== undefined) return accuracy;
  const ofSets = Object.entries(metrics).filter(([name]) => name.endsWith("_accuracy"));
  return ofSets.length === 0 ? null : Math.min(...ofSets.map(([, value]) => value));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
