import * as fc from "fast-check";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { textOf } from "../../storage/duckdb/json-text.ts";
import { UnreadableFileError } from "./ingest-errors.ts";
import { readPart } from "./read-part.ts";
import file from "./sources/file.ts";
import { openTestRoom, type TestRoom } from "./testing.ts";

let room: TestRoom;
let fileCount = 0;

beforeAll(async () => {
  room = await openTestRoom();
});

afterAll(() => room[Symbol.asyncDispose]());

type Read = {
  rows: string[][];
  numbers: string[];
  rejects: [line: number, reason: string, text: string][];
};

/** Rows of a file, their numbers in it, and what was set aside. */
async function read(
  name: string,
  content: string | Uint8Array,
  settings: Record<string, unknown> = {},
  objectBytes?: number,
): Promise<Read> {
  const location = await room.write(`${(fileCount += 1)}/${name}`, content);
  const part = { name, location, bytes: content.length, fingerprint: `${fileCount}` };
  const context = { ...room.context(settings), temporaryFolder: join(room.folder, "passing") };
  if (objectBytes !== undefined) context.loaded = room.withLimits({ object_bytes: objectBytes });
  const { connection } = room;
  const { result, rejects } = await readPart(
    { source: file, part, context, connection },
    (select) => connection.rows(select),
  );
  const aside = rejects === undefined ? [] : await connection.rows(rejects.select);
  expect(rejects?.count ?? 0).toBe(aside.length);
  return {
    rows: result.map((row) => Object.values(row).slice(0, -1).map(textOf)),
    numbers: result.map((row) => textOf(row["_row"])),
    rejects: aside.map((row) => [
      Number(row["_line"]),
      textOf(row["_reason"]),
      textOf(row["_text"]),
    ]),
  };
}

describe("readPart of a CSV file with a broken line", () => {
  it.each([
    ["1,x\n2\n3,z\n", ["1 x", "3 z"], [[3, "1 field, not 2", "2"]]],
    ["1,x\n2,y,z\n3,z\n", ["1 x", "3 z"], [[3, "3 fields, not 2", "2,y,z"]]],
    ["1,x,\n2\n3,z\n", ["1 x", "3 z"], [[3, "1 field, not 2", "2"]]],
    ["1,x\n2,y\n3", ["1 x", "2 y"], [[4, "1 field, not 2", "3"]]],
    [
      '1,"a\nb"\n2,"y"z\n3,z\n',
      ["1 a\nb", "3 z"],
      [[4, "text stands behind a closing quote", '2,"y"z']],
    ],
    [
      '1,x\n2,"y\n3,z\n4,"w"\n',
      ["1 x", "3 z", "4 w"],
      [[3, "a quote is opened and not closed", '2,"y']],
    ],
    ['1,x\n2,"y\n3,z\n', ["1 x", "3 z"], [[3, "a quote is opened and not closed", '2,"y']]],
    ["1,x\r\n2,y\n3,z\r4,w", ["1 x", "2 y", "3 z", "4 w"], []],
    ["1,x\n\n2\n\n3,z\n", ["1 x", "3 z"], [[4, "1 field, not 2", "2"]]],
    ["1,é\n2,\xff\n3,z\n", ["1 é", "3 z"], [[3, "it is no UTF-8 text", "2,ÿ"]]],
    ["1,a\0b\n2\n3,\0\n", ["1 a\0b", "3 \0"], [[3, "1 field, not 2", "2"]]],
    ['1, "q" \n2\n3,"say ""x"""\n', ["1 q", '3 say "x"'], [[3, "1 field, not 2", "2"]]],
  ])("lands of %j all but what is broken (%#)", async (lines, rows, rejects) => {
    const bytes = Buffer.concat(
      Array.from(`id,body\n${lines}`).map((letter) =>
        Buffer.from(letter, letter === "\xff" ? "latin1" : "utf8"),
      ),
    );
    for (const [name, content] of [
      ["a.csv", bytes],
      ["a.csv.gz", gzipSync(bytes)],
    ] as const) {
      const found = await read(name, content);
      expect({ ...found, rows: found.rows.map((row) => row.join(" ")) }).toMatchObject({
        rows,
        rejects,
      });
    }
  });

  it("numbers rows and lines as they stand in the file", async () => {
    const lines = ["A title", "", "id;body", '1;"a', "", 'b"', "2", "3;c", "4;d"];
    const found = await read("a.csv", `\ufeff${lines.join("\r\n")}`, { skip_lines: 1 });
    expect(found).toEqual({
      rows: [
        ["1", "a\r\n\r\nb"],
        ["3", "c"],
        ["4", "d"],
      ],
      numbers: ["1", "3", "4"],
      rejects: [[7, "1 field, not 2", "2"]],
    });
  });

  it("takes the marks and the encoding of its source", async () => {
    const settings = {
      delimiter: "§",
      quote: "'",
      escape: "\\",
      encoding: "utf-16le",
      header: false,
    };
    const text = "1§'it\\'s'\n2\n3§\ud800\n4§'ação'\n5§x\n";
    expect(await read("a.csv", Buffer.from(text, "utf16le"), settings)).toMatchObject({
      rows: [
        ["1", "it's"],
        ["4", "ação"],
        ["5", "x"],
      ],
      rejects: [
        [2, "1 field, not 2", "2"],
        [3, "it is no UTF-16LE text", "3§\ufffd"],
      ],
    });
  });

  it("sets aside what is larger than limits.object_bytes, and reads on behind it", async () => {
    const long = "x".repeat(3_000_000);
    for (const text of [`1,a\n2,${long}\n3,c\n`, `1,a\n2,"${long}\n3,c\n`, `1,a\n3,c\n2,${long}`]) {
      const found = await read("a.csv", `id,body\n${text}`, {}, 1_000_000);
      expect(found.rows).toEqual([
        ["1", "a"],
        ["3", "c"],
      ]);
      expect(found.rejects).toHaveLength(1);
      expect(found.rejects[0]?.[2].length).toBeGreaterThan(1_000_000);
      expect(found.rejects[0]?.[2].length).toBeLessThan(1_048_577);
    }
  });
});

