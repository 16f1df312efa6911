import { sha256 } from "../../core/base/hash.ts";
import type { Settings } from "../../core/config/settings.ts";
import { settingParts, type SettingsParts } from "./setting-parts.ts";
import type { Stage } from "./stage.ts";

/** A version of a model, as a stage loads it. */
export type StageModel = {
  /** Folder that holds its files. */
  folder: string;
  version: string;
  /** What it runs on. */
  tier: string;
  /** Of its files; decides whether an answer is this model's. */
  sha256: string;
  /** Folder whose `node_modules` has what it runs on, where that is not Earshot's own. */
  runtimeFolder?: string | undefined;
};

/** What a stage is told that asks models; plain values, so that it can travel. */
export type StageParameters = {
  /** What a stage that reuses answers writes into the column that tells their version. */
  version: string;
  /** By task; one that has no model yet is left out. */
  models: Readonly<Record<string, StageModel>>;
  settings: SettingsParts;
};

/** Under which a model in ONNX for a task stands among the models, beside the local one. */
export function onnxTask(task: string): string {
  return `onnx:${task}`;
}

/** What parameters are made of. */
export type ParameterParts = {
  /** The model in use for each task, as far as there is one. */
  champions: Readonly<Record<string, StageModel>>;
  settings: Settings;
  /** Versions of the prompts, by name, where a language model is asked. */
  prompts?: Readonly<Record<string, number>>;
};

/** Parameters of a stage; undefined for one that takes none. */
export function stageParameters(
  stage: Stage,
  { champions, settings, prompts = {} }: ParameterParts,
): StageParameters | undefined {
  if (stage.models === undefined && stage.settings === undefined && stage.reuses === undefined)
    return undefined;
  const wanted = [...(stage.models ?? []), ...(stage.onnxModels ?? []).map(onnxTask)];
  const models = Object.fromEntries(
    wanted.flatMap((task) => {
      const model = champions[task];
      return model === undefined ? [] : [[task, model] as const];
    }),
  );
  const parts = Object.fromEntries(
    (stage.settings ?? []).map((part) => [part, settingParts[part](settings)]),
  );
  const parameters = { models, settings: parts };
  const asked = (stage.prompts ?? []).map((name) => [name, prompts[name]]);
  return { version: answerVersion(stage, parameters, asked), ...parameters };
}

/**
 * What made an answer: its tier, `local-` or `llm-`, and 12 digits of the hash over the stage's
 * version, its models, prompts and settings. Where the models lie does not count.
 */
function answerVersion(
  { name, version, input, output, builtIn, tier = "local" }: Stage,
  { models, settings }: Omit<StageParameters, "version">,
  prompts: readonly unknown[],
): string {
  const used = Object.entries(models).map(
    ([task, { folder: _folder, runtimeFolder: _runtime, ...model }]) => [task, model],
  );
  const parts: unknown[] = [name, version, input, output, builtIn, used, settings];
  if (prompts.length > 0) parts.push(prompts);
  return `${tier}-${sha256(JSON.stringify(parts)).slice(0, 12)}`;
}
