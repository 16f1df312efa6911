import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { seededRandom } from "../../src/core/base/random.ts";
import { openStore } from "../../src/storage/store/open-store.ts";
import type { AskProcessOptions } from "./ask-process.ts";
import { startLlmServer, type LlmServer } from "./llm-server.ts";
import { labelOf, rightAnswers, textsOf } from "./open-testing.ts";

const textCount = 300;
const textsPerCall = 5;
const workers = 4;

let folder: string;
let server: LlmServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-kill-"));
  server = await startLlmServer({ answer: rightAnswers, latencyMs: 15 });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function startAsking(more: Partial<AskProcessOptions> = {}): ChildProcess {
  const settings = { workers, texts_per_call: textsPerCall, batch_size: 50, budget: { usd: 1 } };
  const told: AskProcessOptions = { folder, url: server.url, textCount, settings, ...more };
  const file = join(import.meta.dirname, "ask-process.ts");
  return spawn(process.execPath, [file, JSON.stringify(told)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** The lines that a process says until its end. */
async function linesOf(child: ChildProcess): Promise<string[]> {
  const lines: string[] = [];
  if (child.stdout === null) return lines;
  for await (const line of createInterface(child.stdout)) lines.push(line);
  return lines;
}

describe("a run that is killed", () => {
  it("repeats no call but those that were under way, at 20 random points", async () => {
    const random = seededRandom("kill");
    let killedCount = 0;
    for (let kill = 0; kill < 20; kill++) {
      const child = startAsking();
      const ended = once(child, "exit");
      const lines = linesOf(child);
      // Kills by what the server has seen, so that they fall within the work on any machine.
      const seen = server.requests.length + random.integer(0, 4);
      const isUnderWay = (): boolean => child.exitCode === null;
      while (isUnderWay() && server.requests.length <= seen) await sleep(2);
      await sleep(random.integer(0, 12));
      if (child.kill("SIGKILL")) killedCount++;
      await ended;
      await lines;
    }
    expect(killedCount).toBeGreaterThan(10);

    const [, answers] = await linesOf(startAsking());
    const texts = textsOf(textCount);
    expect(JSON.parse(answers ?? "")).toEqual(texts.map(labelOf));

    await using store = await openStore({ folder, clock: systemClock });
    const rows = await store.rows(
      "SELECT state, count(*)::INTEGER AS calls, sum(cost_nanousd)::FLOAT8 AS cost FROM llm_calls GROUP BY state",
    );
    const calls = new Map(rows.map(({ state, calls: count }) => [state, Number(count)]));
    expect(new Set(calls.keys())).toEqual(new Set(["done", "lost"]));
    const lost = calls.get("lost") ?? 0;
    expect(lost).toBeLessThanOrEqual(killedCount * workers);
    // Each text was answered in one call that is done; whatever else was sent, is lost.
    expect(server.requests.length).toBeLessThanOrEqual((calls.get("done") ?? 0) + lost);
    const asked = new Map<string, number>();
    for (const { items } of server.requests) {
      for (const { text } of items) asked.set(text, (asked.get(text) ?? 0) + 1);
    }
    const repeats = [...asked.values()].reduce((sum, count) => sum + count - 1, 0);
    expect(repeats).toBeLessThanOrEqual(lost * textsPerCall);

    const [spent] = await store.rows("SELECT sum(nanousd)::FLOAT8 AS nanousd FROM llm_spending");
    const cost = rows.reduce((sum, row) => sum + Number(row["cost"]), 0);
    expect(spent?.["nanousd"]).toBe(cost);
    expect(cost).toBeGreaterThanOrEqual(
      server.billed.tokensIn * 150 + server.billed.tokensOut * 600,
    );
  });
});
