import { existsSync } from "node:fs";
import { join } from "node:path";

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
import { lazyLlm } from "./open-llm.ts";
import type { OpenProject, Scope } from "./scope.ts";

export type PriceInput = {
  signal?: AbortSignal | undefined;
  /** What is planned of the steps that must be done before the price shows; they cost nothing. */
  onPlan?: ((plan: Plan) => void) | undefined;
  onEvent?: ((event: RunEvent) => void) | undefined;
};

/** Notes nothing: a price asks nothing. */
const noRun = "plan";

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
  // Where no store is yet, none is made for good.
  const hasStore = existsSync(join(scope.dataFolder, "store"));
  const storeIn = hasStore ? undefined : open.lake.temporary;
  await using llm = lazyLlm(scope, { command: "plan", storeIn, signal: input.signal });
  if (asking.length === 0 || llm === undefined) return undefined;
  const ask: AskContext = { llm: () => llm.open(), runId: noRun, stopsOnFailure: false };
  await llm.open(); // what is wrong with the settings shows before any work
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
