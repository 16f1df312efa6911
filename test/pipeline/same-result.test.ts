import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";

import { assert } from "../../src/core/base/errors.ts";
import { systemClock } from "../../src/core/base/clock.ts";
import { defineStage } from "../../src/flow/enrich/stage.ts";
import { loadStages, type LoadedStage } from "../../src/flow/enrich/stages.ts";
import { lakeIn } from "../../src/flow/pipeline/lake.ts";
import { openLocalExecutor } from "../../src/flow/pipeline/local-executor.ts";
import { keepStageRows } from "../../src/flow/pipeline/local-stage.ts";
import { openFolder, openSample, openSmall, smallSettings, type Company } from "./company.ts";
import { lakeState, resultOf } from "./lake-state.ts";

type Tree = { [key: string]: unknown; sources: Record<string, unknown> };

/** Rewrites the settings of a company. */
async function change(company: Company, edit: (settings: Tree) => Tree): Promise<void> {
  const settings = parse(await readFile(company.config, "utf8")) as Tree; // the sample's own
  await company.write({ "earshot.yaml": stringify(edit(settings)) });
}

async function result(company: Company): Promise<Record<string, unknown>> {
  await company.open().run();
  return resultOf(await lakeState(company.data));
}

describe("the same sample", () => {
  it("gives the same bytes for any number of workers and any order of the sources", async () => {
    const results: Record<string, unknown>[] = [];
    for (const workers of [1, 2, 3, 2]) {
      await using company = await openSample();
      await change(company, (settings) => {
        const names = Object.entries(settings.sources);
        if (workers !== 2) names.reverse();
        return { ...settings, workers, sources: Object.fromEntries(names) };
      });
      results.push(await result(company));
    }
    const [first, ...others] = results;
    expect(Object.keys(first ?? {}).length).toBeGreaterThan(40);
    for (const other of others) expect(other).toEqual(first);
  });

  it("gives the same rows from two sources of one system, whichever lands first", async () => {
    const rows = (name: string, region: string): string =>
      `account_id,name,region\nA1,${name},${region}\n`;
    const sources = {
      alpha: "path: desk/alpha.csv, entity: account",
      beta: "path: desk/beta.csv, entity: account",
    };
    const results: Record<string, unknown>[] = [];
    for (const order of [sources, { beta: sources.beta, alpha: sources.alpha }]) {
      for (const workers of [1, 3]) {
        await using company = await openSmall(order);
        await company.write({
          "desk/alpha.csv": rows("Alpha", "north"),
          "desk/beta.csv": rows("Beta", "south"),
          "earshot.yaml": smallSettings(order).replace("workers: 2", `workers: ${workers}`),
        });
        results.push(await result(company));
      }
    }
    for (const other of results) expect(other).toEqual(results[0]);
  });
});

describe("files of one source", () => {
  const file = (from: number, priority: string): string => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `N${from + i},A1,open,${priority},2026-02-05T10:00:00Z`,
    );
    return `ticket_id,account_id,status,priority,created_at\n${rows.join("\n")}\n`;
  };
  // Overlapping keys, a file that comes twice, and names that sort otherwise as text.
  const files = {
    "desk/tickets-2.csv": file(0, "low"),
    "desk/tickets-9.csv": file(20, "high"),
    "desk/tickets-10.csv": file(30, "critical"),
    "desk/tickets-11.csv": file(20, "high"),
  };
  const rowsOf = (state: Awaited<ReturnType<typeof lakeState>>, id: string): unknown[] => [
    state.get(id)?.rowCount,
    state.get(id)?.rowsHash,
  ];

  it("give the same silver and gold rows landed at once or one by one", async () => {
    await using atOnce = await openSmall();
    await atOnce.write(files);
    await atOnce.open().run();
    await using oneByOne = await openSmall();
    for (const [name, text] of Object.entries(files)) {
      await oneByOne.write({ [name]: text });
      await oneByOne.open().run({ select: "bronze, silver" });
    }
    await oneByOne.open().run();
    const [a, b] = [await lakeState(atOnce.data), await lakeState(oneByOne.data)];
    expect(a.get("silver.tickets")?.rowCount).toBe(73);
    const ids = [...a.keys()].filter((id) => /^(silver|enriched|gold)\./.test(id));
    for (const id of ids) expect([id, ...rowsOf(b, id)]).toEqual([id, ...rowsOf(a, id)]);
  });

  it("give the same rows with a commit for each few of them", async () => {
    await using company = await openSmall();
    const many = Object.fromEntries(
      Array.from({ length: 70 }, (_, i) => [`desk/tickets-${i + 20}.csv`, file(i, "low")]),
    );
    await company.write(many); // more than one commit takes
    const report = await company.open().run();
    expect(report.steps.find(({ step }) => step === "bronze.tickets")?.rowsIn).toBe(70 * 40 + 3);
    const state = await lakeState(company.data);
    expect(state.get("bronze.tickets")?.version).toBe(1); // two commits
    expect(state.get("silver.tickets")?.rowCount).toBe(70 + 39 + 3);
    expect((await company.open().run()).steps).toEqual([]);
  });
});

