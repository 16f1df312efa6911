import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openFolder, openSmall, smallFiles, type Company } from "../pipeline/company.ts";
import { earshot } from "./command-line.ts";

type Check = { name: string; state: string; found: string; mend?: string };

let company: Company;

beforeAll(async () => {
  company = await openSmall();
  await company.open().run();
});
afterAll(() => company[Symbol.asyncDispose]());

async function examine(
  folder: Company,
): Promise<{ code: number | null; failed: number; checks: Check[]; bad: Check | undefined }> {
  const { code, stdout } = await earshot(["doctor", "--json"], { cwd: folder.folder });
  const report = JSON.parse(stdout) as { checks: Check[]; failed: number };
  return { code, ...report, bad: report.checks.find(({ state }) => state === "failed") };
}

/** Changes a file of the lake for as long as the work takes. */
async function damaged<T>(
  path: string,
  change: (path: string) => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  const before = await readFile(path);
  await change(path);
  try {
    return await work();
  } finally {
    await writeFile(path, before);
  }
}

const inLake = (path: string): string => join(company.data, "lake", path);
const commit = (table: string, version = 0): string =>
  inLake(`${table}/_delta_log/${String(version).padStart(20, "0")}.json`);

async function dataFile(table: string): Promise<string> {
  const names = await readdir(inLake(table));
  return inLake(`${table}/${names.find((name) => name.endsWith(".parquet"))}`);
}

describe("earshot doctor", () => {
  it("finds a good set-up good", async () => {
    const { code, failed, checks } = await examine(company);
    expect([code, failed]).toEqual([0, 0]);
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["node", "sql engine", "lake"]),
    );
    const { stdout } = await earshot(["doctor"], { cwd: company.folder });
    expect(stdout).toContain("All is well.");
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a source without files",
      { "earshot.yaml": "sources: { a: { path: nothing.csv } }" },
      "source a",
    ],
    ["settings that are wrong", { "earshot.yaml": "sources: { a: { paht: x } }" }, "settings"],
    ["settings that are no YAML", { "earshot.yaml": "a: [" }, "settings"],
    [
      "a damaged log",
      { "earshot-data/lake/gold/tickets/_delta_log/00000000000000000000.json": "{ torn" },
      "table gold.tickets",
    ],
  ])("finds %s, and says how to mend it", async (_name, files, wanted) => {
    await using folder = await openFolder();
    await folder.write(files);
    const { code, failed, bad } = await examine(folder);
    expect([code, failed]).toEqual([8, 1]);
    expect(bad?.name).toBe(wanted);
    expect(bad?.mend).toBeTruthy();
  });

  it("warns where there are no settings", async () => {
    await using folder = await openFolder();
    const { code, checks } = await examine(folder);
    expect(code).toBe(0);
    expect(checks.find(({ state }) => state === "warning")?.name).toBe("settings");
  });

  it.each([
    ['{"format":9,"written_by":"9.0.0"}', /Earshot 9\.0\.0 \(lake format 9\).*update Earshot/],
    ["\0\0garbage", /format\.json does not say which format the lake has; restore it/],
  ])("finds the lake's format note %j", async (text, words) => {
    const write = (path: string): Promise<void> => writeFile(path, text);
    const { code, failed, bad } = await damaged(inLake("format.json"), write, () =>
      examine(company),
    );
    expect([code, failed, bad?.name]).toEqual([8, 1, "lake"]);
    expect(bad?.found).toMatch(words);
  });

  it("finds a table that needs a newer reader", async () => {
    const raise = async (path: string): Promise<void> => {
      const text = await readFile(path, "utf8");
      await writeFile(path, text.replace(/"minReaderVersion":\d/, '"minReaderVersion":4'));
    };
    const { code, failed, bad } = await damaged(commit("gold/tickets"), raise, () =>
      examine(company),
    );
    expect([code, failed, bad?.name]).toEqual([8, 1, "table gold.tickets"]);
    expect(bad?.found).toContain("reading it (Delta reader 4) needs a newer version");
  });

  it.each<[string, (path: string) => Promise<void>, string]>([
    ["is gone", (path) => rm(path), "this file is missing"],
    ["ends too early", (path) => truncate(path, 9), "this file has 9 bytes of "],
  ])("finds a data file that %s", async (_name, change, words) => {
    const path = await dataFile("silver/tickets");
    const { code, failed, bad } = await damaged(path, change, () => examine(company));
    expect([code, failed, bad?.name]).toEqual([8, 1, "table silver.tickets"]);
    expect(bad?.found).toContain(`${path}: ${words}`);
    expect(bad?.mend).toContain("the run makes the table anew");
  });

  it("warns of the rows that are lost with a table that can't be made again", async () => {
    const tear = (path: string): Promise<void> => writeFile(path, "{ torn");
    const { bad } = await damaged(commit("bronze/tickets"), tear, () => examine(company));
    expect(bad).toMatchObject({
      name: "table bronze.tickets",
      mend: expect.stringMatching(
        /^restore the file from a copy; only where there is none, move .*: rows whose source files are gone will be missing$/,
      ) as string,
    });
    const ops = await damaged(commit("ops/quality"), tear, () => examine(company));
    expect(ops.bad?.mend).toContain("what earlier runs wrote will be missing");
  });

  it("names an earlier version that can be read", async () => {
    await using folder = await openSmall();
    await folder.open().run();
    await folder.write({
      "desk/tickets-2.csv": smallFiles["desk/tickets-1.csv"]!.replaceAll(/^T/gm, "U"),
    });
    await folder.open().run({ select: "bronze" });
    const log = join(folder.data, "lake/bronze/tickets/_delta_log");
    const last = (await readdir(log)).toSorted().at(-1) ?? "";
    await writeFile(join(log, last), "{ torn");
    const version = Number.parseInt(last, 10) - 1;
    expect((await examine(folder)).bad?.mend).toMatch(
      new RegExp(`; bronze\\.tickets VERSION AS OF ${version} can be read$`),
    );
    const earlier = `SELECT count(*) AS n FROM bronze.tickets VERSION AS OF ${version}`;
    expect(await folder.open().rows(earlier)).toEqual([{ n: "3" }]);
  });
});
