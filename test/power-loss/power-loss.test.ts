import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { seededRandom } from "../../src/core/base/random.ts";
import { readSnapshot } from "../../src/storage/delta/snapshot.ts";
import type { SqlConnection } from "../../src/storage/delta/sql.ts";
import { openDuckDb } from "../delta/open-duckdb.ts";
import { temporaryFolder } from "../delta/temporary-folder.ts";
import { openFolder, smallFiles, smallSettings, type Company } from "../pipeline/company.ts";
import { lakeState, resultOf, versionsOf } from "../pipeline/lake-state.ts";
import { followedDisk } from "./follow-calls.ts";
import type { Told } from "./history-process.ts";
import { imageKey, readImage, writeImage } from "./image.ts";
import { linesPrinted, moments, type Moment } from "./moments.ts";
import { rowsOf } from "./rows.ts";
import { recordCalls, strace, type Call } from "./strace.ts";

const seed = 20_261_121;

/** The record must say all: what follows from it is what stands on the real disk. */
async function expectWhole(calls: readonly Call[], root: string): Promise<void> {
  const disk = followedDisk(root);
  for (const call of calls) disk.follow(call);
  expect(imageKey(disk.everything())).toBe(imageKey(await readImage(root)));
}

/** Says what is wrong with a table that was found after a power cut; undefined when nothing is. */
async function problemOf(
  folder: string,
  connection: SqlConnection,
  { told, all }: { told: readonly Told[]; all: readonly Told[] },
): Promise<string | undefined> {
  const snapshot = await readSnapshot(folder, { connection });
  const latest = snapshot?.version ?? -1;
  const promised = told.at(-1)?.version ?? -1;
  if (latest < promised) return `version ${promised} was told, ${latest} is found`;
  for (const { version, rows } of all.filter((one) => one.version <= latest)) {
    const found = await rowsOf(folder, connection, version);
    if (found.join("\n") !== rows.join("\n")) return `version ${version} has other rows`;
  }
  return undefined;
}

function parseTold(lines: readonly string[]): Told[] {
  return lines.map((line) => JSON.parse(line) as Told); // history-process.ts prints these
}

describe.skipIf(strace === undefined)("a power cut while a table is written", () => {
  it("leaves every version whole that was reported as committed", async () => {
    await using temporary = await temporaryFolder();
    const root = join(temporary.path, "disk");
    await mkdir(root);
    const script = join(import.meta.dirname, "history-process.ts");
    const table = join("lake", "gold", "table");
    const calls = await recordCalls(script, [join(root, table)], join(temporary.path, "trace"));
    await expectWhole(calls, root);
    const all = parseTold(calls.flatMap(linesPrinted));
    expect(all.length).toBeGreaterThan(5);
    await using connection = await openDuckDb({ threads: "1" });
    let count = 0;
    for (const { image, printed } of moments(calls, root, { guesses: 1, seed })) {
      const place = join(temporary.path, `found-${(count += 1)}`); // the engine knows files by name
      await writeImage(image, place);
      const told = parseTold(printed);
      const problem = await problemOf(join(place, table), connection, { told, all });
      expect(problem, `image ${count}, after ${told.length} versions`).toBeUndefined();
      await rm(place, { recursive: true });
    }
    expect(count).toBeGreaterThan(100);
  });
});

/** The small company, its data on a disk of its own. */
async function openOnDisk(): Promise<Company & { disk: string }> {
  const company = await openFolder();
  const disk = join(company.folder, "disk");
  const data = join(disk, "data");
  await company.write({ ...smallFiles, "earshot.yaml": `data: ./disk/data\n${smallSettings()}` });
  await mkdir(disk);
  return { ...company, data, disk };
}

describe.skipIf(strace === undefined)("a power cut while a run is under way", () => {
  it("loses nothing of a run that has ended, and else the next run completes it", async () => {
    await using company = await openOnDisk();
    const script = join(import.meta.dirname, "run-process.ts");
    const calls = await recordCalls(script, [company.config], join(company.folder, "trace"));
    await expectWhole(calls, company.disk);
    const expected = await lakeState(company.data);
    const all: Moment[] = [...moments(calls, company.disk, { guesses: 1, seed })];
    const random = seededRandom(seed);
    const [ended, running] = [all.filter(isEnded), all.filter((moment) => !isEnded(moment))];
    expect(ended.length).toBeGreaterThan(0);
    for (const { image } of [ended[0]!, ended.at(-1)!]) {
      await using other = await openOnDisk();
      await writeImage(image, other.disk);
      expect(versionsOf(await lakeState(other.data))).toEqual(versionsOf(expected));
      expect(resultOf(await lakeState(other.data))).toEqual(resultOf(expected));
    }
    for (const { image } of random.shuffled(running).slice(0, 10)) {
      await using other = await openOnDisk();
      await writeImage(image, other.disk);
      await other.open().run();
      expect(resultOf(await lakeState(other.data))).toEqual(resultOf(expected));
    }
  });
});

function isEnded({ printed }: Moment): boolean {
  return printed.includes("done");
}
