import * as fc from "fast-check";
import { gzipSync } from "node:zlib";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readSelect } from "./file-format.ts";
import { UnreadableFileError } from "./ingest-errors.ts";
import { countPart, readPart } from "./read-part.ts";
import file from "./sources/file.ts";
import type { SourcePart } from "./source.ts";
import { openTestRoom, type TestRoom } from "./testing.ts";

let room: TestRoom;

beforeAll(async () => {
  room = await openTestRoom();
});

afterAll(() => room[Symbol.asyncDispose]());

async function partOf(name: string, content: string | Uint8Array): Promise<SourcePart> {
  const location = await room.write(name, content);
  return { name, location, bytes: content.length, fingerprint: "f" };
}

type Read = { columns: string[]; rows: (string | null)[][] };

async function read(
  name: string,
  content: string | Uint8Array,
  settings: Record<string, unknown> = {},
): Promise<Read> {
  const part = await partOf(name, content);
  const context = { ...room.context(settings), temporaryFolder: join(room.folder, "passing") };
  const reading = { source: file, part, context, connection: room.connection };
  const { result: count } = await countPart(reading);
  const { result, rejects } = await readPart(reading, async (select) => ({
    columns: (await room.connection.describe(select)).map(({ name: column }) => column),
    rows: await room.connection.rows(select),
  }));
  const { columns, rows } = result;
  expect(rejects?.count ?? 0).toBe(0);
  expect(columns.length > 1 ? count : 0).toBe(rows.length); // objects without keys are counted
  expect(columns.at(-1)).toBe("_row");
  rows.forEach((row, i) => expect(row["_row"]).toBe(String(i + 1)));
  return {
    columns: columns.slice(0, -1),
    rows: rows.map((row) => columns.slice(0, -1).map((column) => row[column] as string | null)),
  };
}

const two = {
  columns: ["id", "body"],
  rows: [
    ["1", "x"],
    ["2", "a, b"],
  ],
};

describe("readSelect of CSV", () => {
  it.each([
    ["a.csv", 'id,body\n1,x\n2,"a, b"\n'],
    ["a.csv", '\ufeffid,body\r\n1,x\r\n2,"a, b"'],
    ["a.CSV", 'id,body\r1,x\r2,"a, b"\r'],
    ["a.csv.gz", gzipSync('id,body\n1,x\n2,"a, b"\n')],
    ["a.tsv", "id\tbody\n1\tx\n2\ta, b\n"],
    ["a.txt", '"id";"body"\n"1";"x"\n"2";"a, b"\n'],
    ["a.csv", '\n\r\nid,body\n\n1,x\n\n2,"a, b"\n\n\n'],
    ["a.csv", Buffer.from('\ufeffid,body\n1,x\n2,"a, b"\n', "utf16le")],
    ["a.csv.gz", gzipSync(Buffer.from('\ufeffid,body\n1,x\n2,"a, b"\n', "utf16le"))],
  ])("takes %s of any line ends, marks and delimiters (%#)", async (name, content) => {
    expect(await read(name, content)).toEqual(two);
  });

  it.each([
    ["a,A,,a b,_row\n1,2,3,4,5\n", ["a", "A_2", "column_3", "a_b", "_row_2"]],
    ['"say ""x""",it\'s,preço,x.y\n1,2,3,4\n', ['say_"x"', "it's", "preço", "x.y"]],
    ['"two\nlines",b\n1,2\n', ["two_lines", "b"]],
    ["2020,2021\n1,2\n", ["2020", "2021"]],
  ])("names the columns of %j %j", async (content, columns) => {
    const found = await read("names.csv", content);
    expect(found.columns).toEqual(columns);
    expect(found.rows).toEqual([columns.map((_, i) => String(i + 1))]);
  });

  it("keeps values as they stand, and takes a blank for nothing", async () => {
    const content =
      'a,b,c\n001,2026-01-02,\n" x ","",NULL\n5" disk,"q ""q"" q","two\r\nlines"\n#1,1e5,true\n';
    expect((await read("values.csv", content)).rows).toEqual([
      ["001", "2026-01-02", null],
      [" x ", null, "NULL"],
      ['5" disk', 'q "q" q', "two\r\nlines"],
      ["#1", "1e5", "true"],
    ]);
  });

  it("takes the settings of its source", async () => {
    expect(
      await read("a.data", "1:'a:b'\n", {
        format: "csv",
        delimiter: ":",
        quote: "'",
        header: false,
      }),
    ).toEqual({ columns: ["column_1", "column_2"], rows: [["1", "a:b"]] });
    expect(await read("a.csv", 'id,b\n1,"say \\"x\\""\n', { escape: "\\" })).toMatchObject({
      rows: [["1", 'say "x"']],
    });
    expect(await read("a.csv", 'id,b\n1,"x\n', { quote: "" })).toMatchObject({
      rows: [["1", '"x']],
    });
    const latin = Buffer.from("id,b\n1,a\xe7\xe3o \x80\n", "latin1");
    expect(await read("a.csv", latin, { encoding: "windows-1252" })).toMatchObject({
      rows: [["1", "ação €"]],
    });
  });

  it("reads a field of three megabytes", async () => {
    const field = "x\n".repeat(1_500_000);
    for (const [name, content] of [
      ["long.csv", `id,body\n1,"${field}"\n2,y\n`],
      ["long.csv.gz", gzipSync(`id,body\n1,"${field}"\n2,y\n`)],
    ] as const) {
      const { rows } = await read(name, content);
      expect(rows.map((row) => row[1]?.length)).toEqual([3_000_000, 1]);
    }
  });

  it.each([
    ["", []],
    ["\n\n", []],
    ["\ufeff", []],
    ["id,body", ["id", "body"]],
    ["id,body\r\n", ["id", "body"]],
    ["id\n", ["id"]],
  ])("finds in %j no rows, and the columns %j", async (content, columns) => {
    expect(await read("empty.csv", content)).toEqual({ columns, rows: [] });
  });
});