describe("readPart of a JSON file with a broken item", () => {
  const cut = "it ends before it is complete";
  const broken = "it is broken JSON";

  it.each([
    ["a.ndjson", '{"a":1}\n{"a":\n{"a":3}\n', ["1", "3"], [[2, cut, '{"a":']]],
    ["a.ndjson", '{"a":1}\n{"a":2}\n{"a', ["1", "2"], [[3, cut, '{"a']]],
    [
      "a.ndjson",
      '{"a":1}\r\n5\r\n{"a":3}',
      ["1", "3"],
      [[2, "it is no object with named values", "5"]],
    ],
    [
      "a.ndjson",
      '{"a":1}\n\n{"a":2,"a":3}\n{"a":4}\n',
      ["1", "4"],
      [[3, "it has the same key twice", '{"a":2,"a":3}']],
    ],
    ["a.ndjson", '{"a":1}\n{"a":2}{"a":3}\n{"a":4}\n', ["1", "4"], [[2, broken, '{"a":2}{"a":3}']]],
    ["a.ndjson", '{"a":"x\\u0000y"}\n{"a":\0}\n{"a":3}', ["x\0y", "3"], [[2, broken, '{"a":\0}']]],
    ["a.json", '[{"a":1},\n{"a":2},\n{"a":', ["1", "2"], [[3, cut, '{"a":']]],
    [
      "a.json",
      '[{"a":1},\n{"a":2},\n',
      ["1", "2"],
      [[3, "the list has no end; the file may be cut", ""]],
    ],
    ["a.json", '[{"a":1},\n{"a":oops},\n{"a":3}]', ["1", "3"], [[2, broken, '{"a":oops},']]],
    ["a.json", '[{"a":1}, {"a":oops}, {"a":3}]', ["1"], [[1, broken, '{"a":oops}, {"a":3}]']]],
    [
      "a.json",
      '[\n  {\n    "a": 1\n  },\n  {\n    "a": "x\n  },\n  {\n    "a": 3\n  }\n]',
      ["1", "3"],
      [[5, broken, '{\n    "a": "x\n  },\n  ']],
    ],
    [
      "a.json",
      '[{\n  "a": 1\n}, {\n  "a" 2\n}, {\n  "a": 3\n}]',
      ["1", "3"],
      [[3, broken, '{\n  "a" 2\n}, ']],
    ],
    ["a.json", '{"a":1}\n{"a":\n{"a":3}\n{"a":4}', ["1", "3", "4"], [[2, broken, '{"a":']]],
    [
      "a.json",
      '[{"a":1},{"a":2}] and more',
      ["1", "2"],
      [[1, "text stands behind the end of the list", "and more"]],
    ],
    ["a.json", '[{"a":1},5,{"a":3}]', ["1", "3"], [[1, "it is no object with named values", "5"]]],
    ["a.json", '[{"a":1}\n{"a":2}]', ["1", "2"], []],
  ])("lands of %s %j all but what is broken (%#)", async (name, text, rows, rejects) => {
    const found = await read(name, text);
    const trimmed = found.rejects.map(([line, reason, aside]) => [line, reason, aside.trimEnd()]);
    expect({ rows: found.rows.flat(), rejects: trimmed }).toEqual({
      rows,
      rejects: rejects.map(([line, reason, aside]) => [line, reason, String(aside).trimEnd()]),
    });
  });

  it("takes no object inside of a broken one for a row", async () => {
    const inner = '{"a":1,"l":[\n{"a":"in"},\n{"a":"in"}\n]}';
    const text = `[${inner},\n${inner},\n{"a":2,"l":[\n{"a":"in"},\n{"a":\n]},\n${inner}]`;
    const { rows, rejects } = await read("a.json", text);
    expect(rows.map(([a]) => a)).toEqual(["1", "1"]);
    expect(rejects).toMatchObject([[9, broken, expect.stringContaining('"a":2')]]);
  });
});

