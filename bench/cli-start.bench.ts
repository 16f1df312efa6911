import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { compare, measure, usageTable, type Contender } from "./measure.ts";

const main = resolve(import.meta.dirname, "../src/surface/cli/main.ts");
const timeout = 600_000;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
  await measure(earshot("generate", "generate", "--out", folder, "--as-of", "2026-11-20"));
  await measure(onLake("first run", "run"));
}, timeout);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("earshot --help over bare node, 21 rounds", { timeout }, async () => {
  const bare = { name: "node -e 0", command: process.execPath, arguments: ["-e", "0"] };
  const usages = await compare([bare, earshot("earshot --help", "--help")], 21);
  console.log(`${usageTable(usages)}\n`);

  const [node = Infinity, help = Infinity] = [...usages.values()].map(({ wallMs }) => wallMs);
  expect(help - node, "ms; about 45 when written").toBeLessThan(60);
});

test("an unchanged lake of the sample company, 7 rounds", { timeout }, async () => {
  const usages = await compare([onLake("earshot plan", "plan"), onLake("earshot run", "run")], 7);
  console.log(`${usageTable(usages)}\n`);

  const [plan, run] = [...usages.values()].map(({ wallMs }) => wallMs);
  expect(plan, "ms; about 600 when written").toBeLessThan(1_000);
  expect(run, "ms; about 600 when written").toBeLessThan(2_000);
});

function earshot(name: string, ...words: string[]): Contender {
  return { name, command: process.execPath, arguments: [main, ...words] };
}

function onLake(name: string, command: string): Contender {
  return earshot(name, command, "--config", join(folder, "earshot.yaml"));
}
