import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { openEarshot } from "../../src/surface/engine/engine.ts";
import { initProject, type FoundSource, type InitReport } from "../../src/surface/engine/init.ts";

/** A folder of files, what init makes of it, and what a run then does. */
export type Trial = AsyncDisposable & {
  report: InitReport;
  source(name: string): FoundSource;
  /** Entity column to source column, as written; `""` for those left out. */
  mapping(name: string): Record<string, string>;
  /** Runs it, and counts the rows kept and set aside of each entity. */
  run(): Promise<Record<string, { kept: number; aside: number }>>;
};

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Writes files into a folder of that name, inside a folder that is removed when disposed. */
async function writeFiles(
  files: Files,
  name: string,
): Promise<AsyncDisposable & { folder: string; root: string }> {
  const root = await mkdtemp(join(tmpdir(), "earshot-init-test-"));
  const folder = join(root, name);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  return { folder, root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/** Tries init on files, or on a folder that is there. */
export async function tryInit(files: Files | string, name = "export"): Promise<Trial> {
  const written = await writeFiles(typeof files === "string" ? {} : files, name);
  const { root } = written;
  const folder = typeof files === "string" ? files : written.folder;
  const config = join(root, "earshot.yaml");
  const report = await initProject({ folder, out: config });
  const source = (wanted: string): FoundSource => {
    const found = report.finding.sources.find((one) => one.name === wanted);
    if (found !== undefined) return found;
    const names = report.finding.sources.map((one) => one.name).join(", ");
    throw new Error(`there is no source ${wanted}, but ${names}`);
  };
  return {
    report,
    source,
    mapping: (wanted) =>
      Object.fromEntries(source(wanted).columns.map(({ target, column }) => [target, column])),
    async run() {
      const earshot = openEarshot({ config });
      await earshot.run();
      const rows = await earshot.rows(
        "SELECT table_name AS t, rule, CAST(value AS BIGINT) AS n FROM ops.quality WHERE rule IN ('rows out', 'quarantined')",
      );
      const counts: Record<string, { kept: number; aside: number }> = {};
      for (const { t, rule, n } of rows) {
        const table = textOf(t).replace("silver.", "");
        const count = (counts[table] ??= { kept: 0, aside: 0 });
        count[rule === "rows out" ? "kept" : "aside"] = Number(n);
      }
      return counts;
    },
    [Symbol.asyncDispose]: () => written[Symbol.asyncDispose](),
  };
}

/** CSV lines of rows. */
export function csv(rows: readonly (readonly string[])[], delimiter = ",", end = "\n"): string {
  const field = (value: string): string =>
    value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  return rows.map((row) => row.map(field).join(delimiter) + end).join("");
}
