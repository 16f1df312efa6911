import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { pythonEnv } from "../scripts/python-env.ts";
import { type Finder, ownFinders, peerFinders } from "./mask-peers.ts";
import { type LabelledSet, labelledSets, type Score, scoreOf } from "./mask-quality.ts";
import { type Density, hostileRows, speedRows } from "./mask-rows.ts";
import {
  type SpeedFigure,
  barTable,
  hostileTable,
  qualityTable,
  speedTable,
  summaryTable,
} from "./mask-tables.ts";
import type { MaskRow, MaskUsage, RowTime } from "./mask-timing.ts";
import { measure } from "./measure.ts";

/**
 * Finding personal data: Earshot against Presidio, scrubadub, redact-pii, openredaction and
 * libphonenumber-js on the same rows, how well and how fast. `BENCH_PEERS=none` leaves the peers
 * out, `BENCH_ROUNDS` takes another number of rounds than three.
 */
const roundCount = Number(process.env["BENCH_ROUNDS"] ?? 3);
const hasPeers = process.env["BENCH_PEERS"] !== "none";
const timeout = 3_600_000;
const densities = ["dense", "sparse"] as const;

let folder = "";
let finders: Finder[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
  finders = [...ownFinders(), ...(hasPeers ? await peerFinders() : [])];
}, timeout);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("how well", { timeout }, async () => {
  const sets = await labelledSets(folder);
  const python = await pythonEnv("bench-scrubadub", ["scrubadub==2.0.1"]);
  if (sets.length === 0 || python === undefined)
    return console.log("no labelled rows or no Python");
  const scores = new Map<string, Map<string, Score>>();
  for (const set of sets) {
    const bySet = [new Map<string, Score>(), new Map<string, Score>()] as const;
    for (const finder of finders) {
      // One after another: they must not share the cores.
      const [all, held] = await scoresOn(set, finder, python);
      bySet[0].set(finder.name, all);
      bySet[1].set(finder.name, held);
    }
    scores.set(set.name, bySet[0]).set(`${set.name}, held out`, bySet[1]);
  }
  for (const [name, byFinder] of scores) console.log(`${name}\n\n${qualityTable(byFinder)}\n`);
  console.log(`${summaryTable(scores)}\n`);
  console.log(`Earshot\n\n${barTable(scores, "Earshot")}\n`);
  expect(scores.size).toBe(2 * sets.length);
});

async function scoresOn(set: LabelledSet, finder: Finder, python: string): Promise<[Score, Score]> {
  const path = join(folder, "found.jsonl");
  await measure(commandOf({ ...finder, passes: 1 }, set.path, path));
  return [
    await scoreOf([finder, python], { path, gold: set.path }),
    await scoreOf([finder, python], { path, gold: set.heldPath }),
  ];
}

test(`how fast, ${roundCount} rounds`, { timeout }, async () => {
  for (const density of densities) {
    const figures = new Map<string, SpeedFigure[]>();
    for (let round = 0; round < roundCount; round++) {
      for (const finder of finders.filter(isTimed)) {
        // One after another: they must not share the cores.
        const figure = await speedOf(finder, density);
        figures.set(finder.name, [...(figures.get(finder.name) ?? []), figure]);
      }
    }
    console.log(`${density} rows\n\n${speedTable(figures)}\n`);
    expect([...figures.values()].every((rounds) => rounds.length === roundCount)).toBe(true);
  }
});

async function speedOf(finder: Finder, density: Density): Promise<SpeedFigure> {
  const rows = speedRows(density, finder.speedRowCount);
  const [source, target] = [join(folder, "rows.jsonl"), join(folder, "found.jsonl")];
  await writeRows(source, rows);
  await measure(commandOf(finder, source, target));
  const usage = await usageOf(target);
  const bytes = rows.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return { ...usage, rowCount: rows.length * usage.passes, bytes: bytes * usage.passes };
}

test("hostile texts of 50,000 characters", { timeout }, async () => {
  const [source, target] = [join(folder, "hostile.jsonl"), join(folder, "found.jsonl")];
  const worst: { text: string; finder: string; ms: number }[] = [];
  await writeRows(source, hostileRows());
  for (const { arguments: words, ...finder } of ownFinders().filter(isTimed)) {
    const each = { ...finder, arguments: [...words, "each"], passes: 5 };
    // One after another: they must not share the cores.
    await measure(commandOf(each, source, target));
    const times = JSON.parse(await readFile(target, "utf8")) as RowTime[]; // of the process
    worst.push(...times.map(({ id, ms }) => ({ text: id, finder: finder.name, ms })));
  }
  const slowest = worst.toSorted((one, other) => other.ms - one.ms);
  console.log(`${hostileTable(slowest.slice(0, 8))}\n`);
  expect(slowest[0]?.ms, "CPU ms").toBeLessThan(1_000);
});

function isTimed({ speedRowCount }: Finder): boolean {
  return speedRowCount > 0;
}

function commandOf(
  { name, command, arguments: words, passes }: Finder,
  source: string,
  target: string,
) {
  return { name, command, arguments: [...words, String(passes), source, target] };
}

async function writeRows(path: string, rows: readonly MaskRow[]): Promise<void> {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

async function usageOf(target: string): Promise<MaskUsage> {
  return JSON.parse(await readFile(`${target}.usage.json`, "utf8")) as MaskUsage; // of the process
}
