import * as fc from "fast-check";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { sha256 } from "../../core/base/hash.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { partTransaction, pendingParts, prepareLanding, type Landing } from "./landing.ts";
import fileSource from "./sources/file.ts";
import type { SourcePart } from "./source.ts";
import { openTestRoom, type TestRoom } from "./testing.ts";

let room: TestRoom;
let landingCount = 0;
let bronzeColumns: string[] = [];

beforeAll(async () => {
  room = await openTestRoom();
});

afterAll(() => room[Symbol.asyncDispose]());

beforeEach(async () => {
  await room.connection.run("DROP TABLE IF EXISTS bronze");
  bronzeColumns = [];
});

/** Lands files by name; `key` is the column with the entity's key. Returns what is new, in order. */
async function land(
  files: Readonly<Record<string, string>>,
  key: string | undefined = "id",
): Promise<string[]> {
  const parts: SourcePart[] = [];
  for (const [name, content] of Object.entries(files)) {
    const location = await room.write(name, content);
    parts.push({
      name,
      location,
      bytes: content.length,
      fingerprint: sha256(content).slice(0, 32),
    });
  }
  landingCount += 1;
  const prepared = await prepare(parts, key);
  return append(prepared);
}

function prepare(parts: SourcePart[], key: string | undefined): Promise<Landing> {
  return prepareLanding({
    sourceName: "things",
    source: fileSource,
    context: room.context({}),
    parts,
    bronze: bronzeColumns.length === 0 ? undefined : "bronze",
    bronzeColumns,
    nextVersion: landingCount,
    keyColumn: (columns) => (key !== undefined && columns.includes(key) ? key : undefined),
    runId: `run-${landingCount}`,
    ingestedAt: new Date(Date.UTC(2026, 0, 1) + landingCount),
    folder: join(room.folder, "landing"),
    rowsPerFile: 1_000_000,
    connection: room.connection,
  });
}

/** Appends the new rows as the lake does: columns are added, and NULL where a file has none. */
async function append({ rows: select, rowsNew }: Landing): Promise<string[]> {
  if (typeof select !== "string") return [];
  const { connection } = room;
  const columns = (await connection.describe(select)).map(({ name }) => name);
  const before = bronzeColumns;
  bronzeColumns = [...new Set([...before, ...columns])];
  if (before.length === 0) await connection.run(`CREATE TABLE bronze AS ${select} LIMIT 0`);
  for (const name of columns.filter((column) => before.length > 0 && !before.includes(column)))
    await connection.run(`ALTER TABLE bronze ADD COLUMN "${name}" VARCHAR`);
  await connection.run(`INSERT INTO bronze BY NAME ${select}`);
  const own = bronzeColumns.filter((name) => !name.startsWith("_"));
  const rows = await connection.rows(
    `SELECT _file, ${own.map((name) => `"${name}"`).join(", ")} FROM bronze
     WHERE _run_id = 'run-${landingCount}' ORDER BY _ingested_at, _row`,
  );
  expect(rows).toHaveLength(rowsNew);
  return rows.map((row) =>
    Object.values(row)
      .map(textOf)
      .filter((value) => value !== "")
      .join(" "),
  );
}

const csv = (...rows: string[]): string => ["id,body", ...rows, ""].join("\n");

