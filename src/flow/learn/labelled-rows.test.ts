import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatLabelFile } from "./label-file.ts";
import { readLabelled, tagsOf, type FieldNames } from "./labelled-rows.ts";
import { readRecords } from "./record-file.ts";

/** A file with this content, as long as `use` takes. */
async function withFile<T>(
  name: string,
  content: string | Uint8Array,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-labelled-"));
  try {
    const path = join(folder, name);
    await writeFile(path, content);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("readLabelled", () => {
  it("masks what is personal by its form in labels, which stand in the model", async () => {
    const content = "text,label\nOne,for ann.lee@example.com\nTwo,refund 2\n";
    const { rows } = await withFile("a.csv", content, (path) => readLabelled(path));
    expect(rows.map(({ labels }) => labels)).toEqual([["for [EMAIL_1]"], ["refund 2"]]);
  });

  it.each<[string, string, FieldNames]>([
    ["a.csv", "text,label\nOne,a\nTwo,b\n", {}],
    ["a.csv", '\ufefftext;label\r\n"One";a\r\nTwo;"b"\r\n\r\n', {}],
    ["a.csv", "sep=;\ntext;label\nOne;a\nTwo;b", {}],
    ["a.tsv", "body\tteam\nOne\ta\nTwo\tb\n", { textField: "body", labelField: "team" }],
    ["a.ndjson", '{"text":"One","label":"a"}\n\n{"text":"Two","label":"b"}', {}],
    ["a.jsonl", '{"text":"One","label":" a"}\r\n{"label":"b","text":"Two"}\r\n', {}],
  ])("reads %s %j", async (name, content, names) => {
    const { kind, rows } = await withFile(name, content, (path) => readLabelled(path, names));
    expect(kind).toBe("single");
    expect(rows.map(({ text, labels }) => [text, ...labels])).toEqual([
      ["One", "a"],
      ["Two", "b"],
    ]);
  });

  it("counts lines within quotes, and takes text in UTF-16", async () => {
    const content = 'text,label\r\n"One\r\nmore",a\r\n"Two",\r\n';
    const bytes = Buffer.from(`\ufeff${content}`, "utf16le");
    const read = withFile("a.csv", bytes, (path) => readLabelled(path));
    await expect(read).rejects.toThrow("line 4: the label is empty");
  });

  it("reads tags where there is no label", async () => {
    const content = '{"text":"One","tags":["b","a","b"]}\n{"text":"Two","tags":null}\n';
    const { kind, rows } = await withFile("a.ndjson", content, (path) => readLabelled(path));
    expect([kind, ...rows.map(({ labels }) => labels)]).toEqual(["multi", ["b", "a"], []]);
  });
});

describe("tagsOf", () => {
  it.each([
    ["a; b|c,d", ["a", "b", "c", "d"]],
    ['["a, b","c"]', ["a, b", "c"]],
    ["", []],
    ["[]", []],
    ["[", undefined],
    [7, undefined],
    [["a", 7], undefined],
  ])("reads %j as %j", (value, tags) => {
    expect(tagsOf(value)).toEqual(tags);
  });
});

describe("formatLabelFile", () => {
  it("writes what is read again, whatever the text", async () => {
    const text = fc.string({ unit: "binary", maxLength: 40 }).map((any) => any.toWellFormed());
    // One file of many texts: a file for each would take its time.
    const texts = fc.sample(text, 500);
    const rows = texts.map((each, i) => ({
      text_hash: String(i),
      text: each,
      present_label: "a",
      confidence: 0.5,
    }));
    const file = await withFile("a.csv", formatLabelFile(rows, "csv"), readRecords);
    const read = file.records.map(({ values: { text: each } }) => each);
    const guarded = texts.map((each) => (/^[=+\-@\t\r]/.test(each) ? `'${each}` : each));
    expect(read).toEqual(guarded);
  });
});
