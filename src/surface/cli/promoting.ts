import { openModels } from "../engine/models.ts";
import type { CommandContext } from "./command.ts";
import { changeText } from "./model-text.ts";
import { tell } from "./standard-error.ts";

/** What `earshot promote` and `earshot models promote` are given. */
export type PromoteOptions = {
  name: string;
  version: string;
  force: boolean;
  reason?: string | undefined;
};

/** Makes a version the champion, and tells what became of it. */
export async function promoteModel(
  { name, version, force, reason }: PromoteOptions,
  { flags, print, signal }: CommandContext,
): Promise<number> {
  if (force && (reason ?? "").trim() === "") {
    tell("earshot: --force needs a reason, which the audit keeps: --reason TEXT");
    return 2;
  }
  const change = await openModels(flags).promote(name, version, { force, reason, signal });
  const { isChanged, from, to } = change;
  if (flags.json) print(JSON.stringify({ name, is_changed: isChanged, from, to }, null, 2));
  else print(changeText(name, change));
  return 0;
}
