import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startCommand } from "../cli/command-line.ts";
import { openFolder, type Company } from "../pipeline/company.ts";
import { type Canary, openMint, structuredKinds } from "./canary-values.ts";
import { everyByte } from "./every-byte.ts";
import { leakFinder } from "./leaks.ts";

const messageCount = 52_000; // enough that files are passed to workers, which mask them
const killShares = [0.3, 0.45, 0.6, 0.8]; // of what a whole run takes
const settings = `
workers: 2
sources:
  chats:
    path: chats.ndjson
    entity: conversation
    messages: { body: text, author: speaker, sent_at: started_at }
  notes: { path: notes.csv, entity: feedback, encoding: windows-1252 }
`;

let company: Company;
let canaries: readonly Canary[] = [];

beforeAll(async () => {
  company = await openFolder();
  canaries = await plant(company);
});
afterAll(() => company[Symbol.asyncDispose]());

/** Many chats and a file in another encoding, both of which are copied on the way to bronze. */
async function plant(into: Company): Promise<readonly Canary[]> {
  const mint = openMint("killed");
  const value = (i: number, field: string): string =>
    mint.canary(structuredKinds[i % structuredKinds.length]!, field).text; // in range
  const chats = Array.from({ length: messageCount }, (_, i) => {
    const text = i % 40 === 0 ? `See ${value(i / 40, "chats text")}.` : `Nothing new on case ${i}.`;
    const chat = { id: `C${i}`, speaker: "customer", text, started_at: "2026-02-03T04:05:06Z" };
    return i % 500 === 3 ? `{"text": "${value(i, "broken line")}` : JSON.stringify(chat);
  });
  const notes = Array.from({ length: 500 }, (_, i) => `F${i},é um ${value(i, "notes text")}`);
  await into.write({ "earshot.yaml": settings, "chats.ndjson": `${chats.join("\n")}\n` });
  const text = `feedback_id,text\n${notes.join("\n")}\n`;
  await writeFile(join(into.folder, "notes.csv"), Buffer.from(text, "latin1"));
  return mint.made;
}

/** Starts a run and kills all of it after a time; true when it had not ended yet. */
async function killedAfter(ms: number): Promise<boolean> {
  const { child, ended } = startCommand(["run", "--quiet"], { cwd: company.folder });
  const first = await Promise.race([sleep(ms, "time is up"), once(child, "close")]);
  if (first === "time is up") process.kill(-child.pid!, "SIGKILL"); // it was started
  const { code, stderr } = await ended;
  expect(stderr).toBe("");
  return code === null;
}

describe("a run that is killed while it moves canaries", () => {
  it("leaves none outside of bronze", { timeout: 400_000 }, async () => {
    const find = leakFinder(canaries);
    const outside = async (): Promise<string[]> =>
      find.leaks(await everyByte(company.data, [join("lake", "bronze")]));
    const startedAt = performance.now();
    expect(await killedAfter(170_000)).toBe(false);
    const wholeMs = performance.now() - startedAt;
    const found = find.found(await everyByte(join(company.data, "lake", "bronze")));
    expect(canaries.filter((canary) => !found.has(canary))).toEqual([]);
    expect((await outside()).slice(0, 3), "a whole run").toEqual([]);
    let killCount = 0;
    for (const share of killShares) {
      await rm(company.data, { recursive: true });
      await mkdir(company.data);
      if (await killedAfter(wholeMs * share)) killCount += 1;
      expect((await outside()).slice(0, 3), `killed after ${share} of a run`).toEqual([]);
    }
    expect(killCount).toBeGreaterThan(1);
  });
});
