import { describe, expect, it } from "vitest";

import { seededRandom } from "../../src/core/base/random.ts";
import { startCommand } from "../cli/command-line.ts";
import { lakeState, passingFiles, resultOf } from "../pipeline/lake-state.ts";
import { apiKey, ledgerOf, openAsking, voices, type AskingCompany } from "./asking-company.ts";

const textCount = 400;
const killsWanted = 20;
const workers = 3;
const textsPerCall = 10;
const seed = "kill llm 2026-11";

const llm = { workers, texts_per_call: textsPerCall, batch_size: textsPerCall };

function openCompany(): Promise<AskingCompany> {
  return openAsking({ llm, server: { latencyMs: 60 } });
}

/** Starts a run and kills its process group some milliseconds after the server was first asked. */
async function killedInCalls(company: AskingCompany, ms: number): Promise<boolean> {
  const seen = company.server.requests.length;
  const { child, ended } = startCommand(["run", "--quiet", "--config", company.config], {
    environment: { EARSHOT_LLM_API_KEY: apiKey },
  });
  let timer: NodeJS.Timeout | undefined;
  const watch = setInterval(() => {
    if (company.server.requests.length === seen) return;
    clearInterval(watch);
    timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), ms); // it was started
  }, 5);
  const { code, stderr } = await ended;
  clearInterval(watch);
  clearTimeout(timer);
  expect([code ?? 0, stderr]).toEqual([0, ""]); // killed, or done
  return code === null;
}

describe("a run that is killed while it asks", () => {
  it(`repeats no call but those in flight, killed at ${killsWanted} random times`, async () => {
    const random = seededRandom(seed);
    await using undisturbed = await openCompany();
    await undisturbed.write({ "voices/1.csv": voices(textCount) });
    expect((await undisturbed.command("run")).code).toBe(0);
    const expected = resultOf(await lakeState(undisturbed.data));
    let [kills, lakes, repeated] = [0, 0, 0];
    while (kills < killsWanted) {
      lakes += 1;
      await using company = await openCompany();
      await company.write({ "voices/1.csv": voices(textCount) });
      let died = 0;
      while (await killedInCalls(company, random.next() * 400)) died += 1;
      kills += died;
      const state = await lakeState(company.data);
      expect(resultOf(state)).toEqual(expected);
      expect(await passingFiles(company.data)).toEqual([]);
      const sent = company.sent();
      expect(new Set(sent).size).toBe(textCount);
      expect(sent.length - textCount).toBeLessThanOrEqual(died * workers * textsPerCall);
      repeated += (sent.length - textCount) / textsPerCall;
      // Every call stands in the lake, those of the killed runs too, and those that a kill kept from
      // being sent after they were noted.
      const { calls, texts } = await ledgerOf(company);
      expect(texts).toBeGreaterThanOrEqual(sent.length);
      expect(calls).toBeGreaterThanOrEqual(company.server.requests.length);
      expect(texts - textCount).toBeLessThanOrEqual(died * workers * textsPerCall);
    }
    console.log(`killed ${kills} times in ${lakes} lakes; ${repeated} calls in flight repeated`);
  });
});