describe("readSelect of any CSV", () => {
  it("gives the rows that are written there, or an error, never others", async () => {
    const field = fc.string({
      unit: fc.constantFrom("a", "é", ",", ";", '"', "\n", "\r\n", " ", "\\", "#", "'"),
      maxLength: 5,
    });
    const shape = fc.record({
      rows: fc.array(fc.tuple(field, field, field), { maxLength: 6 }),
      ends: fc.array(fc.constantFrom("\n", "\n", "\n", "\r\n"), { minLength: 1, maxLength: 7 }),
      isQuoted: fc.boolean(),
      start: fc.constantFrom("", "", "\n", "\r\n", "\ufeff"),
    });
    const expected = (rows: (readonly string[])[]): Read => ({
      columns: ["x", "y", "z"],
      rows: rows.map((row) => row.map((value) => (value === "" ? null : value))),
    });
    const spell = (text: string, always: boolean): string =>
      always || /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    let readCount = 0;
    await fc.assert(
      fc.asyncProperty(shape, async ({ rows, ends, isQuoted, start }) => {
        const lines = [["x", "y", "z"], ...rows].map((row) =>
          row.map((text) => spell(text, isQuoted)).join(","),
        );
        const text = start + lines.map((line, i) => line + ends[i % ends.length]).join("");
        const mayFail = new Set(ends).size > 1 || /[\r\n]/.test(rows.flat().join(""));
        const found = await read("any.csv", text).catch((error: unknown) => {
          if (mayFail && error instanceof UnreadableFileError) return undefined;
          throw error;
        });
        if (found !== undefined) readCount += 1;
        expect(found ?? expected(rows)).toEqual(expected(rows));
      }),
      { numRuns: 100 },
    );
    expect(readCount).toBeGreaterThan(30);
  });
});

