import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { changesRows, formatActions, parseActions, type Action } from "./actions.ts";
import { DeltaCorruptError } from "./errors.ts";

const texts = fc.string({ unit: "binary" });
const values = fc.dictionary(texts, fc.option(texts)).map((record) => ({ ...record }));
const add = fc.record(
  {
    path: texts,
    partitionValues: values,
    size: fc.nat(),
    modificationTime: fc.nat(),
    dataChange: fc.boolean(),
    stats: texts,
  },
  { requiredKeys: ["path", "partitionValues", "size", "modificationTime", "dataChange"] },
);
const txn = fc.record({ appId: texts, version: fc.nat() });
const actions: fc.Arbitrary<Action> = fc.oneof(
  add.map((action) => ({ add: action })),
  txn.map((action) => ({ txn: action })),
);

describe("parseActions", () => {
  it("reads what formatActions writes", () => {
    fc.assert(
      fc.property(fc.array(actions, { minLength: 1 }), (commit) => {
        expect(parseActions(formatActions(commit), "log")).toEqual(commit);
      }),
    );
  });

  it("passes over kinds it does not know, and members it does not need", () => {
    const text = '{"cdc":{"path":"x"}}\n{"add":{"path":"a","size":1,"baseRowId":3}}\n\n';
    expect(parseActions(text, "log")).toEqual([
      {},
      { add: { path: "a", partitionValues: {}, size: 1, modificationTime: 0, dataChange: true } },
    ]);
  });

  it.each([
    ["", "empty"],
    ["\n", "empty"],
    ['{"add":{"path":"a","size":1', "line 1"],
    ['{"add":{"path":"a","size":1}}\n{"add":{"size":1}}', "line 2"],
    ['{"protocol":{"minReaderVersion":"1"}}', "line 1"],
    ["[]", "line 1"],
  ])("refuses %j", (text, problem) => {
    expect(() => parseActions(text, "the/log.json")).toThrow(problem);
    expect(() => parseActions(text, "the/log.json")).toThrow(DeltaCorruptError);
  });
});

describe("changesRows", () => {
  const file = { path: "a", partitionValues: {}, size: 1, modificationTime: 0 };
  const gone = { path: "a", deletionTimestamp: 0, extendedFileMetadata: false };

  it.each<[boolean, string, Action[]]>([
    [true, "adds rows", [{ add: { ...file, dataChange: true } }]],
    [true, "removes rows", [{ remove: { ...gone, dataChange: true } }]],
    [true, "changes the protocol", [{ protocol: { minReaderVersion: 1, minWriterVersion: 2 } }]],
    [
      false,
      "rearranges files",
      [{ remove: { ...gone, dataChange: false } }, { add: { ...file, dataChange: false } }],
    ],
    [false, "is a note", [{ commitInfo: { operation: "VACUUM END" } }]],
  ])("is %s for a commit that %s", (changes, _what, commit) => {
    expect(changesRows(commit)).toBe(changes);
  });
});
