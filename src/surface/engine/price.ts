import { existsSync } from "node:fs";
import { join } from "node:path";

import { asksTexts } from "../../core/config/llm-settings.ts";
import type { AskContext } from "../../flow/enrich/stage.ts";
import type { Privacy } from "../../flow/mask/privacy.ts";
import { detectorOptions, passingPseudonymizer } from "../../flow/mask/privacy.ts";
import { openPseudonymizer } from "../../kernel/privacy/pseudonym.ts";
import { readKeys } from "../../storage/keys/open-keys.ts";
import { openLocalExecutor } from "../../flow/pipeline/local-executor.ts";
import { planRun, type Plan, type PlannedStep } from "../../flow/pipeline/plan.ts";
import { askingSteps, priceSteps, stepsBefore, type StepPrice } from "../../flow/pipeline/price.ts";
import { runPlan, type RunEvent } from "../../flow/pipeline/run.ts";
import { makeScratchLake } from "../../flow/pipeline/scratch-lake.ts";
import { loadMacros } from "../../flow/warehouse/models.ts";
import type { Lake } from "../../flow/pipeline/lake.ts";
import { cascadeCurve, type CurvePoint } from "../../flow/pipeline/llm-curve.ts";
import { openShown } from "../../flow/mask/shown.ts";
import { openRelations } from "../../flow/pipeline/relations.ts";
import { lazyLlm, type LazyLlm } from "./open-llm.ts";
import {
  openScope,
  withProject,
  type EngineOptions,
  type OpenProject,
  type Scope,
} from "./scope.ts";

export type { CurvePoint } from "../../flow/pipeline/llm-curve.ts";

export type PriceInput = {
  signal?: AbortSignal | undefined;
  /** What is planned of the steps that must be done before the price shows; they cost nothing. */
  onPlan?: ((plan: Plan) => void) | undefined;
  onEvent?: ((event: RunEvent) => void) | undefined;
};

/** Notes nothing: a price asks nothing. */
const noRun = "plan";

function priceContext(llm: LazyLlm): AskContext {
  const open = { llm: () => llm.open(), embedder: () => llm.openEmbedder() };
  return { ...open, runId: noRun, stopsOnFailure: false };
}

/**
 * What the planned steps would ask language models, and for how much, counted by what asks. Steps
 * before them that are behind are done in a passing lake, which is gone afterwards; the lake itself
 * stays as it is. Undefined where no step would ask.
 */
export async function pricePlan(
  scope: Scope,
  open: OpenProject,
  { plan, ...input }: PriceInput & { plan: Plan },
): Promise<StepPrice[] | undefined> {
  const asking = askingSteps(plan);
  const storeIn = storePlace(scope, open.lake);
  await using llm = lazyLlm(scope, { command: "plan", storeIn, signal: input.signal });
  if (asking.length === 0 || llm === undefined) return undefined;
  const ask = priceContext(llm);
  await openAsked(asking, ask);
  const before = stepsBefore(plan, asking).filter(({ action }) => action !== "up to date");
  const work = { asking, plan, ask, ...input, privacy: await readPrivacy(scope, input.signal) };
  if (before.length > 0) return await priceInScratch(scope, open, { ...work, before });
  return await priceSteps(asking, {
    ...open,
    ...work,
    isFullRefresh: plan.isFullRefresh,
    signal: input.signal,
  });
}

/** Opens what steps would ask, so that what is wrong with the settings shows before any work. */
async function openAsked(asking: readonly PlannedStep[], ask: AskContext): Promise<void> {
  const parts = asking.flatMap(({ step: { task } }) =>
    task.kind === "stage" ? (task.loaded.stage.settings ?? []) : [],
  );
  if (parts.includes("llm")) await ask.llm();
  if (parts.includes("llm_embedding")) await ask.embedder();
}

/** Confidences of the curve: from where hardly a text goes up to where every one does. */
const thresholds = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];

/**
 * What other values of `llm.confidence` would send up and cost; undefined where the settings name no
 * language model that is asked about texts. Changes nothing.
 */
export async function tellCurve(
  options: EngineOptions,
  { signal }: Pick<PriceInput, "signal"> = {},
): Promise<CurvePoint[] | undefined> {
  const scope = openScope(options);
  if (!asksTexts(scope.settings.settings.llm)) return undefined;
  return await withProject(scope, signal, async ({ project, executor, lake }) => {
    const storeIn = storePlace(scope, lake);
    await using llm = lazyLlm(scope, { command: "llm curve", storeIn, signal });
    if (llm === undefined) return undefined;
    const { pseudonymizer } = await readPrivacy(scope, signal);
    const relations = openRelations(project, executor, openShown(pseudonymizer));
    const ask = priceContext(llm);
    const context = { project, executor, lake, relations, isFullRefresh: false, ask, signal };
    return await cascadeCurve(thresholds, context);
  });
}

/** Where the store is looked for: where there is none, none is made for good. */
function storePlace({ dataFolder }: Scope, lake: Lake): string {
  return existsSync(join(dataFolder, "store")) ? dataFolder : lake.temporary;
}

type Work = PriceInput & {
  asking: readonly PlannedStep[];
  plan: Plan;
  ask: AskContext;
  privacy: Privacy;
};

async function priceInScratch(
  { settings, workers, clock }: Scope,
  { project, lake }: OpenProject,
  { before, asking, plan, ask, privacy, ...input }: Work & { before: readonly PlannedStep[] },
): Promise<StepPrice[]> {
  const { signal, onPlan, onEvent } = input;
  const { limits } = settings.settings;
  const scratch = await makeScratchLake(lake);
  await using executor = await openLocalExecutor({
    lake: scratch,
    clock,
    workers,
    memoryLimit: limits.memory,
    rowsPerFile: limits.rows_per_file,
    macros: loadMacros(),
    signal,
  });
  const { isFullRefresh } = plan;
  const chosen = before.map(({ step }) => step);
  await using session = await executor.session();
  const { connection } = session;
  const told = await planRun(project, {
    lake: scratch,
    chosen,
    fullRefresh: isFullRefresh,
    connection,
    signal,
  });
  onPlan?.(told);
  const events = onEvent === undefined ? {} : { onEvent };
  const base = { project, lake: scratch, plan: told, runId: noRun, clock, privacy, signal };
  await runPlan({ ...base, executor, local: executor, ...events });
  const context = { project, lake: scratch, executor, privacy, isFullRefresh, ask, signal };
  return await priceSteps(asking, context);
}

/** The lake's keys, or passing ones where there are none yet: they decide no text that is sent. */
async function readPrivacy(
  { settings, dataFolder }: Scope,
  signal: AbortSignal | undefined,
): Promise<Privacy> {
  const keys = await readKeys(settings, { dataFolder, signal });
  const { tenant } = settings.settings.privacy;
  const pseudonymizer =
    keys === undefined
      ? passingPseudonymizer()
      : openPseudonymizer({ key: keys.pseudonymKey, tenant });
  return { pseudonymizer, detector: detectorOptions(settings.settings) };
}