describe("readSelect of JSON", () => {
  const items = [
    { id: 1, body: "x" },
    { id: 2, body: "a, b" },
  ];
  const lines = items.map((item) => JSON.stringify(item)).join("\n");

  it.each([
    ["a.json", JSON.stringify(items)],
    ["a.json", `\n ${JSON.stringify(items, undefined, 2)} \n`],
    ["a.json.gz", gzipSync(JSON.stringify(items))],
    ["a.json", `\ufeff${JSON.stringify(items)}`],
    ["a.json", items.map((item) => JSON.stringify(item, undefined, 1)).join("\n")],
    ["a.ndjson", lines],
    ["a.jsonl", `\ufeff${lines.replace("\n", "\r\n\r\n")}\n\n`],
    ["a.ndjson.gz", gzipSync(lines)],
    ["a.ndjson", Buffer.from(`\ufeff${lines}`, "utf16le")],
  ])("takes %s in any of its forms (%#)", async (name, content) => {
    expect(await read(name, content)).toEqual(two);
  });

  it("keeps what is nested as JSON text, and numbers as they are written where they are large", async () => {
    const text =
      '[{"a":{"b":[1,null,"é"]},"n":12345678901234567890123,"e":1e400,"t":true,"z":null,"s":"\\u00e9\\n😀"}]';
    expect((await read("a.json", text)).rows).toEqual([
      ['{"b":[1,null,"é"]}', "12345678901234567890123", "1e400", "true", null, "é\n😀"],
    ]);
  });

  it("has a column for each key of any row, however late", async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) =>
      JSON.stringify(i === 29_999 ? { late: 1 } : { id: i }),
    );
    const found = await read("late.ndjson", rows.join("\n"));
    expect(found.columns).toEqual(["id", "late"]);
    expect(found.rows.at(-1)).toEqual([null, "1"]);
    const many = Array.from({ length: 300 }, (_, i) => JSON.stringify({ [`k${i}`]: i })).join("\n");
    expect((await read("many.ndjson", many)).columns).toHaveLength(300);
  });

  it("loses no value of keys that the engine would rename", async () => {
    const text =
      '[{"id":1,"ID":2,"":3,"a b":4,"x/y~z":5,"it\'s":6,"_row":7,"q\\"q":{"r":8}}, {"ID":9}]';
    const found = await read("odd.json", text);
    expect(found.columns).toEqual([
      "id",
      "ID_2",
      "column_3",
      "a_b",
      "x/y~z",
      "it's",
      "_row_2",
      'q"q',
    ]);
    expect(found.rows).toEqual([
      ["1", "2", "3", "4", "5", "6", "7", '{"r":8}'],
      [null, "9", null, null, null, null, null, null],
    ]);
  });

  it.each([
    ["a.json", ""],
    ["a.json", "[]"],
    ["a.json", " [ ] \n"],
    ["a.json", "{}"],
    ["a.json", "[{},{}]"],
    ["a.ndjson", "\n\n"],
    ["a.json.gz", gzipSync("")],
  ])("finds in %s neither rows nor columns (%#)", async (name, content) => {
    expect(await read(name, content)).toEqual({ columns: [], rows: [] });
  });
});

describe("readSelect of a list inside of one object", () => {
  const list = '[{"id":"1","body":"x"},{"id":"2","body":"a, b"}]';

  it.each([
    ["tickets", `{"tickets":${list},"n":2}`],
    ["data/items", `{"data":{"items":\n${list}\n}}\n`],
    ["a~1b", `{"a/b":${list}}`],
    ["tickets", `{"tickets":[{"id":1,"body":"x"}]}\n{"tickets":[{"id":2,"body":"a, b"}]}`],
  ])("reads %s (%#)", async (rows, text) => {
    expect(await read("list.json", text, { rows })).toEqual(two);
    expect(await read("list.json.gz", gzipSync(text), { rows })).toEqual(two);
  });

  it.each([
    ["users", `{"tickets":${list}}`, /list\.json: there is no list users in it; mend rows/],
    ["n", `{"tickets":${list},"n":2}`, /there is no list n in it/],
    ["tickets", `{"tickets":[{"id":1},{"id`, /list\.json/],
  ])("refuses what has no list %s (%#)", async (rows, text, message) => {
    await expect(read("list.json", text, { rows })).rejects.toThrow(UnreadableFileError);
    await expect(read("list.json", text, { rows })).rejects.toThrow(message);
  });
});

describe("readSelect of Parquet", () => {
  it("gives every value as text that parses back", async () => {
    const path = join(room.folder, "typed.parquet");
    await room.connection.writeParquet(
      `SELECT 1 AS id, [1, 2] AS l, {'a': 'x'} AS s, DATE '2026-01-02' AS d, 1.50::DECIMAL(9, 2) AS n,
         TIMESTAMPTZ '2026-01-02 03:04:05.6+02' AS at, true AS b, 'x'::BLOB AS o, NULL::INT AS z, 'é' AS "A b"`,
      path,
    );
    const part = { name: "typed.parquet", location: path, bytes: 1, fingerprint: "f" };
    const select = await readSelect(part, room.context({}), room.connection);
    expect(await room.connection.row(select)).toEqual({
      id: "1",
      l: "[1,2]",
      s: '{"a":"x"}',
      d: "2026-01-02",
      n: "1.50",
      at: "2026-01-02T01:04:05.600000Z",
      b: "true",
      o: "eA==",
      z: null,
      A_b: "é",
      _row: "1",
    });
    const { readFile } = await import("node:fs/promises");
    expect((await read("typed.parquet.gz", gzipSync(await readFile(path)))).rows).toHaveLength(1);
  });
});

