import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { holdLake, type Holder } from "../../src/flow/pipeline/lake-lock.ts";
import { lakeIn } from "../../src/flow/pipeline/lake.ts";
import { earshot, startCommand } from "../cli/command-line.ts";
import { openSample, openSmall, type Company } from "./company.ts";
import { lakeRows, lakeState, passingFiles } from "./lake-state.ts";

const lockPath = (company: Company): string => join(company.data, "run.lock");

/** A process id that was given out and is free again. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

async function leaveLock(company: Company, holder: Partial<Holder>): Promise<void> {
  await mkdir(company.data, { recursive: true });
  const whole: Holder = {
    pid: deadPid(),
    host: hostname(),
    processStart: "1",
    runId: "20260101-000000-aaaaaa",
    since: "2026-01-01T00:00:00.000Z",
    command: "earshot",
    ...holder,
  };
  await writeFile(lockPath(company), JSON.stringify(whole));
}

const runs = (company: Company) =>
  lakeRows(company.data, "ops.run", "SELECT run_id AS id, state FROM $t ORDER BY 1");

describe("two runs at once", () => {
  it("end the second with exit code 4 and the holder's name; with --wait it follows", async () => {
    await using company = await openSample(10);
    const args = ["run", "--config", company.config];
    const { length: tableCount } = (await company.open().plan()).steps;
    expect(tableCount).toBeGreaterThan(40);
    const first = startCommand(args);
    while (!(await passingFiles(company.data)).includes("run.lock")) {
      await new Promise((wake) => setTimeout(wake, 20));
    }
    const { runId } = JSON.parse(await readFile(lockPath(company), "utf8")) as Holder;
    const waiting = startCommand([...args, "--wait"]);
    const second = await earshot(args);
    expect(second.code).toBe(4);
    expect(second.stdout).toBe("");
    expect(second.stderr).toContain(`is held by run ${runId} (process ${first.child.pid} on `);
    expect(second.stderr).toContain("--wait");
    expect((await first.ended).code).toBe(0);
    const { code, stderr, stdout } = await waiting.ended;
    expect([code, stdout]).toEqual([0, `Nothing to do: ${tableCount} tables are up to date.\n`]);
    expect(stderr).toContain(`waiting for run ${runId} (process ${first.child.pid}) to end`);
    expect(await runs(company)).toEqual([{ id: runId, state: "SUCCEEDED" }]);
    expect(await passingFiles(company.data)).toEqual([]);
  });

  it("of one process exclude each other, too", async () => {
    await using company = await openSmall();
    const ended = await Promise.allSettled([company.open().run(), company.open().run()]);
    expect(ended.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const lost = ended.find((one) => one.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "LAKE_HELD", kind: "conflict" });
    expect(await passingFiles(company.data)).toEqual([]);
  });

  it("let queries and plans through meanwhile", async () => {
    await using company = await openSmall();
    await company.open().run();
    const lake = lakeIn(company.data);
    await using lock = await holdLake(lake, { runId: "holding", clock: systemClock });
    expect(lock.interrupted).toBeUndefined();
    expect((await company.open().plan()).isEmpty).toBe(true);
    const rows = await company.open().rows("SELECT count(*) AS n FROM silver.tickets");
    expect(rows).toEqual([{ n: "3" }]);
  });
});

describe("a lock that was left", () => {
  it.each<[string, Partial<Holder>]>([
    ["by a dead process", {}],
    ["by a process whose number was given out again", { pid: process.pid }],
  ])("%s is taken over, and the run told as KILLED once", async (_name, holder) => {
    await using company = await openSmall();
    await leaveLock(company, holder);
    await company.open().run();
    await company.open().run();
    const told = await runs(company);
    expect(told).toHaveLength(2);
    expect(told[0]).toEqual({ id: "20260101-000000-aaaaaa", state: "KILLED" });
    expect(await passingFiles(company.data)).toEqual([]);
  });

  it("is told of although the next run fails before its first step", async () => {
    await using company = await openSmall();
    await company.open().run();
    await leaveLock(company, {});
    await expect(company.open().run({ select: "nothing" })).rejects.toThrow("there is no table");
    expect((await company.open().run()).steps).toEqual([]);
    expect((await runs(company)).map(({ state }) => state)).toContain("KILLED");
    expect(await readdir(join(company.data, "killed"))).toEqual([]);
  });

  it("by another machine is respected, and the way out named", async () => {
    await using company = await openSmall();
    await leaveLock(company, { host: "elsewhere.example" });
    await expect(company.open().run()).rejects.toThrow(
      `if nothing runs on elsewhere.example any more, remove ${lockPath(company)}`,
    );
    await rm(lockPath(company));
    await company.open().run();
  });

  it.each(["", "{", "null"])("damaged (%j) is taken over", async (text) => {
    await using company = await openSmall();
    await company.write({ "earshot-data/run.lock": text });
    expect((await company.open().run()).steps.length).toBeGreaterThan(0);
    expect(await passingFiles(company.data)).toEqual([]);
  });

  it("is taken over by one alone of many that try", async () => {
    await using company = await openSmall();
    for (let round = 0; round < 40; round++) {
      await leaveLock(company, { runId: `dead-${round}` });
      const held = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) =>
          holdLake(lakeIn(company.data), { runId: `racer-${round}-${i}`, clock: systemClock }),
        ),
      );
      const [lock, ...others] = held.flatMap((one) =>
        one.status === "fulfilled" ? [one.value] : [],
      );
      expect(others).toEqual([]);
      expect(lock?.interrupted?.map(({ runId }) => runId)).toContain(`dead-${round}`);
      const lost = held.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
      expect(lost).toEqual(
        lost.map(() => expect.objectContaining({ code: "LAKE_HELD" }) as unknown),
      );
      await lock?.[Symbol.asyncDispose]();
      expect(await passingFiles(company.data)).toEqual([]);
    }
  });

  it("is taken over by one of several processes; the others leave with exit code 4", async () => {
    await using company = await openSmall();
    await leaveLock(company, {});
    const args = ["run", "--json", "--config", company.config];
    const ended = await Promise.all(Array.from({ length: 3 }, () => earshot(args)));
    const codes = ended.map(({ code }) => code ?? -1).toSorted((a, b) => a - b);
    expect([0, 4]).toEqual(expect.arrayContaining(codes));
    const told = await runs(company);
    expect(told.filter(({ state }) => state === "KILLED")).toHaveLength(1);
    expect((await lakeState(company.data)).get("bronze.tickets")?.rowCount).toBe(3);
  });
});
