import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { seededRandom } from "../../src/core/base/random.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { startCommand } from "../cli/command-line.ts";
import { openSample, openSmall, run, type Company } from "./company.ts";
import { lakeRows, lakeState, openLake, passingFiles, resultOf } from "./lake-state.ts";

const scale = 15; // also 15,000 chats, so that landing and the stage take their time
const killsWanted = 20;
const seed = "kill 2026-03";

/** Starts a run and kills its process group after a time; true when it had not ended yet. */
async function killedAfter(company: Company, ms: number): Promise<boolean> {
  const { child, ended } = startCommand(["run", "--quiet", "--config", company.config]);
  const timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), ms); // it was started
  const { code, stderr } = await ended;
  clearTimeout(timer);
  expect([code ?? 0, stderr]).toEqual([0, ""]); // killed, or done
  return code === null;
}

/** How often each content came, over all bronze tables. */
async function occurrences(company: Company): Promise<Record<string, unknown>> {
  await using lake = await openLake(company.data);
  const counts: Record<string, unknown> = {};
  for (const id of await lake.ids()) {
    if (!id.startsWith("bronze.")) continue;
    const select = `SELECT md5(string_agg(h || n, ',' ORDER BY h)) AS all FROM (
      SELECT _content_hash AS h, count(*) AS n FROM $t GROUP BY 1)`;
    counts[id] = await lake.rows(id, select.replace("AS all", "AS hashes"));
  }
  return counts;
}

/** The run whose process holds the lake, or died with it in hand. */
async function holder(company: Company): Promise<string | undefined> {
  const text = await readFile(join(company.data, "run.lock"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { runId: string }).runId;
}

/** Runs of a lake by id, with their state; fails where one stands twice. */
async function statesOfRuns(company: Company): Promise<Map<string, string>> {
  const rows = await lakeRows(company.data, "ops.run", "SELECT run_id, state FROM $t");
  const states = new Map(rows.map(({ run_id: id, state }) => [textOf(id), textOf(state)]));
  expect(rows).toHaveLength(states.size);
  return states;
}

const doubledRules = (company: Company) =>
  lakeRows(
    company.data,
    "ops.quality",
    "SELECT run_id, table_name, rule, column_name FROM $t GROUP BY ALL HAVING count(*) > 1",
  );

describe("a run that is killed", () => {
  it(`goes on to the same lake, killed at ${killsWanted} random times`, async () => {
    const random = seededRandom(seed);
    await using undisturbed = await openSample(scale);
    const started = performance.now();
    expect(await killedAfter(undisturbed, 120_000)).toBe(false);
    const wholeMs = performance.now() - started;
    const expected = resultOf(await lakeState(undisturbed.data));
    const landed = await occurrences(undisturbed);
    let kills = 0;
    let lakes = 0;
    const told: number[] = [];
    while (kills < killsWanted) {
      lakes += 1;
      await using company = await openSample(scale);
      const died = new Set<string>();
      // Short times at first, so that one lake is killed in many of its steps.
      for (let share = 0.15; ; share = Math.min(1, share + 0.12)) {
        const ms = 60 + random.next() * wholeMs * share;
        if (!(await killedAfter(company, ms))) break;
        kills += 1;
        const runId = await holder(company);
        if (runId !== undefined) died.add(runId);
        await lakeState(company.data); // every table reads, at every moment
      }
      expect(resultOf(await lakeState(company.data))).toEqual(expected);
      expect(await occurrences(company)).toEqual(landed);
      expect(await passingFiles(company.data)).toEqual([]);
      expect(await doubledRules(company)).toEqual([]);
      const states = await statesOfRuns(company);
      const killed = [...states].filter(([, state]) => state === "KILLED").map(([id]) => id);
      for (const id of killed) expect(died).toContain(id);
      // One that died after it had written its own row is told by that.
      for (const id of died) expect(["KILLED", "SUCCEEDED"]).toContain(states.get(id));
      told.push(killed.length);
    }
    console.log(
      `run of ${Math.round(wholeMs)} ms, killed ${kills} times in ${lakes} lakes; ops.run tells of ${told.join(" + ")}`,
    );
  });

  it("leaves no rows that its successor does not clear away, not even of tables without a log", async () => {
    await using company = await openSmall();
    await company.open().run();
    const left = ["bronze/tickets/_staging-a/piece-0/part.parquet", "bronze/gone/_staging-b/x.csv"];
    await company.write(
      Object.fromEntries(left.map((path) => [`earshot-data/lake/${path}`, "Ann Lee"])),
    );
    expect(await passingFiles(company.data)).toHaveLength(5);
    expect(await run(company)).toEqual([]);
    expect(await passingFiles(company.data)).toEqual([]);
    expect(await readdir(join(company.data, "lake", "bronze"))).toEqual(
      expect.not.arrayContaining(["gone"]),
    );
    expect((await company.open().plan()).isEmpty).toBe(true);
  });

  it("leaves nothing that a query could see", async () => {
    await using company = await openSample();
    await killedAfter(company, 900);
    const { ended } = startCommand(
      ["sql", "--json", "--config", company.config, "SELECT count(*) AS n FROM silver.tickets"],
      { cwd: join(company.folder) },
    );
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(["0", "485"]).toContain(String((JSON.parse(stdout) as { n: unknown }[])[0]?.n));
  });
});
