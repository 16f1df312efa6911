import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { seededRandom, type Random } from "../../src/core/base/random.ts";
import { readSnapshot } from "../../src/storage/delta-log/snapshot.ts";
import { readLakeKeyId } from "../../src/flow/pipeline/lake-format.ts";
import { lakeIn } from "../../src/flow/pipeline/lake.ts";
import type { SqlConnection } from "../../src/storage/delta-log/sql.ts";
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

describe("followedDisk", () => {
  it("takes the calls of two threads in either order", () => {
    const disk = followedDisk("/disk");
    const made = (thread: string, path: string): boolean => {
      const spelled = Array.from(Buffer.from(path), (byte) => `\\x${byte.toString(16)}`).join("");
      return disk.follow({
        thread,
        name: "mkdir",
        arguments: [`"${spelled}"`, "0777"],
        result: 0,
        begins: false,
      });
    };
    expect([made("2", "/disk/lake/gold"), made("1", "/disk/lake")]).toEqual([true, false]);
    expect([...disk.everything().keys()]).toEqual(["lake", "lake/gold"]);
    expect([...disk.synced().keys()]).toEqual([]);
  });
});

type Version = { version: number; rows: string[] };

/** What a history says: its versions, and whether older ones may be gone. */
type History = { versions: Version[]; onlyLatest: boolean };

function parseHistory(lines: readonly string[]): History {
  const told = lines.map((line) => JSON.parse(line) as Told); // history-process.ts prints these
  return {
    versions: told.filter((one) => "version" in one),
    onlyLatest: told.some((one) => "onlyLatest" in one),
  };
}

/** Says what is wrong with a table that was found after a power cut; undefined when nothing is. */
async function problemOf(
  folder: string,
  connection: SqlConnection,
  { told, all, random }: { told: History; all: History; random: Random },
): Promise<string | undefined> {
  const snapshot = await readSnapshot(folder, { connection });
  if (snapshot === undefined) return told.versions.length === 0 ? undefined : "there is no table";
  const promised = told.versions.at(-1)?.version ?? -1;
  if (snapshot.version < promised) return `${promised} was told, ${snapshot.version} is found`;
  const older = told.onlyLatest ? [] : all.versions.filter((one) => one.version < promised);
  const drawn = older.length === 0 ? [] : [random.pick(older).version];
  for (const version of [...drawn, undefined]) {
    const found = await rowsOf(folder, connection, version);
    // A version that was not told of, such as the beginning of a vacuum, changes no rows.
    const expected = all.versions.findLast((one) => one.version <= found.version);
    if (found.rows.join() !== expected?.rows.join()) return `${found.version} has other rows`;
  }
  return undefined;
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
    const all = parseHistory(calls.flatMap(linesPrinted));
    expect(all.versions.length).toBeGreaterThan(8);
    await expect(rowsOf(join(root, table), await openDuckDb(), 0)).rejects.toThrow("no version 0");
    await using connection = await openDuckDb({ threads: "1" });
    const random = seededRandom(seed);
    let count = 0;
    for (const { image, printed } of moments(calls, root, { guesses: 1, seed })) {
      const place = join(temporary.path, `found-${(count += 1)}`); // the engine knows files by name
      await writeImage(image, place);
      const told = parseHistory(printed);
      const problem = await problemOf(join(place, table), connection, { told, all, random });
      expect(problem, `image ${count}, after ${printed.length} lines`).toBeUndefined();
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
      await haveKeys(other, company);
      await other.open().run();
      expect(resultOf(await lakeState(other.data))).toEqual(resultOf(expected));
    }
  });
});

/**
 * Images have no modes, so the key file gets its own back. One that the cut took can't have been
 * used yet; the same keys as the other company's make the same rows.
 */
async function haveKeys({ data }: Company, from: Company): Promise<void> {
  const path = join(data, "keys.yaml");
  const isThere = existsSync(path);
  const keyId = await readLakeKeyId(lakeIn(data));
  expect(isThere || keyId === undefined, "no key is gone that a lake knows").toBe(true);
  if (!isThere) {
    await mkdir(data, { recursive: true });
    await copyFile(join(from.data, "keys.yaml"), path);
  }
  await chmod(path, 0o600);
}

function isEnded({ printed }: Moment): boolean {
  return printed.includes("done");
}
