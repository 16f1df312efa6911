import { readFile, stat } from "node:fs/promises";
import { z } from "zod";

import { systemCode } from "../../core/base/errors.ts";
import { replaceFile } from "../../core/base/replace-file.ts";
import { packageVersion } from "../../core/base/version.ts";
import { Aliases } from "./audit.ts";
import { ModelNewerError, RegistryDamagedError } from "./registry-errors.ts";

const aliasesFormat = 1;

/** How the aliases stand since which event of the audit; 0 before the first. */
const AliasFile = z.strictObject({
  format: z.literal(aliasesFormat),
  event: z.int().min(0),
  ...Aliases.shape,
});
export type AliasState = Aliases & { event: number };

/** Before anything was registered. */
export const noAliases: AliasState = { event: 0, champion: null, candidate: null };

/**
 * Reads the aliases of a model.
 *
 * @param path - Of the aliases.
 * @param auditPath - Of the audit: where that is and the aliases are not, they were lost.
 * @throws RegistryDamagedError when they were lost or damaged, ModelNewerError when a newer Earshot
 * wrote them.
 */
export async function readAliases(path: string, auditPath: string): Promise<AliasState> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) {
    if (await exists(auditPath)) throw lost(path, "is missing");
    return noAliases;
  }
  const value = parse(text);
  const format = z.object({ format: z.number() }).safeParse(value).data?.format ?? 0;
  if (format > aliasesFormat) {
    throw new ModelNewerError(
      `${path} was written by a newer Earshot (format ${format}); this is ${packageVersion()}, which knows ` +
        `formats up to ${aliasesFormat}: update Earshot`,
    );
  }
  const { data } = AliasFile.safeParse(value);
  if (data === undefined) throw lost(path, "is damaged");
  return { event: data.event, champion: data.champion, candidate: data.candidate };
}

/** Writes the aliases in one step; they outlive a power cut afterwards. */
export async function writeAliases(path: string, state: AliasState): Promise<void> {
  const text = JSON.stringify({ format: aliasesFormat, ...state }, null, 2);
  await replaceFile(path, `${text}\n`, { flush: true });
}

function lost(path: string, how: string): RegistryDamagedError {
  return new RegistryDamagedError(
    `${path}, which says which version is champion, ${how}; \`earshot models repair\` with the model's ` +
      "name writes it again from the audit; where that is lost too, restore both from a copy, or remove " +
      "both and promote a version with --force",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
