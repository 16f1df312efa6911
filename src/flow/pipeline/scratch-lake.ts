import { copyFile, cp, link, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

import { systemCode } from "../../core/base/errors.ts";
import { lakeIn, makeBronze, type Lake } from "./lake.ts";

/** Layers whose tables what is priced may read. */
const layersWanted = ["bronze", "silver", "enriched", "quarantine"];

/**
 * Makes a passing lake that holds the same tables as another one: its files are the same files on
 * disk (hard links), as no file of a lake ever changes. It stands among the passing files of that
 * lake's bronze layer, so nobody else can look into it, and goes with them, after a kill too.
 */
export async function makeScratchLake(lake: Lake): Promise<Lake> {
  const scratch = lakeIn(join(lake.temporary, "scratch"));
  await makeBronze(scratch);
  await linkFile(join(lake.tables, "format.json"), join(scratch.tables, "format.json"));
  for (const layer of layersWanted)
    await linkFolder(join(lake.tables, layer), join(scratch.tables, layer));
  await cp(lake.cache, scratch.cache, { recursive: true }).catch(ignoreMissing);
  return scratch;
}

/** Links a folder's files; the log of a table comes before its files, which may only become more. */
async function linkFolder(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch((error: unknown) => {
    ignoreMissing(error);
    return [];
  });
  await mkdir(to, { recursive: true });
  const isPassing = (name: string): boolean => /^(_tmp|_cache|_staging-.*)$/.test(name);
  const wanted = entries.filter(({ name }) => !isPassing(name));
  const logFirst = wanted.toSorted((a, b) => Number(b.name === log) - Number(a.name === log));
  for (const entry of logFirst) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkFolder(source, target);
    else if (entry.isFile()) await linkFile(source, target);
  }
}

const log = "_delta_log";

/** Links a file, or copies it where the disk knows no links; one that has just gone is left out. */
async function linkFile(from: string, to: string): Promise<void> {
  await link(from, to).catch(async (error: unknown) => {
    const code = systemCode(error) ?? "";
    if (["EPERM", "ENOTSUP", "EXDEV", "EMLINK"].includes(code)) return copyFile(from, to);
    ignoreMissing(error);
  });
}

function ignoreMissing(error: unknown): void {
  if (systemCode(error) !== "ENOENT") throw error;
}
