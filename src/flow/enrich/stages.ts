import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { loadDeclaration, loadDeclarations } from "../../core/base/declarations.ts";
import type { StageParameters } from "./stage-parameters.ts";
import type { Stage } from "./stage.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "stages");

/** A stage, and what it takes to call it in any thread. */
export type StageCall = {
  stage: Stage;
  /** Folder of the file that declares it. */
  folder: string;
  /** What each call is told beside its rows; plain values, which can be copied to a worker. */
  parameters?: unknown;
};

/** A stage with the SELECT that feeds it. */
export type LoadedStage = StageCall & { sql: string; parameters?: StageParameters | undefined };

/** Every stage of the product, by name. */
export async function loadStages(): Promise<LoadedStage[]> {
  const stages = await loadDeclarations<Stage>(folder);
  return stages.map((stage) => ({ stage, folder, sql: stageInput(stage.name) }));
}

/** One stage by its folder and name; what a worker loads. */
export function loadStage(from: string, name: string): Promise<Stage> {
  return loadDeclaration<Stage>(from, name);
}

function stageInput(name: string): string {
  return readFileSync(join(folder, `${name}.sql`), "utf8")
    .trim()
    .replace(/;$/, "");
}
