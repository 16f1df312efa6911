import { resolve } from "node:path";

import type { Settings } from "../../core/config/settings.ts";
import { enumerations } from "../../core/domain/enumeration.ts";
import {
  OnnxModelMissingError,
  OnnxModelUnsupportedError,
} from "../../storage/onnx/onnx-errors.ts";
import { readOnnxFolder, type OnnxFolder } from "../../storage/onnx/onnx-folder.ts";
import { onnxTask, type StageModel } from "./stage-parameters.ts";

/**
 * The models in ONNX that the settings name, as stages are told of models. Reads each folder once,
 * about 1 s a gigabyte, and loads none.
 *
 * @param folder - That the settings' paths start from.
 * @throws OnnxModelMissingError, OnnxModelDamagedError, OnnxModelUnsupportedError; the last also for
 *   a sentiment model whose labels nobody has told the meaning of.
 */
export async function onnxModels(
  { embedding, sentiment, category, runtime, sentiment_labels }: Settings["models"],
  folder: string,
): Promise<Record<string, StageModel>> {
  const named = Object.entries({ embedding, sentiment, category });
  const found = named.map(async ([task, place]) => {
    if (place === undefined) return [];
    const model = await readNamed(`models.${task}`, resolve(folder, place));
    if (task === "sentiment") sentimentMap(model, sentiment_labels);
    const { path, fingerprint } = model;
    const told: StageModel = {
      folder: path,
      version: fingerprint.slice(0, 12),
      tier: "onnx",
      sha256: fingerprint,
      runtimeFolder: runtime === undefined ? undefined : resolve(folder, runtime),
    };
    return [[onnxTask(task), told] as const];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

async function readNamed(setting: string, folder: string): Promise<OnnxFolder> {
  try {
    return await readOnnxFolder(folder);
  } catch (error) {
    if (!(error instanceof OnnxModelMissingError)) throw error;
    throw new OnnxModelMissingError(`setting ${setting}: ${error.message}`, { cause: error });
  }
}

const usualLabels: Readonly<Record<string, string>> = {
  pos: "POSITIVE",
  neu: "NEUTRAL",
  neg: "NEGATIVE",
};

/**
 * What each label of a sentiment model means: by the settings, or by its name.
 *
 * @throws OnnxModelUnsupportedError when one says nothing, such as `LABEL_0`.
 */
export function sentimentMap(
  { path, labels }: Pick<OnnxFolder, "path" | "labels">,
  told: Readonly<Record<string, string>>,
): Record<string, string> {
  const { values } = enumerations.sentiment;
  const meanings = labels.map((label) => {
    const meaning = told[label] ?? usualLabels[label.toLowerCase()] ?? label.toUpperCase();
    return [label, values.find((value) => value === meaning)] as const;
  });
  const unclear = meanings.filter(([, meaning]) => meaning === undefined).map(([label]) => label);
  if (unclear.length === 0) return Object.fromEntries(meanings) as Record<string, string>; // all are told
  throw new OnnxModelUnsupportedError(
    `the model in ${path} says ${unclear.join(", ")}; tell under models.sentiment_labels which ` +
      `of ${values.join(", ")} each means`,
  );
}
