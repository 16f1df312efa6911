import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { maskFiles } from "../../src/surface/engine/mask.ts";
import { openFolder, type Company } from "../pipeline/company.ts";
import { earshot, type Ended } from "./command-line.ts";

let company: Company;

beforeAll(async () => {
  company = await openFolder();
  await company.write({
    "earshot.yaml": "privacy: { patterns: { BADGE: 'B-\\d{4}' } }\n",
    "letter.txt": "B-1234 and B-5678,\r\nagain B-1234\r\n",
    "rows.csv": 'id;who\r\nB-1;B-1234\r\nB-2;"the ""B-5678"""\r\n',
    "chats.ndjson": '{"id": "B-9999", "body": "B-1234"}\n{"id":2,"body":null}\n',
    "one.json": '[\n  {"b": "B-1234"}\n]\n',
    "broken.csv": 'id,who\n1,Eve\n2,"Eve\n',
  });
});
afterAll(() => company[Symbol.asyncDispose]());

const mask = (args: readonly string[], input?: string): Promise<Ended> =>
  earshot(["mask", ...args], { cwd: company.folder, input });
const read = (name: string): Promise<string> => readFile(join(company.folder, name), "utf8");

describe("mask", () => {
  it("masks standard input, and counts on standard error what it found", async () => {
    const { code, stdout, stderr } = await mask([], await read("letter.txt"));
    expect(code).toBe(0);
    expect(stdout).toBe("[BADGE_1] and [BADGE_2],\r\nagain [BADGE_1]\r\n");
    expect(stderr).toBe("3 values found in 1 text: BADGE 3\n");
  });

  it("masks several files of different kinds into a folder", async () => {
    const files = ["letter.txt", "rows.csv", "chats.ndjson", "one.json"];
    const { code, stdout } = await mask([...files, "--output", "out", "--json", "--quiet"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rows: 6, values: { BADGE: 8 } });
    expect((await readdir(join(company.folder, "out"))).toSorted()).toEqual(files.toSorted());
    expect(await read("out/rows.csv")).toBe(
      'id;who\r\nB-1;[BADGE_1]\r\nB-2;"the ""[BADGE_1]"""\r\n',
    );
    expect(await read("out/chats.ndjson")).toBe(
      '{"id": "[BADGE_1]", "body": "[BADGE_2]"}\n{"id":2,"body":null}\n',
    );
    expect(await read("out/one.json")).toBe('[\n  {"b": "[BADGE_1]"}\n]\n');
  });

  it("masks the columns and fields that are named, packed and unpacked", async () => {
    await writeFile(join(company.folder, "rows.csv.gz"), gzipSync(await read("rows.csv")));
    const ended = await mask(["rows.csv.gz", "--column", "who", "-o", "who.csv.gz"]);
    expect([ended.code, ended.stdout]).toEqual([0, ""]);
    const packed = await readFile(join(company.folder, "who.csv.gz"));
    expect(gunzipSync(packed).toString()).toContain('B-2;"the ""[BADGE_1]"""');
    const { stdout } = await mask(["--field", "body"], await read("chats.ndjson"));
    expect(stdout).toBe('{"id": "B-9999", "body": "[BADGE_1]"}\n{"id":2,"body":null}\n');
  });

  it("tells where it stands with --spans", async () => {
    const lines = '{"id":1,"text":"é B-1234"}\n{"id":2,"text":null}\n';
    const { code, stdout } = await mask(["--spans"], lines);
    expect(code).toBe(0);
    expect(stdout).toBe(
      '{"id":1,"spans":[{"start":2,"end":8,"type":"BADGE"}]}\n{"id":2,"spans":[]}\n',
    );
  });

  it("gives nothing out where a field or a text is misspelt", async () => {
    const field = await mask(["chats.ndjson", "--field", "bdy"]);
    expect([field.code, field.stdout]).toEqual([2, ""]);
    const { code, stderr } = await mask(["--spans"], '{"id":1,"txt":"B-1234"}\n');
    expect(code).toBe(2);
    expect(stderr).toContain("line 1: it has no text");
  });

  it("reads other encodings and writes UTF-8", async () => {
    const path = join(company.folder, "old.txt");
    await writeFile(path, Buffer.from("olá\nMaçã B-1234\n", "latin1"));
    const refused = await mask(["old.txt"]);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("old.txt, line 1: this is not utf-8; name the encoding");
    const { stdout } = await mask(["old.txt", "--encoding", "windows-1252"]);
    expect(stdout).toBe("olá\nMaçã [BADGE_1]\n");
  });

  it("leaves nothing half written, says the line, and repeats nothing of the data", async () => {
    await company.write({ "out.csv": "kept" });
    const { code, stderr } = await mask(["broken.csv", "--output", "out.csv"]);
    expect(code).toBe(2);
    expect(stderr).toContain("broken.csv, line 3: a quote is opened here and never closed");
    expect(stderr).not.toContain("Eve");
    expect(await read("out.csv")).toBe("kept");
    const partial = (await readdir(company.folder)).filter((name) => name.includes("partial"));
    expect(partial).toEqual([]);
  });

  it.each([
    [["--column", "a", "--field", "b"], 2, "give one of the two"],
    [["--encoding", "x"], 2, "no encoding of that name"],
    [["--format", "xml"], 2, "Allowed choices are text, csv, ndjson, json"],
    [["letter.txt", "--format", "text", "--column", "who"], 2, "--format csv has"],
    [["chats.ndjson", "--field", "bdy"], 2, "chats.ndjson, no row has a field bdy"],
    [["rows.csv", "--column", "nobody"], 2, "there is no column nobody"],
    [["rows.csv", "--group", "nobody"], 2, "there is no column nobody"],
    [["chats.ndjson", "--group", "chta"], 2, "chats.ndjson, no row has a field chta"],
    [["chats.ndjson", "--field", "bdy", "--group", "chta"], 2, "no row has a field bdy or chta"],
    [["letter.txt", "--group", "chat"], 2, "--format csv or ndjson has"],
    [["chats.ndjson", "--spans", "--group", "chat"], 2, "leave out --column, --field and --group"],
    [["none.txt"], 3, "no such file"],
    [["letter.txt", "./letter.txt", "-o", "out"], 2, "called letter.txt"],
    [["letter.txt", "--country", "brazil"], 2, "--country: two capital letters"],
    [["letter.txt.gz"], 2, "this is no whole gzip file"],
  ])("refuses %j with exit code %i", async (args, code, message) => {
    await company.write({ "letter.txt.gz": "not packed" });
    const ended = await mask(args);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
  });

  it("stops when asked to, and leaves nothing behind", async () => {
    const stop = new AbortController();
    const output = join(company.folder, "never.txt");
    const options = {
      columns: [],
      fields: [],
      spans: false,
      people: true,
      addresses: true,
      locations: false,
      write: () => Promise.resolve(),
    };
    const halfway = maskFiles({
      ...options,
      files: [join(company.folder, "letter.txt")],
      output,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(halfway).rejects.toThrow(/enough|aborted/);
    const left = (await readdir(company.folder)).filter((name) => name.startsWith("never.txt"));
    expect(left).toEqual([]);
  });
});