describe("prepareLanding", () => {
  it("gives every row its source, file, place, hash and run", async () => {
    await land({ "things/a.csv": csv("1,x", "2,y") });
    const [row = {}] = await room.connection.rows("FROM bronze ORDER BY _row");
    expect(Object.keys(row)).toEqual(
      "id body _source _file _row _content_hash _ingested_at _run_id".split(" "),
    );
    expect(row).toMatchObject({ id: "1", _source: "things", _file: "things/a.csv", _row: "1" });
    expect(row["_content_hash"]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("lands the same file once", async () => {
    expect(await land({ "a.csv": csv("1,x", "2,y") })).toEqual(["a.csv 1 x", "a.csv 2 y"]);
    expect(await land({ "a.csv": csv("1,x", "2,y") })).toEqual([]);
  });

  it("lands of a changed file what it says more than before", async () => {
    await land({ "a.csv": csv("1,x", "2,y", "2,y") });
    expect(await land({ "a.csv": csv("3,z", "1,x", "2,y", "2,y", "2,y") })).toEqual([
      "a.csv 3 z",
      "a.csv 2 y",
    ]);
    expect(await land({ "a.csv": csv("1,x") }), "rows taken out").toEqual([]);
    expect(await land({ "a.csv": csv("2,y", "1,x") }), "another order").toEqual([]);
  });

  it("keeps rows that stand twice in one file", async () => {
    expect(await land({ "a.csv": csv("1,x", "1,x", "1,x") })).toHaveLength(3);
  });

  it("lands of a new file what is in no other one", async () => {
    await land({ "a.csv": csv("1,x", "2,y") });
    expect(await land({ "b.csv": csv("2,y", "3,z", "3,z") })).toEqual(["b.csv 3 z", "b.csv 3 z"]);
  });

  it.each(["id", undefined])("lands nothing of a copied or renamed file, key %s", async (key) => {
    await land({ "a.csv": csv("1,x", "2,y", "2,y") }, key);
    expect(await land({ "copy.csv": csv("1,x", "2,y", "2,y") }, key)).toEqual([]);
    expect(await land({ "c/d.csv": csv("2,y", "1,x", "2,y"), "e.csv": csv("1,x") }, key)).toEqual(
      [],
    );
  });

  it("takes the parts of one landing as if they had come one by one", async () => {
    expect(
      await land({ "a.csv": csv("1,x", "2,y"), "b.csv": csv("2,y", "2,y"), "c.csv": csv("2,y") }),
    ).toEqual(["a.csv 1 x", "a.csv 2 y", "b.csv 2 y"]);
  });

  it("lands a value that goes back to what it was, in a file over time", async () => {
    expect(await land({ "a.csv": csv("1,A", "2,x") })).toHaveLength(2);
    expect(await land({ "a.csv": csv("1,B", "2,x") })).toEqual(["a.csv 1 B"]);
    expect(await land({ "a.csv": csv("1,A", "2,x") })).toEqual(["a.csv 1 A"]);
    expect(await land({ "a.csv": csv("1,A", "2,x") })).toEqual([]);
    expect(await land({ "a.csv": csv("1,B", "2,x") })).toEqual(["a.csv 1 B"]);
  });

  it.each([true, false])("lands it over day files too, at once: %s", async (atOnce) => {
    const days = {
      "d1.csv": csv("1,A", "2,x"),
      "d2.csv": csv("1,B", "2,x"),
      "d3.csv": csv("1,A", "2,x"),
    };
    const landed: string[] = [];
    if (atOnce) landed.push(...(await land(days)));
    else
      for (const [name, text] of Object.entries(days))
        landed.push(...(await land({ [name]: text })));
    expect(landed).toEqual(["d1.csv 1 A", "d1.csv 2 x", "d2.csv 1 B", "d3.csv 1 A"]);
  });

  it("makes rows of later parts later, so that the last file wins whatever its name", async () => {
    await land({ "2.csv": csv("1,old"), "10.csv": csv("1,new") });
    const row = await room.connection.row("SELECT arg_max(body, _ingested_at) AS body FROM bronze");
    expect(row).toEqual({ body: "new" });
    expect(await land({ "11.csv": csv("1,new") })).toEqual([]);
    expect(await land({ "12.csv": csv("1,old") })).toEqual(["12.csv 1 old"]);
  });

  it("knows a row again when columns come, go or change places", async () => {
    await land({ "a.csv": csv("1,x", "2,y") });
    expect(await land({ "a.csv": "body,extra,id\nx,,1\ny,new,2\n" })).toEqual(["a.csv 2 y new"]);
    expect(
      await land({ "b.json": '[{"id":1,"body":"x"},{"id":2,"body":"y","extra":"new"}]' }),
    ).toEqual([]);
    expect(await land({ "c.csv": "ID,Body\n1,x\n" })).toEqual([]);
    expect(await land({ "d.csv": "other\nz\n" })).toEqual(["d.csv z"]);
  });

  it("takes files of different columns together", async () => {
    expect(
      await land({
        "a.csv": csv("1,x"),
        "b.json": '[{"id":"1","body":"x"},{"id":9,"tags":["t"]}]',
      }),
    ).toEqual(["a.csv 1 x", 'b.json 9 ["t"]']);
  });

  it("does not mistake one row for another whose values touch", async () => {
    expect(await land({ "a.csv": "a,b\nx,1:y\nx:1,y\n,x\nx,\n" })).toHaveLength(4);
    expect(await land({ "b.csv": 'a,b\n"x,b:1:y",\n' })).toHaveLength(1);
  });

  it.each([
    [{ "a.csv": "" }, 0],
    [{ "a.csv": "id,body\n" }, 0],
    [{ "a.json": "[]" }, 0],
    [{ "a.csv": "", "b.csv": csv("1,x"), "c.json": "{}" }, 1],
  ])("lands of %j %i rows", async (files, count) => {
    expect(await land(files as Record<string, string>)).toHaveLength(count);
  });

  it("removes the passing copy of a part and says what has landed", async () => {
    const part = {
      name: "a.csv",
      location: await room.write("a.csv", csv("1,x")),
      bytes: 9,
      fingerprint: "0f",
    };
    const prepared = await prepare([part], "id");
    expect(prepared).toMatchObject({ rowsRead: 1, rowsNew: 1 });
    expect(prepared.transactions).toEqual([
      { appId: partTransaction(part), version: landingCount },
    ]);
    await rm(join(room.folder, "landing"), { recursive: true });
  });

  it("says which part can't be read", async () => {
    await expect(land({ "a.csv": csv("1,x"), "b.csv": csv("1,x,Ann") })).rejects.toThrow(
      /^b\.csv, line 2/,
    );
  });

  it("keeps its memory bounded over a large part", async () => {
    const lines = Array.from({ length: 300_000 }, (_, i) => `${i},${"word ".repeat(20)}`);
    const before = process.memoryUsage().rss;
    const location = await room.write("large.csv", `id,body\n${lines.join("\n")}\n`);
    const part = { name: "large.csv", location, bytes: 33_000_000, fingerprint: "0e" };
    const { rowsNew } = await prepare([part], "id");
    expect(rowsNew).toBe(300_000);
    expect((process.memoryUsage().rss - before) / 1e6, "MB").toBeLessThan(700);
  });
});

/** What the rule says, in plain words over lists. */
type Landed = { file: string; key: string; body: string; at: number };

function landByRule(
  bronze: readonly Landed[],
  batch: [string, [string, string][]][],
  at: number,
): Landed[] {
  const same = (a: { key: string; body: string }, b: { key: string; body: string }): boolean =>
    a.key === b.key && a.body === b.body;
  const landed: Landed[] = [];
  for (const [place, [file, rows]] of batch.entries()) {
    for (const [i, [key, body]] of rows.entries()) {
      const row = { file, key, body, at: at + place / 1_000 };
      const occurrence = rows
        .slice(0, i + 1)
        .filter(([k, b]) => same(row, { key: k, body: b })).length;
      const known = bronze.filter((other) => same(other, row)).length;
      const earlier = batch
        .slice(0, place)
        .map(([, others]) => others.filter(([k, b]) => same(row, { key: k, body: b })).length);
      const isNew = occurrence > Math.max(known, ...earlier);
      if (isNew || hasReturned(bronze, batch.slice(0, place), row, rows.slice(i + 1)))
        landed.push(row);
    }
  }
  return landed;
}

/** Whether a row is the last word of its file on a key that has said something else in between. */
function hasReturned(
  bronze: readonly Landed[],
  earlier: [string, [string, string][]][],
  row: Landed,
  later: [string, string][],
): boolean {
  if (later.some(([key]) => key === row.key)) return false;
  const said = bronze.filter(({ key }) => key === row.key);
  const ownFile = said.findLast(({ file }) => file === row.file)?.body;
  const batch = earlier.flatMap(([, rows]) => rows.filter(([key]) => key === row.key));
  const before = ownFile ?? batch.at(-1)?.[1] ?? said.at(-1)?.body;
  return before !== undefined && before !== row.body;
}

describe("prepareLanding over any history", () => {
  it("lands what the rule says", async () => {
    const rows = fc.array(fc.tuple(fc.constantFrom("1", "2"), fc.constantFrom("A", "B")), {
      minLength: 1,
      maxLength: 4,
    });
    const batch = fc.uniqueArray(fc.tuple(fc.constantFrom("a.csv", "b.csv", "c.csv"), rows), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 5 }), async (history) => {
        await room.connection.run("DROP TABLE IF EXISTS bronze");
        bronzeColumns = [];
        let bronze: Landed[] = [];
        for (const files of history) {
          const texts = files.map(([name, lines]) => [
            name,
            csv(...lines.map((line) => line.join())),
          ]);
          const found = await land(Object.fromEntries(texts) as Record<string, string>);
          const expected = landByRule(bronze, files, landingCount);
          expect(found).toEqual(
            expected.map(({ file: name, key, body }) => `${name} ${key} ${body}`),
          );
          bronze = [...bronze, ...expected];
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("pendingParts", () => {
  const part = (name: string, fingerprint: string): SourcePart => ({
    name,
    fingerprint,
    bytes: 1,
    location: name,
  });
  const [a1, a2, b1] = [part("a", "01"), part("a", "02"), part("b", "01")];
  const landed = (...parts: SourcePart[]): Map<string, number> =>
    new Map(parts.map((one, version) => [partTransaction(one), version]));

  it("leaves out what landed last under the same name", () => {
    expect(pendingParts([a1, b1], new Map())).toEqual([a1, b1]);
    expect(pendingParts([a1, b1], landed(a1))).toEqual([b1]);
    expect(pendingParts([a2], landed(a1))).toEqual([a2]);
  });

  it("takes a file that went back to what it was for a changed one", () => {
    expect(pendingParts([a1], landed(a1, a2))).toEqual([a1]);
    const again = landed(a1, a2);
    again.set(partTransaction(a1), 7);
    expect(pendingParts([a1], again)).toEqual([]);
  });

  it("takes no notice of other writers' transactions", () => {
    expect(
      pendingParts(
        [a1],
        new Map([
          ["spark", 1],
          ["earshot/part/x", 2],
        ]),
      ),
    ).toEqual([a1]);
  });
});