/** Whether a record is good, or in which way it is broken. */
type Fault = "none" | "none " | "none  " | "short" | "long" | "behind" | "open" | "letters";

describe("readPart of any CSV file with broken lines", () => {
  it("lands or sets aside every record, once", async () => {
    // Behind a quote that is not closed, these would close it: no reader could tell.
    const value = fc
      .string({ unit: fc.constantFrom("a", "é", ",", '"', "\n", " ", "'"), maxLength: 4 })
      .filter((text) => !/^"*[\n, ]/.test(text));
    const fault = fc.constantFrom<Fault>(
      "none",
      "none ",
      "none  ",
      "short",
      "long",
      "behind",
      "open",
      "letters",
    );
    const record = fc.record({
      fault,
      values: fc.tuple(value, value),
      end: fc.constantFrom("\n", "\n", "\r\n"),
    });
    const spell = (text: string): string =>
      /[",\n]|^ /.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const lineOf = (kind: Fault, id: string, [x, y]: readonly [string, string]): Buffer => {
      const good = `${id},${spell(x)},${spell(y)}`;
      const lines: Record<string, string> = {
        short: `${id},x`,
        long: `${good},more`,
        behind: `${id},x,"y"z`,
        open: `${id},x,"y`,
      };
      if (kind === "letters") return Buffer.concat([Buffer.from(`${id},x,`), Buffer.from([0xe9])]);
      return Buffer.from(lines[kind] ?? good);
    };
    let landedCount = 0;
    let asideCount = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 30 }), async (records) => {
        const ids = records.map((_, i) => `r${i}r`);
        const lines = records.map(({ fault: kind, values, end }, i) =>
          Buffer.concat([lineOf(kind, ids[i]!, values), Buffer.from(end)]),
        );
        const content = Buffer.concat([Buffer.from("id,x,y\n"), ...lines]);
        const found = await read("any.csv", content).catch((error: unknown) => {
          if (error instanceof UnreadableFileError) return undefined;
          throw error;
        });
        const isGood = ({ fault: kind }: { fault: Fault }): boolean => kind.startsWith("none");
        expect(found !== undefined || !records.every(isGood)).toBe(true);
        if (found === undefined) return;
        const landed = found.rows.map(([id = ""]) => id);
        const aside = found.rejects.map(([, , text]) => text).join("\n");
        landedCount += landed.length;
        asideCount += found.rejects.length;
        for (const [i, id] of ids.entries()) {
          const places = landed.filter((other) => other === id).length + aside.split(id).length - 1;
          expect([id, places]).toEqual([id, 1]);
          const { values } = records[i]!;
          const row = found.rows[landed.indexOf(id)];
          const allowed = isGood(records[i]!) ? [undefined, [id, ...values]] : [undefined];
          expect(allowed).toContainEqual(row);
        }
        // A quote that is not closed may take good lines with it; nothing else does.
        const good = ids.filter((_, i) => isGood(records[i]!));
        const mayTake = records.some(({ fault: kind }) => kind === "open");
        expect(mayTake ? good : landed).toEqual(good);
      }),
      { numRuns: 150 },
    );
    expect(Math.min(landedCount, asideCount)).toBeGreaterThan(40);
  });
});

