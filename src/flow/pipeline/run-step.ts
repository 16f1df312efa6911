import { runEntity } from "./entity-step.ts";
import { landSource } from "./land-step.ts";
import { runModel } from "./model-step.ts";
import type { StepOutcome } from "./run-report.ts";
import { runStage } from "./stage-step.ts";
import type { StepContext } from "./step-context.ts";
import type { Step } from "./steps.ts";

/** Brings one table up to date, in one commit of it. */
export function runStep(step: Step, context: StepContext): Promise<StepOutcome> {
  const { task } = step;
  switch (task.kind) {
    case "landing":
      return landSource(step, task.source, context);
    case "entity":
      return runEntity(step, task, context);
    case "model":
      return runModel(step, task.model, context);
    case "stage":
      return runStage(step, task.loaded, context);
    default:
      return task satisfies never;
  }
}
