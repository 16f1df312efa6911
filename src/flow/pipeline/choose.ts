import { EarshotError } from "../../core/base/errors.ts";
import { nearestName } from "../../core/base/nearest-name.ts";
import type { Step } from "./steps.ts";

/** What was asked for is no step, layer or job. */
export class UnknownStepError extends EarshotError {
  readonly code = "STEP_UNKNOWN";
  readonly kind = "missing";
}

/** Parts of a run that have a name of their own, by the layers they bring up to date. */
export const jobs: Readonly<Record<string, { summary: string; layers: readonly Step["layer"][] }>> =
  {
    "01_bronze_to_silver": {
      summary: "Lands the sources and brings silver up to date.",
      layers: ["bronze", "silver"],
    },
    "02_silver_to_gold": {
      summary: "Brings enriched and gold up to date from silver.",
      layers: ["enriched", "gold"],
    },
  };

/**
 * The steps that `--select` and `--job` name, in their order.
 *
 * A selection is a list by commas or blanks of `layer`, `layer.table` or `table`; `+` before a
 * name adds everything it reads from, `+` behind it everything that reads from it.
 *
 * @throws UnknownStepError with the nearest name.
 */
export function chooseSteps(
  steps: readonly Step[],
  { select, job }: { select?: string | undefined; job?: string | undefined },
): Step[] {
  let chosen: readonly Step[] = steps;
  if (job !== undefined) {
    const found = jobs[job];
    if (found === undefined)
      throw new UnknownStepError(`there is no job ${job}${hint(job, Object.keys(jobs))}`);
    chosen = chosen.filter(({ layer }) => found.layers.includes(layer));
  }
  if (select === undefined) return [...chosen];
  const ids = new Set<string>();
  for (const item of select.split(/[\s,]+/).filter((part) => part !== "")) {
    const name = item.replace(/^\+|\+$/g, "");
    const named = matching(steps, name);
    for (const step of named) ids.add(step.id);
    if (item.startsWith("+")) for (const step of named) addUpstream(steps, step, ids);
    if (item.endsWith("+")) for (const step of named) addDownstream(steps, step, ids);
  }
  return chosen.filter(({ id }) => ids.has(id));
}

function matching(steps: readonly Step[], name: string): Step[] {
  const found = steps.filter(({ id, layer }) => id === name || layer === name);
  if (found.length > 0) return found;
  const byTable = steps.filter(({ id }) => id.split(".")[1] === name);
  const last = byTable.at(-1); // the step furthest along: gold before silver before bronze
  if (last !== undefined) return [last];
  const known = steps.map(({ id }) => id);
  throw new UnknownStepError(`there is no table or layer ${name}${hint(name, known)}`);
}

function addUpstream(steps: readonly Step[], step: Step, ids: Set<string>): void {
  for (const read of steps.filter(({ id }) => step.reads.includes(id))) {
    if (ids.has(read.id)) continue;
    ids.add(read.id);
    addUpstream(steps, read, ids);
  }
}

function addDownstream(steps: readonly Step[], step: Step, ids: Set<string>): void {
  for (const reader of steps.filter(({ reads }) => reads.includes(step.id))) {
    if (ids.has(reader.id)) continue;
    ids.add(reader.id);
    addDownstream(steps, reader, ids);
  }
}

function hint(name: string, known: readonly string[]): string {
  const names = known.flatMap((id) => [id, ...id.split(".")]); // the layer and the table, too
  const near = nearestName(name, names);
  return near === undefined ? `; there are: ${known.join(", ")}` : `; did you mean ${near}?`;
}
