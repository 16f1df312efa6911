import type { Settings } from "../../core/config/settings.ts";
import { labelListOf } from "../learn/task-labels.ts";
import { urgencyLevels } from "../../kernel/learn/rules/urgency.ts";

/** A task whose model knows labels, and the model's own label for each that was given. */
export type LabelMatch = { task: string; own: readonly string[] };

/** Tasks that labels are looked for in, before those of the user's own. */
const firstTasks = ["sentiment", "category", "subcategory"];

/** The task whose levels are told by rules where nobody trained a model. */
export const urgencyTask = "urgency";

/**
 * The task whose labels hold all that are given, in any spelling (`technical support`,
 * `TECHNICAL_SUPPORT`): sentiment, category, subcategory, the user's own by name, then urgency.
 *
 * @param known - Labels of the models in use, by task.
 */
export function matchLabels(
  labels: readonly string[],
  known: ReadonlyMap<string, readonly string[]>,
  settings: Settings,
): LabelMatch | undefined {
  const rest = [...known.keys()].filter((task) => !firstTasks.includes(task)).toSorted();
  const levels = known.get(urgencyTask) ?? urgencyLevels;
  const all = new Map([...known, [urgencyTask, levels] as const]);
  for (const task of new Set([...firstTasks, ...rest, urgencyTask])) {
    const own = ownLabels(labels, { task, has: all.get(task) ?? [], settings });
    if (own !== undefined) return { task, own };
  }
  return undefined;
}

/** The task's own label for each given one, all of them different; undefined where one has none. */
function ownLabels(
  labels: readonly string[],
  { task, has, settings }: { task: string; has: readonly string[]; settings: Settings },
): string[] | undefined {
  const byCode = new Map(has.map((label) => [codeOf(label), label]));
  const list = labelListOf(task, settings);
  const own = labels.map(
    (label) => byCode.get(codeOf(label)) ?? byCode.get(list?.valueOf(label) ?? ""),
  );
  const found = own.filter((label) => label !== undefined);
  return found.length === labels.length && new Set(found).size === found.length ? found : undefined;
}

function codeOf(label: string): string {
  return label
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, "_");
}