async function conversationTurns(): Promise<LoadedStage> {
  const found = (await loadStages()).find(({ stage }) => stage.name === "conversation-turns");
  assert(found !== undefined, "there is a stage conversation-turns");
  return found;
}

describe("a stage", () => {
  it("over more rows than worker threads start at gives the rows it gives in one thread", async () => {
    await using folder = await openFolder();
    const call = await conversationTurns();
    const input = `
      SELECT 's' || i % 3 AS system, nullif('c' || i % 4001, 'c7') AS conversation_id,
        'm' || lpad(i::VARCHAR, 6, '0') AS message_id,
        CASE WHEN hash(i) % 5 < 3 THEN 'CONTACT' ELSE 'AGENT' END AS author_type,
        TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_minutes((hash(i * 7) % 100000)::BIGINT) AS sent_at
      FROM range(60000) AS r(i)`;
    const hashes: unknown[] = [];
    for (const workers of [1, 2, 3]) {
      const lake = lakeIn(folder.data);
      await using executor = await openLocalExecutor({
        lake,
        clock: systemClock,
        workers,
        memoryLimit: "1GB",
        rowsPerFile: 100_000,
        macros: "",
      });
      await using session = await executor.session();
      const { connection } = session;
      const job = { name: "result", call, input, workers, lake, memoryLimit: "1GB" };
      await keepStageRows(connection, job);
      const [row] = await session.rows(`
        SELECT count(*) AS n, md5(string_agg(t, chr(10) ORDER BY t)) AS hash
        FROM (SELECT CAST(to_json(r) AS VARCHAR) AS t FROM result AS r)`);
      hashes.push(row);
    }
    expect(Number((hashes[0] as { n: string }).n)).toBeGreaterThan(10_000);
    for (const hash of hashes) expect(hash).toEqual(hashes[0]);
  });

  it("that fails in a worker ends with its kind, without words of the rows", async () => {
    await using folder = await openFolder();
    const lake = lakeIn(folder.data);
    const turns = await conversationTurns();
    const failing = { ...turns, stage: defineStage({ ...turns.stage, name: "no-such-stage" }) };
    await using executor = await openLocalExecutor({
      lake,
      clock: systemClock,
      workers: 2,
      memoryLimit: "1GB",
      rowsPerFile: 100_000,
      macros: "",
    });
    await using session = await executor.session();
    const input = `SELECT 's' AS system, 'c' || i AS conversation_id, 'CANARY' AS message_id,
      'AGENT' AS author_type, now() AS sent_at FROM range(60000) AS r(i)`;
    const job = { name: "result", call: failing, input, workers: 2, lake, memoryLimit: "1GB" };
    const error = await keepStageRows(session.connection, job).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "STAGE_FAILED" });
    expect(String(error)).not.toContain("CANARY");
  });
});