describe("readSelect of a file that can't be read", () => {
  const secret = "Ann Private";

  it.each([
    ["a.csv", `id,b\n2,${secret},z\n`, "a.csv, line 2: 3 fields, not 2; mend the file"],
    ["a.csv", `id,b,c\n\n2,${secret}\n`, "a.csv, line 3: 2 fields, not 3; mend the file"],
    ["a.csv", `id,b\n1,"${secret}\n`, "a.csv, line 2: a quote is opened and not closed"],
    ["a.csv", `id,b\n1,"x"${secret}\n`, "a.csv, line 2: text stands behind a closing quote"],
    ["a.csv", `id,b"\n"${secret}" x,y\n`, "a.csv, line 2: text stands behind a closing quote"],
    ["a.csv", `"id,b\n1,${secret}\n`, "a.csv, line 1: a quote is opened and not closed; mend"],
    ["a.csv", `Report, 2026\n\nid;b;c\n1;${secret};y\n2;x;z\n`, "set skip_lines of its source"],
    ["a.csv", "a,b;c,d;e\n1;2;3\n4;5;6\n", "set delimiter of its source to that"],
    ["a.csv", Buffer.from(`id,b\n1,${secret} \xe9\n`, "latin1"), "iso-8859-1 fits"],
    [
      "a.csv",
      Buffer.from("id,b\n1,\x93\xe9\n2,x\n3,y\n4,\xe9\n5,z\n", "latin1"),
      "windows-1252 fits",
    ],
    ["a.csv", Buffer.from(Array.from({ length: 3_000 }, (_, i) => (i * 7_919) % 256)), "a.csv"],
    ["a.csv.gz", secret, "a.csv.gz: it is no gzip file"],
    ["a.csv.gz", gzipSync("id,b\n1,x\n".repeat(9_999)).subarray(0, 60), "it is no gzip file"],
    ["a.csv", `${"x".repeat(1_200_000)}\n1\n`, "its first line has no end within a megabyte"],
    ["a.json", `[{"b":"${secret}"`, "a.json, line 1: it ends before it is complete"],
    ["a.json", `\n${secret}`, "a.json, line 2: it is broken JSON"],
    ["a.json", `["${secret}"]`, "a.json, line 1: it is no object with named values"],
    ["a.json", "[[1]]", "a.json, line 1: it is no object with named values"],
    ["a.ndjson", `\n{"a": ${secret}}\n`, "a.ndjson, line 2: it is broken JSON"],
    [
      "a.ndjson",
      `"${secret}"\n5\n`,
      "a.ndjson, line 1: it is no object with named values (2 lines",
    ],
    ["a.json", `[{"a":"${secret}","a":2}]`, "the same key twice"],
    ["a.json", Buffer.from(`[{"a":"${secret} \xe9"}]`, "latin1"), "iso-8859-1 fits"],
    ["a.parquet", `PAR1${secret}PAR1`, "a.parquet: it is no Parquet file"],
    ["a.parquet", "", "a.parquet: it is no Parquet file"],
    ["a.xlsx", secret, "a.xlsx: its name does not tell the format"],
    ["a", secret, "a: its name does not tell the format"],
  ])("says of %s what is wrong (%#)", async (name, content, message) => {
    const error: unknown = await read(name, content).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "SOURCE_FILE_UNREADABLE",
      message: expect.stringContaining(message) as string,
    });
    const { message: text, cause } = error as Error;
    expect(`${text} ${String(cause)}`).not.toContain("Private");
    expect(text).not.toContain(room.folder);
  });

  it("says so when bytes are no text of the encoding of its source", async () => {
    const settings = { encoding: "utf-16le" };
    const odd = Buffer.from("id\n\ud800\n", "utf16le");
    await expect(read("a.csv", odd, settings)).rejects.toThrow(/line 2: it is no UTF-16LE text/);
  });

  it("leaves nothing behind when rows are counted", async () => {
    const names = await readdir(join(room.folder, "cache"));
    expect(names.filter((name) => name.startsWith("passing-"))).toEqual([]);
  });
});
