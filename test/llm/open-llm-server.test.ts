import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { openStore } from "../../src/storage/store/open-store.ts";
import { findPostgres } from "../../scripts/postgres.ts";
import { startPostgres, type PostgresServer } from "../store/postgres-server.ts";
import type { AskProcessOptions } from "./ask-process.ts";
import { startLlmServer, type LlmServer } from "./llm-server.ts";
import { labelOf, rightAnswers, textsOf } from "./open-testing.ts";

const programs = await findPostgres();

/** The outcomes of a process that asks. */
async function askInProcess(told: AskProcessOptions): Promise<string[]> {
  const file = join(import.meta.dirname, "ask-process.ts");
  const child = spawn(process.execPath, [file, JSON.stringify(told)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) lines.push(line);
  return JSON.parse(lines[1] ?? "[]") as string[]; // the process wrote it
}

describe.skipIf(programs === undefined)("two processes on one PostgreSQL server", () => {
  let postgres: PostgresServer;
  let server: LlmServer;
  beforeAll(async () => {
    postgres = await startPostgres(programs ?? "");
    server = await startLlmServer({ answer: rightAnswers, latencyMs: 20 });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  it("share a budget that is never exceeded, and what was paid", async () => {
    const databaseUrl = await postgres.database();
    const usd = 0.004;
    const textCount = 400;
    const settings = { budget: { usd }, texts_per_call: 5 };
    const told = { folder: "not-used", databaseUrl, url: server.url, textCount, settings };
    const [one, other] = await Promise.all([
      askInProcess(told),
      askInProcess({ ...told, textStart: textCount }),
    ]);
    const billed = (server.billed.tokensIn * 150 + server.billed.tokensOut * 600) / 1e9;
    expect(billed).toBeLessThanOrEqual(usd);
    expect(billed).toBeGreaterThan(usd / 2);
    for (const [start, outcomes] of [one, other].entries()) {
      const right = textsOf(textCount, start * textCount).map(labelOf);
      expect(outcomes).toHaveLength(textCount);
      expect(outcomes.map((label, index) => (label === "budget" ? right[index] : label))).toEqual(
        right,
      );
    }
    expect(one.concat(other)).toContain("budget");

    await using store = await openStore({ folder: "not-used", databaseUrl, clock: systemClock });
    const [row] = await store.rows(
      `SELECT (SELECT sum(nanousd) FROM llm_spending)::FLOAT8 AS spent, count(*)::INTEGER AS calls,
         sum(cost_nanousd)::FLOAT8 AS cost, count(DISTINCT run_id)::INTEGER AS runs FROM llm_calls`,
    );
    expect(row).toMatchObject({ calls: server.billed.calls, runs: 2, spent: row?.["cost"] });
    expect(Number(row?.["cost"]) / 1e9).toBeCloseTo(billed, 9);
  });
});
