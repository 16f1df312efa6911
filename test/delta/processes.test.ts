import { randomInt } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wake } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { earshotInfo } from "../../src/storage/delta-log/snapshot.ts";
import { rowsPerCommit } from "./append-process.ts";
import { askDeltaRs, deltaRs } from "./delta-rs.ts";
import { agreeWithDeltaRs, readRows, rowsOf, type Expected } from "./history-rows.ts";
import { applyStep, makeTable, type Model, type Step } from "./history.ts";
import { openTable } from "./open-table.ts";
import { startScript, type StartedScript } from "./start-process.ts";

/** Starts a process that appends; `versions` fills with what it committed. */
const startWriter = (folder: string, writer: string, commits: number): StartedScript =>
  startScript("append-process.ts", [folder, writer, String(commits)]);

describe("appendRows in four processes at once", () => {
  it("loses no row and skips no version", async () => {
    await using table = await openTable();
    const names = ["a", "b", "c", "d"];
    const writers = names.map((name) => startWriter(table.folder, name, 25));
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    const versions = writers.flatMap((writer) => writer.versions).toSorted((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 100 }, (_, version) => version));
    const rows = await table.rows();
    expect(rows).toHaveLength(300);
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(300);
    const snapshot = await table.snapshot();
    expect(snapshot.transactions).toEqual(new Map(names.map((name) => [name, 24])));
    if (deltaRs === undefined) return;
    const [answer] = await askDeltaRs([{ folder: table.folder, apps: names }]);
    expect(answer?.rows).toHaveLength(300);
    const progress = Object.fromEntries(snapshot.transactions);
    expect([answer?.version, answer?.transactions]).toEqual([99, progress]);
  });
});

describe("appendRows after a writer was killed", () => {
  it("finds the table whole, wherever the kill struck", async () => {
    await using table = await openTable();
    let told = 0;
    for (let round = 0; round < 4; round++) {
      const { child, versions, ended } = startWriter(table.folder, `w${round}`, 1000);
      while (versions.length < 3 + round) await wake(2);
      child.kill("SIGKILL");
      await ended;
      told += versions.length;
    }
    const rows = await table.rows();
    expect(rows.length % rowsPerCommit).toBe(0); // whole commits only
    expect(rows.length).toBeGreaterThanOrEqual(told * rowsPerCommit);
    const done = await appendRows(table.folder, table.options, {
      select: "SELECT 'us' AS writer, 0 AS turn, 0::BIGINT AS part",
      fileNames: "unique",
    });
    const snapshot = await table.snapshot();
    expect(snapshot.version).toBe(done.version);
    expect(await table.rows()).toHaveLength(rows.length + 1);
    const commits = (await readdir(join(table.folder, "_delta_log"))).filter((name) =>
      /^\d+\.json$/.test(name),
    );
    expect(commits).toHaveLength(done.version + 1);
  });
});

describe("changes of all kinds in several processes at once", () => {
  it("come out as if done one after another, in the order of their versions", async () => {
    await using table = await openTable();
    await makeTable(table.folder, table.options, ["part"]);
    const seeds = Array.from({ length: 4 }, () => randomInt(2 ** 31));
    const [first, ...others] = seeds.map((seed) =>
      startScript("change-process.ts", [table.folder, String(seed), "12"]),
    );
    while (first?.versions.length === 0 && first.child.exitCode === null) await wake(2);
    first?.child.kill("SIGKILL"); // in the middle of something
    await first?.ended;
    expect(await Promise.all(others.map(({ ended }) => ended))).toEqual([0, 0, 0]);

    const { version: latest } = await table.snapshot();
    const expected: Expected[] = [];
    let model: Model = { rows: [], hasExtra: false };
    for (let version = 1; version <= latest; version++) {
      const snapshot = await table.snapshot({ version });
      const step = earshotInfo(snapshot).step as Step; // as doStep wrote it
      model = applyStep(model, step);
      const rows = rowsOf(model);
      const told = `seeds ${seeds.join()}: ${JSON.stringify(step)}`;
      expect(await readRows(table, { version }), `version ${version}, ${told}`).toEqual(rows);
      expected.push({ folder: table.folder, version, rows, told });
    }
    const reported = others.flatMap(({ versions }) => versions);
    expect(new Set(reported).size).toBe(reported.length);
    expect(latest).toBeGreaterThanOrEqual(reported.length + (first?.versions.length ?? 0));
    expect(reported.length).toBeGreaterThan(12);
    await agreeWithDeltaRs(expected);
  });
});
