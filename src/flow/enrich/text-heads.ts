import { decodeClassifier } from "../../kernel/learn/classifier-codec.ts";
import type { TextClassifier } from "../../kernel/learn/text-classifier.ts";
import { damaged } from "../../storage/registry/model-version.ts";
import { readArtefact, readVersionFolder } from "../../storage/registry/version-folder.ts";
import type { StageModel } from "./stage-parameters.ts";

/** A classifier, and what its answers say of where they come from. */
export type TextHead = {
  classifier: TextClassifier;
  /** Such as `local:category@shipped-1`. */
  source: string;
};

/** The heads by task; a task without a model has none. */
export type TextHeads = Readonly<Record<string, TextHead | undefined>>;

/**
 * Reads the models of a stage, each held against its hash.
 *
 * @throws ModelDamagedError, ModelMissingError when one is not what it was when the run began.
 */
export async function readTextHeads(
  models: Readonly<Record<string, StageModel>>,
): Promise<TextHeads> {
  const local = Object.entries(models).filter(([, { tier }]) => tier === "local");
  const heads = local.map(async ([task, model]) => {
    return [task, await readTextHead(task, model)] as const;
  });
  return Object.fromEntries(await Promise.all(heads));
}

async function readTextHead(
  task: string,
  { folder, version, tier, sha256 }: StageModel,
): Promise<TextHead> {
  const isShipped = version.startsWith("shipped-");
  const found = await readVersionFolder(folder, { isShipped });
  const [artefact] = found?.artefacts ?? [];
  if (found?.checksum !== sha256 || artefact === undefined)
    throw damaged(folder, "it is not the version that the run began with");
  const classifier = decodeClassifier(await readArtefact(found, artefact.file));
  return { classifier, source: `${tier}:${task}@${version}` };
}
