import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { earshot, type Ended } from "../cli/command-line.ts";
import { structuredKinds } from "./canary-values.ts";
import { everyByte } from "./every-byte.ts";
import { leakFinder, type Scanned } from "./leaks.ts";
import { openPlanted, type PlantedCompany } from "./plant.ts";

let company: PlantedCompany;
let find: ReturnType<typeof leakFinder>;
const printed: Scanned[] = [];

/** Runs a command in the company's folder and keeps what it printed. */
async function tell(args: readonly string[], input?: string): Promise<Ended> {
  const ended = await earshot(args, { cwd: company.folder, input });
  printed.push({ path: `earshot ${args.join(" ")}`, texts: [ended.stdout, ended.stderr] });
  return ended;
}

const say = async (...args: string[]): Promise<number | null> => (await tell(args)).code;

const ask = (query: string): Promise<number | null> => say("sql", "--format", "json", query);

beforeAll(async () => {
  company = await openPlanted();
  find = leakFinder(company.canaries);
}, 60_000);
afterAll(() => company[Symbol.asyncDispose]());

describe("a company whose raw data is full of canaries", () => {
  it("has more than 2,000 of them, in every field of every source", () => {
    expect(company.canaries.length).toBeGreaterThan(2_000);
    const planted = new Set(company.canaries.map(({ field }) => field));
    expect(company.fields.length).toBeGreaterThan(100);
    expect(company.fields.filter((field) => !planted.has(field))).toEqual([]);
  });

  it("goes through the whole loop", { timeout: 400_000 }, async () => {
    expect(await say("init", ".", "--out", "guessed.yaml")).toBe(0);
    expect(await say("plan")).toBe(0);
    expect(await say("run")).toBe(0);
    expect(await say("run")).toBe(0);
    expect(await say("run", "--full-refresh", "--json", "--select", "silver.tickets+")).toBe(0);
    expect(await say("sql", "--tables")).toBe(0);
    expect(await ask("SELECT * FROM silver.tickets")).toBe(0);
    expect(await ask("SELECT * FROM quarantine.tickets")).toBe(0);
    expect(await say("sql", "DESCRIBE HISTORY silver.tickets")).toBe(0);
    expect(await ask("SELECT CAST(subject AS INTEGER) FROM silver.tickets")).not.toBe(0);
    expect(await say("catalog", "--lineage")).toBe(0);
    expect(await say("catalog", "--format", "databricks")).toBe(0);
    expect(await say("privacy", "key")).toBe(0);
    expect(await say("optimize")).toBe(0);
    expect(await say("vacuum", "--dry-run")).toBe(0);
    expect(await say("doctor")).toBe(0);
  });

  it("is masked outside of a lake as well", async () => {
    const kinds: ReadonlySet<string> = new Set(structuredKinds);
    const lines = company.canaries
      .filter(({ kind }) => kinds.has(kind))
      .map(({ text }, i) => `Please note ${text} for case ${i}.`);
    const { code, stdout } = await tell(["mask", "--quiet"], `${lines.join("\n")}\n`);
    expect([code, stdout.trimEnd().split("\n").length]).toEqual([0, lines.length]);
  });

  it("meets with settings and files that are wrong", async () => {
    const badly = ["--config", "bad.yaml", "--data", "bad-data"];
    const write = (text: string): Promise<void> =>
      writeFile(join(company.folder, "bad.yaml"), text);
    await write(
      "sources: { t: { path: support/tickets*.csv, entity: ticket, columns: { subject: no } } }\n",
    );
    expect(await say("run", ...badly)).not.toBe(0);
    await write(
      "sources: { t: { path: support/tickets*.csv, entity: ticket, encoding: utf-16le } }\n",
    );
    expect(await say("run", ...badly)).not.toBe(0);
  });

  it("has each of them in bronze, so that each could leak", async () => {
    const bronze = await everyByte(join(company.data, "lake", "bronze"));
    const found = find.found(bronze);
    expect(company.canaries.filter((canary) => !found.has(canary))).toEqual([]);
  });

  it("would be told of one that stands in a file outside of it", async () => {
    const path = join(company.data, "control.txt");
    const { field, kind, text } = company.canaries[0]!;
    await writeFile(path, `x${text.toUpperCase()}x`);
    const artefacts = await everyByte(company.data, [join("lake", "bronze")]);
    await rm(path);
    expect(find.leaks(artefacts)).toContain(`${field}: ${kind} ${text} in control.txt`);
  });

  it("has none in any byte outside of bronze", async () => {
    const artefacts = await everyByte(company.data, [join("lake", "bronze")]);
    expect(artefacts.filter(({ isParquet }) => isParquet).length).toBeGreaterThan(40);
    expect(artefacts.filter(({ isReadable }) => !isReadable)).toEqual([]);
    expect(find.leaks(artefacts)).toEqual([]);
  });

  it("is told of in words without any of them", () => {
    expect(printed.length).toBeGreaterThan(15);
    expect(find.leaks(printed)).toEqual([]);
  });
});
