import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { openEarshot, type Earshot } from "../../src/surface/engine/engine.ts";
import { passingFiles } from "./sample-lake.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "earshot-landing-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** Runs everything with the files that are there; returns the rows that landed. */
async function land(earshot: Earshot): Promise<number> {
  return (await earshot.run()).rowsIn;
}

function open(sources: string): Promise<Earshot> {
  return write({ "earshot.yaml": `sources:\n${sources}\n` }).then(() => openEarshot({ folder }));
}

async function values(earshot: Earshot, sql: string): Promise<unknown[][]> {
  return (await earshot.rows(sql)).map((row) => Object.values(row));
}

describe("a source's files, from landing to SQL", () => {
  it("stand in silver as they last said, also when they go back to what they said before", async () => {
    const earshot = await open("  leads: { path: leads/*.csv, entity: lead }");
    const said = async (stage: string, file = "leads/1.csv"): Promise<unknown> => {
      await write({ [file]: `lead_id,deal_stage\nL1,${stage}\nL2,OPEN\n` });
      await land(earshot);
      return values(earshot, "SELECT deal_stage FROM leads ORDER BY lead_id");
    };
    expect(await said("OPEN")).toEqual([["OPEN"], ["OPEN"]]);
    expect(await said("WON")).toEqual([["WON"], ["OPEN"]]);
    expect(await said("OPEN")).toEqual([["OPEN"], ["OPEN"]]);
    expect(await said("LOST", "leads/2.csv")).toEqual([["LOST"], ["OPEN"]]);
    expect(await said("WON", "leads/10.csv")).toEqual([["WON"], ["OPEN"]]);
    expect(await values(earshot, "SELECT count(*) FROM bronze.leads")).toEqual([["6"]]);
    expect((await earshot.plan()).isEmpty).toBe(true);
  });

  it("are read in natural order within one landing: 10 is later than 2", async () => {
    const earshot = await open("  leads: { path: leads/*.csv, entity: lead }");
    await write({
      "leads/10.csv": "lead_id,deal_stage\nL1,WON\n",
      "leads/2.csv": "lead_id,deal_stage\nL1,LOST\n",
    });
    await land(earshot);
    expect(await values(earshot, "SELECT deal_stage FROM leads")).toEqual([["WON"]]);
  });

  it("may be of any form, zipped, empty or of other columns", async () => {
    const earshot = await open(`  leads: { path: ["in/*", "more/*"], entity: lead }`);
    await write({
      "in/a.csv": "lead_id;deal_stage\r\nL1;WON\r\n",
      "in/b.json": '[{"lead_id": "L2", "deal_stage": "LOST", "notes": {"a": [1]}}]',
      "in/c.ndjson.gz": gzipSync('{"lead_id":"L3","deal_stage":"OPEN"}\n'),
      "in/d.csv": "",
      "in/e.csv": "lead_id,deal_stage\n",
      "more/f.json": "[]",
    });
    await land(earshot);
    const rows = await values(earshot, "SELECT lead_id, deal_stage FROM leads ORDER BY lead_id");
    expect(rows).toEqual([
      ["L1", "WON"],
      ["L2", "LOST"],
      ["L3", "OPEN"],
    ]);
    const notes = await values(earshot, "SELECT notes FROM bronze.leads WHERE notes IS NOT NULL");
    expect(notes).toEqual([['{"a":[1]}']]);
    expect((await earshot.plan()).isEmpty).toBe(true);
  });

  it("may hold a header and nothing else on the first day", async () => {
    const earshot = await open("  leads: { path: leads.csv, entity: lead }");
    await write({ "leads.csv": "lead_id,deal_stage\n" });
    await land(earshot);
    expect(await values(earshot, "SELECT count(*) FROM leads")).toEqual([["0"]]);
    await write({ "leads.csv": "lead_id,deal_stage\nL1,WON\n" });
    await land(earshot);
    expect(await values(earshot, "SELECT lead_id FROM leads")).toEqual([["L1"]]);
  });

  it.each([
    [
      "by field",
      "{ path: turns, body: text, author: who, sent_at: at }",
      '[{"who":"customer","text":"Hi","at":"2026-01-02T03:04:05Z"},{"who":"agent","text":"Yes?"}]',
    ],
    [
      "by position",
      "{ path: turns, body: 1, author: 0, sent_at: 2 }",
      '[["customer","Hi","2026-01-02T03:04:05Z"],["agent","Yes?"]]',
    ],
  ])("give the messages nested in them, %s", async (_, messages, turns) => {
    const earshot = await open(
      `  chats: { path: chats.json, entity: conversation, messages: ${messages} }`,
    );
    await write({
      "chats.json": `[{"conversation_id":"C1","turns":${turns}},{"conversation_id":"C2","turns":[]}]`,
    });
    await land(earshot);
    const rows = await values(
      earshot,
      "SELECT conversation_id, author_type, sent_at FROM messages ORDER BY message_id",
    );
    expect(rows).toEqual([
      ["C1", "CONTACT", "2026-01-02 03:04:05+00"],
      ["C1", "AGENT", null],
    ]);
    expect(await values(earshot, "SELECT count(*) FROM conversations")).toEqual([["2"]]);
  });

  it("stop the run when one can't be read, say which, and land nothing of it", async () => {
    const earshot = await open("  leads: { path: leads/*.csv, entity: lead }");
    await write({
      "leads/1.csv": "lead_id,deal_stage\nL1,WON\n",
      "leads/2.csv": "lead_id,deal_stage\nL2,Ann,x\n",
    });
    await expect(land(earshot)).rejects.toThrow(/leads\/2\.csv, line 2: 3 fields, not 2/);
    expect(await passingFiles(join(folder, "earshot-data"))).toEqual([]);
    await write({ "leads/2.csv": "lead_id,deal_stage\nL2,LOST\n" });
    await land(earshot);
    expect(await values(earshot, "SELECT count(*) FROM leads")).toEqual([["2"]]);
  });
});
