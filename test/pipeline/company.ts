import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { Clock } from "../../src/core/base/clock.ts";
import { formatKeyText } from "../../src/storage/keys/key-text.ts";
import { openEarshot, type Earshot, type RunInput } from "../../src/surface/engine/engine.ts";
import { generateSample } from "../../src/surface/engine/generate.ts";

/** The instant that tests take for now. */
export const asOf = "2026-03-01T12:00:00Z";

/** A folder with a company's files and settings, and the lake that is made of them. */
export type Company = AsyncDisposable & {
  folder: string;
  config: string;
  data: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  open(options?: { clock?: Clock; asOf?: string }): Earshot;
};

/** An empty folder; it is removed at the end of an `await using`. */
export async function openFolder(): Promise<Company> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-test-"));
  const config = join(folder, "earshot.yaml");
  return {
    folder,
    config,
    data: join(folder, "earshot-data"),
    async write(files) {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), text);
      }
    },
    open: (options = {}) => openEarshot({ config, ...options }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Keys of the companies below, so that two of them have the same pseudonyms. */
const testKeys = formatKeyText({
  pseudonymKey: new Uint8Array(32).fill(5),
  wrappingKey: new Uint8Array(32).fill(6),
});

/** Gives a company the keys that all companies of the tests have. */
export async function giveKeys({ data }: Company): Promise<void> {
  await mkdir(data, { recursive: true });
  await writeFile(join(data, "keys.yaml"), testKeys, { mode: 0o600 });
}

/** The sample company. */
export async function openSample(scale = 1): Promise<Company> {
  const company = await openFolder();
  await generateSample({ out: company.folder, seed: 42, scale, asOf });
  await giveKeys(company);
  return company;
}

/** Settings of the small company; `extra` comes after the sources. */
export function smallSettings(sources = smallSources, extra = ""): string {
  const lines = Object.entries(sources).map(([name, text]) => `  ${name}: { ${text} }`);
  const head = lines.length === 0 ? "sources: {}" : "sources:";
  return [`as_of: "${asOf}"`, "workers: 2", head, ...lines, extra, ""].join("\n");
}

/** Sources of the small company, as flow mappings. */
export const smallSources: Readonly<Record<string, string>> = {
  companies: "path: desk/companies.csv, entity: account",
  tickets: "path: desk/tickets*.csv, entity: ticket",
  leads: "path: sales/leads.csv, entity: lead, system: desk",
};

/** Files of the small company. */
export const smallFiles: Readonly<Record<string, string>> = {
  "desk/companies.csv": `account_id,name,region
A1,First Ltd,north
A2,Second Ltd,south
`,
  "desk/tickets-1.csv": `ticket_id,account_id,status,priority,created_at,resolution_time_hours
T1,A1,open,high,2026-02-01T10:00:00Z,
T2,A2,closed,low,2026-02-02T10:00:00Z,50
T3,A1,closed,critical,2026-02-03T10:00:00Z,3
`,
  "sales/leads.csv": `lead_id,account_id,deal_stage,deal_value,created_at
L1,A1,won,100,2026-01-05
L2,A2,open,200,2026-01-06
`,
};

/** Three sources, six rows: what a change does shows at once. */
export async function openSmall(
  sources: Readonly<Record<string, string>> = smallSources,
  extra = "",
): Promise<Company> {
  const company = await openFolder();
  await giveKeys(company);
  await company.write({ ...smallFiles, "earshot.yaml": smallSettings(sources, extra) });
  return company;
}

/** Runs and gives the tables that were computed, sorted. */
export async function run(company: Company, input: RunInput = {}): Promise<string[]> {
  const report = await company.open().run(input);
  return report.steps.map(({ step }) => step).toSorted();
}

/** Tables that a run would look at, in its order. */
export async function chosen(company: Company, part: RunInput): Promise<string[]> {
  const plan = await company.open().plan(part);
  return plan.steps.map(({ step }) => step.id);
}
