import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { earshot } from "../cli/command-line.ts";
import { openSmall, type Company } from "../pipeline/company.ts";

const hook = pathToFileURL(join(import.meta.dirname, "follow-loads-process.ts")).href;
let company: Company;

beforeAll(async () => {
  company = await openSmall();
});
afterAll(() => company[Symbol.asyncDispose]());

/** Addresses of the modules that a command loads, its threads' too. */
async function loadsOf(args: readonly string[]): Promise<string[]> {
  const file = join(company.folder, "loads.txt");
  await rm(file, { force: true });
  const environment = {
    NODE_OPTIONS: `--import=${hook}`,
    LOADS_FILE: file,
    OPENAI_API_KEY: "sk-hunter2", // which turns nothing on
  };
  const { code, stderr } = await earshot(args, { cwd: company.folder, environment });
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  return (await readFile(file, "utf8")).trim().split("\n");
}

const heavy =
  /node_modules\/(?:ai|@ai-sdk|gpt-tokenizer|pg|@electric-sql)\/|flow\/llm\/providers\//;

describe("what language models need", () => {
  it.each([[["--help"]], [["config", "show"]], [["plan"]], [["run"]], [["run"]]])(
    "is not loaded by %j where none is set",
    async (args) => {
      const loads = await loadsOf(args);
      expect(loads.filter((url) => url.includes("surface/cli/")).length).toBeGreaterThan(0);
      expect(loads.filter((url) => heavy.test(url))).toEqual([]);
    },
  );

  it("would be seen: the hook notes what a package loads", async () => {
    const loads = await loadsOf(["config", "show"]);
    expect(loads.filter((url) => url.includes("node_modules/zod/")).length).toBeGreaterThan(0);
  });
});
