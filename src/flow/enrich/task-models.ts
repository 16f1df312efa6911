import { openOnnxClassifier, type OnnxClassifier } from "../../storage/onnx/onnx-classifier.ts";
import { readOnnxFolder } from "../../storage/onnx/onnx-folder.ts";
import { isInference, openZeroShot } from "../../storage/onnx/zero-shot.ts";
import { sentimentMap } from "./onnx-models.ts";
import type { SettingsParts } from "./setting-parts.ts";
import type { StageModel } from "./stage-parameters.ts";

/** How the settings have models in ONNX asked. */
export type OnnxSettings = NonNullable<SettingsParts["onnx"]>;

/** Words for the categories where the settings have none; nothing is about `OTHER`. */
const categoryWords: Readonly<Record<string, string>> = {
  TECHNICAL: "a technical problem",
  BILLING: "billing or a payment",
  SALES: "buying a product or a contract",
  COMPLAINT: "a complaint",
  INFORMATION: "a request for information",
  HR: "employment or human resources",
  LEGAL: "a legal matter",
  PRODUCT_FEEDBACK: "feedback on a product",
};

/**
 * Opens a model in ONNX for a task: a sequence classifier whose labels become the task's, or zero-shot
 * where it is one of natural language inference.
 *
 * @param labels - Of a task of the user's own, for zero-shot.
 */
export async function openTaskModel(
  task: string,
  { folder, runtimeFolder }: Pick<StageModel, "folder" | "runtimeFolder">,
  { sentiment_labels: moods, category_labels: told, hypothesis }: OnnxSettings,
  labels: readonly string[] = [],
): Promise<OnnxClassifier> {
  const model = await readOnnxFolder(folder);
  if (isInference(model)) {
    const words = Object.keys(told).length === 0 ? categoryWords : told;
    const asked = task === "category" ? words : labels;
    return await openZeroShot(folder, { labels: asked, hypothesis, runtimeFolder });
  }
  if (task === "sentiment") {
    const labelMap = sentimentMap(model, moods);
    return await openOnnxClassifier(folder, { labelMap, runtimeFolder });
  }
  const labelMap = task === "category" ? told : {};
  return await openOnnxClassifier(folder, { labelMap, runtimeFolder });
}
