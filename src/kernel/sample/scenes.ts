import { assert } from "../../core/base/errors.ts";
import { commercialScenes } from "./scene-commercial.ts";
import { complaintScenes } from "./scene-complaint.ts";
import { feeScenes } from "./scene-fees.ts";
import { informationScenes } from "./scene-information.ts";
import { moneyScenes } from "./scene-money.ts";
import { networkScenes } from "./scene-network.ts";
import { terminalScenes } from "./scene-terminal.ts";
import type { Category, Scene } from "./scene.ts";

/** Every kind of problem, one per subcategory. */
export const scenes: readonly Scene[] = [
  ...terminalScenes,
  ...networkScenes,
  ...moneyScenes,
  ...feeScenes,
  ...commercialScenes,
  ...complaintScenes,
  ...informationScenes,
];

/** The scenes of one category. */
export function scenesOf(category: Category): Scene[] {
  return scenes.filter((scene) => scene.category === category);
}

/** The scene of one subcategory. */
export function sceneOf(subcategory: string): Scene {
  const scene = scenes.find((item) => item.subcategory === subcategory);
  assert(scene !== undefined, `no scene for ${subcategory}`);
  return scene;
}