describe("readPart of any JSON file with broken items", () => {
  it("lands or sets aside every item, once", async () => {
    const fault = fc.constantFrom(
      "none",
      "none ",
      "none  ",
      "cut",
      "open",
      "twice",
      "number",
      "word",
    );
    const shape = fc.record({
      faults: fc.array(fault, { minLength: 1, maxLength: 20 }),
      name: fc.constantFrom("a.json", "a.ndjson", "list.json"),
    });
    const itemOf = (kind: string, id: string): string => {
      const items: Record<string, string> = {
        cut: `{"id":"${id}","x":`,
        open: `{"id":"${id}}`,
        twice: `{"id":"${id}","id":1}`,
        number: `"${id}"`,
        word: `{"id":"${id}",x}`,
      };
      return items[kind] ?? JSON.stringify({ id, x: { y: [1, '}"{'] } });
    };
    let landedCount = 0;
    let asideCount = 0;
    await fc.assert(
      fc.asyncProperty(shape, async ({ faults, name }) => {
        const ids = faults.map((_, i) => `r${i}r`);
        const items = faults.map((kind, i) => itemOf(kind, ids[i]!));
        const text = name === "list.json" ? `[${items.join(",\n")}]` : `${items.join("\n")}\n`;
        const found = await read(name, text).catch((error: unknown) => {
          if (error instanceof UnreadableFileError) return undefined;
          throw error;
        });
        const isGood = (kind: string): boolean => kind.startsWith("none");
        expect(found !== undefined || !faults.every(isGood)).toBe(true);
        if (found === undefined) return;
        const landed = found.rows.map(([id = ""]) => id);
        const aside = found.rejects.map(([, , rest]) => rest).join("\n");
        landedCount += landed.length;
        asideCount += found.rejects.length;
        for (const [i, id] of ids.entries()) {
          const places = landed.filter((other) => other === id).length + aside.split(id).length - 1;
          expect([text, id, places]).toEqual([text, id, 1]);
          expect([id, isGood(faults[i]!) || !landed.includes(id)]).toEqual([id, true]);
        }
        const good = ids.filter((_, i) => isGood(faults[i]!));
        expect(name === "a.ndjson" ? landed : good).toEqual(good);
      }),
      { numRuns: 150 },
    );
    expect(Math.min(landedCount, asideCount)).toBeGreaterThan(40);
  });
});

describe("readPart of anything", () => {
  it("gives rows or says that the file can't be read", async () => {
    const good = {
      csv: 'id,x\n1,"a, b"\n2,"c\nd"\n3,e\n4,"f"\n',
      ndjson: '{"id":1,"x":"a"}\n{"id":2,"x":{"y":[1]}}\n{"id":3}\n',
      json: '[{"id":1,"x":"a"},\n{"id":2,"x":{"y":[1]}},\n{"id":3}]\n',
    };
    const format = fc.constantFrom("csv" as const, "ndjson" as const, "json" as const);
    const change = fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.uint8Array({ maxLength: 3 }));
    const mutated = fc
      .tuple(format, fc.array(change, { minLength: 1, maxLength: 4 }))
      .map(([kind, changes]) => {
        let bytes = Buffer.from(good[kind]);
        for (const [n, length, added] of changes) {
          const at = n % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + length)]);
        }
        return [kind, bytes] as const;
      });
    const random = fc.tuple(format, fc.uint8Array({ maxLength: 200 }));
    let readCount = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, random), async ([kind, bytes]) => {
        const found = await read(`any.${kind}`, bytes).catch((error: unknown) => {
          if (!(error instanceof UnreadableFileError)) throw error;
        });
        if (found !== undefined) readCount += 1;
      }),
      { numRuns: 400 },
    );
    expect(readCount).toBeGreaterThan(50);
  });
});
