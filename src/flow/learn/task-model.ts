import { EarshotError } from "../../core/base/errors.ts";
import { decodeClassifier } from "../../kernel/learn/classifier-codec.ts";
import type { TextClassifier } from "../../kernel/learn/text-classifier.ts";
import type { ModelVersion } from "../../storage/registry/model-version.ts";
import type { Registry } from "../../storage/registry/registry.ts";
import { decodeHeldOut, type HeldOutAnswers } from "./held-out.ts";

/** Files of a version; the classifier stands first, where stages look for it. */
export const modelFiles = {
  classifier: "model.bin",
  heldOut: "held-out.json",
  evaluation: "evaluation.json",
} as const;

/** What reads such a version. */
export const modelKind = "classifier";

/** A version of a task's model, read. */
export type TaskModel = {
  version: ModelVersion;
  classifier: TextClassifier;
  heldOut: HeldOutAnswers;
};

/**
 * Reads a version.
 *
 * @throws ModelDamagedError and ClassifierTooNewError when it can't be used.
 */
export async function readTaskModel(registry: Registry, version: ModelVersion): Promise<TaskModel> {
  const [first] = version.artefacts;
  const bytes = await registry.readArtefact(version, first?.file ?? modelFiles.classifier);
  // A copy: what comes of a file is a Buffer, whose slice shares its bytes.
  const classifier = decodeClassifier(new Uint8Array(bytes));
  const hasHeldOut = version.artefacts.some(({ file }) => file === modelFiles.heldOut);
  const heldOut = hasHeldOut
    ? decodeHeldOut(await registry.readArtefact(version, modelFiles.heldOut))
    : new Map<string, never>();
  return { version, classifier, heldOut };
}

/** The champion of a task; why it can't be used, where there is one that can't. */
export async function readChampion(
  registry: Registry,
  task: string,
): Promise<{ ref?: string; model?: TaskModel; problem?: string }> {
  const version = await registry.championOf(task);
  if (version === undefined) return {};
  const { ref } = version;
  try {
    return { ref, model: await readTaskModel(registry, version) };
  } catch (error) {
    if (error instanceof EarshotError) return { ref, problem: error.message };
    throw error;
  }
}
