import type { AskContext } from "../enrich/stage.ts";
import type { LlmPrice } from "../llm/llm.ts";
import type { Privacy } from "../mask/privacy.ts";
import { openShown } from "../mask/shown.ts";
import type { LocalExecutor } from "./local-executor.ts";
import type { Lake } from "./lake.ts";
import type { Plan, PlannedStep } from "./plan.ts";
import { openRelations } from "./relations.ts";
import { priceStage } from "./stage-step.ts";
import type { Project, Step } from "./steps.ts";

/** What a step would ask a language model, and for how much. */
export type StepPrice = { step: string; price: LlmPrice };

/** The planned steps that would ask a language model. */
export function askingSteps({ steps }: Plan): PlannedStep[] {
  return steps.filter(({ step, action }) => isAsking(step) && action !== "up to date");
}

/** Whether a step asks a language model. */
export function isAsking({ task }: Step): boolean {
  return task.kind === "stage" && task.loaded.stage.tier === "llm";
}

/**
 * The planned steps that must be done before it shows what asking steps would ask: those they read,
 * and those that these read. None of them costs money.
 */
export function stepsBefore({ steps }: Plan, asking: readonly PlannedStep[]): PlannedStep[] {
  const byId = new Map(steps.map((planned) => [planned.step.id, planned]));
  const found = new Set<PlannedStep>();
  const visit = (id: string): void => {
    const planned = byId.get(id);
    if (planned === undefined || found.has(planned)) return;
    for (const read of planned.step.reads) visit(read);
    found.add(planned);
  };
  for (const id of asking.flatMap(({ step }) => step.reads)) visit(id);
  // those that ask would cost something
  return steps.filter((planned) => found.has(planned) && !isAsking(planned.step));
}

/** Prices the asking steps by the rows that stand in a lake. */
export async function priceSteps(
  asking: readonly PlannedStep[],
  context: {
    project: Project;
    lake: Lake;
    executor: LocalExecutor;
    privacy: Privacy;
    isFullRefresh: boolean;
    ask: AskContext;
    signal: AbortSignal | undefined;
  },
): Promise<StepPrice[]> {
  const { project, executor, privacy } = context;
  const relations = openRelations(project, executor, openShown(privacy.pseudonymizer));
  const prices: StepPrice[] = [];
  for (const { step } of asking) {
    if (step.task.kind !== "stage") continue;
    const price = await priceStage(step, step.task.loaded, { ...context, relations });
    if (price !== undefined) prices.push({ step: step.id, price });
  }
  return prices;
}
