import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { systemCode } from "../../src/core/base/errors.ts";
import { sampleFiles } from "../../src/kernel/sample/sample.ts";
import { openEarshot, type Earshot } from "../../src/surface/engine/engine.ts";

/** The sample company, landed and brought up to gold. */
export type SampleLake = AsyncDisposable & {
  earshot: Earshot;
  asOf: Date;
  folder: string;
  /** A file of the sample, as text. */
  text(path: string): string;
  /** The same lake with one more line of settings. */
  reopen(line: string): Promise<Earshot>;
  /** What running processes keep in the data folder for a while. */
  passingFiles(): Promise<string[]>;
};

/** What running processes keep in a data folder for a while. */
export function passingFiles(folder: string): Promise<string[]> {
  return readdir(join(folder, "lake", "bronze", "_tmp")).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  });
}

/** Writes the sample into a folder of its own and runs everything (some seconds). */
export async function openSampleLake(): Promise<SampleLake> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-query-"));
  const asOf = new Date("2026-03-12T15:20:00Z");
  const files = new Map<string, string>();
  for (const file of sampleFiles({ seed: 42, scale: 1, asOf })) {
    const path = join(folder, file.path);
    files.set(file.path, [...file.text()].join(""));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, files.get(file.path) ?? "");
  }
  const earshot = openEarshot({ folder });
  await earshot.run();
  return {
    earshot,
    asOf,
    folder,
    text: (path) => files.get(path) ?? "",
    async reopen(line) {
      const config = join(folder, "other.yaml");
      await writeFile(config, `${files.get("earshot.yaml")}\n${line}\n`);
      return openEarshot({ config });
    },
    passingFiles: () => passingFiles(earshot.lake.folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
