import { assert } from "../../core/base/errors.ts";
import type { Step } from "./steps.ts";

/** Steps that some source leads to; the others would only make empty tables. */
export function activeSteps(steps: readonly Step[]): Step[] {
  const active = new Set(steps.filter(({ task }) => task.kind === "landing").map(({ id }) => id));
  const direct = (step: Step): boolean =>
    step.task.kind === "entity"
      ? feedsOf(step, step.task.lookups).some((id) => active.has(id))
      : step.reads.some((id) => active.has(id));
  for (let before = -1; before < active.size;) {
    before = active.size;
    for (const step of steps) if (direct(step)) active.add(step.id);
  }
  return steps.filter(({ id }) => active.has(id));
}

/** The bronze tables whose rows become an entity's. */
function feedsOf({ reads }: Step, lookups: readonly string[]): string[] {
  return reads.filter((id) => id.startsWith("bronze.") && !lookups.includes(id));
}

/** Each step after those it reads; among those free to go, by layer and name. */
export function inOrder(steps: readonly Step[]): Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const ordered: Step[] = [];
  const visiting = new Set<string>();
  const visit = (step: Step): void => {
    if (ordered.includes(step)) return;
    assert(!visiting.has(step.id), `${step.id} reads itself by way of others`);
    visiting.add(step.id);
    for (const id of step.reads) {
      const read = byId.get(id);
      if (read !== undefined) visit(read);
    }
    ordered.push(step);
  };
  for (const step of steps) visit(step);
  return ordered;
}
