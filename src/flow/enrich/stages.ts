import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { loadDeclaration, loadDeclarations } from "../../core/base/declarations.ts";
import type { Stage } from "./stage.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "stages");

/** A stage with the SELECT that feeds it. */
export type LoadedStage = { stage: Stage; sql: string };

/** Every stage of the product, by name. */
export async function loadStages(): Promise<LoadedStage[]> {
  const stages = await loadDeclarations<Stage>(folder);
  return stages.map((stage) => ({ stage, sql: stageInput(stage.name) }));
}

/** One stage by name; what a worker loads. */
export function loadStage(name: string): Promise<Stage> {
  return loadDeclaration<Stage>(folder, name);
}

function stageInput(name: string): string {
  return readFileSync(join(folder, `${name}.sql`), "utf8")
    .trim()
    .replace(/;$/, "");
}
