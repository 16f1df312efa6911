import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { rowsPerCommit } from "./append-process.ts";
import { askDeltaRs, deltaRs } from "./delta-rs.ts";
import { openTable } from "./open-table.ts";

/** Starts a process that appends; `versions` fills with what it committed. */
function startWriter(
  folder: string,
  writer: string,
  commits: number,
): { child: ChildProcess; versions: number[]; ended: Promise<number | null> } {
  const script = join(import.meta.dirname, "append-process.ts");
  const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
  const child = spawn(process.execPath, [script, folder, writer, String(commits)], { stdio });
  const versions: number[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    versions.push(...text.trim().split("\n").map(Number));
  });
  const ended = once(child, "close").then(([code]) => code as number | null); // of 'close'
  return { child, versions, ended };
}

describe("appendRows in two processes at once", () => {
  it("loses no row and skips no version", async () => {
    await using table = await openTable();
    const writers = ["a", "b"].map((name) => startWriter(table.folder, name, 25));
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0]);
    const versions = writers.flatMap((writer) => writer.versions).toSorted((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 50 }, (_, version) => version));
    const rows = await table.rows();
    expect(rows).toHaveLength(150);
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(150);
    const snapshot = await table.snapshot();
    expect(snapshot.transactions).toEqual(
      new Map([
        ["a", 24],
        ["b", 24],
      ]),
    );
    if (deltaRs === undefined) return;
    const [answer] = await askDeltaRs([{ folder: table.folder, apps: ["a", "b"] }]);
    expect(answer?.rows).toHaveLength(150);
    expect([answer?.version, answer?.transactions]).toEqual([49, { a: 24, b: 24 }]);
  });
});

describe("appendRows after a writer was killed", () => {
  it("finds the table whole, wherever the kill struck", async () => {
    await using table = await openTable();
    let told = 0;
    for (let round = 0; round < 4; round++) {
      const { child, versions, ended } = startWriter(table.folder, `w${round}`, 1000);
      while (versions.length < 3 + round) await new Promise((wake) => setTimeout(wake, 2));
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
