import { describe, expect, it } from "vitest";

import type { Action, AddFile, RemoveFile } from "./actions.ts";
import { findConflict, isBlindAppend, type Reads } from "./conflicts.ts";

function add(path: string, dataChange = true): Action & { add: AddFile } {
  return { add: { path, partitionValues: {}, size: 1, modificationTime: 0, dataChange } };
}

function remove(path: string, dataChange = true): { remove: RemoveFile } {
  return { remove: { path, deletionTimestamp: 0, dataChange, extendedFileMetadata: false } };
}

const txn: Action = { txn: { appId: "app", version: 1 } };
const protocol: Action = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } };
const files = new Map(["read", "unread"].map((path) => [path, add(path).add]));

/** Writes by kind: what they read and what they would commit. */
const kinds = {
  append: { reads: "nothing", actions: [add("new")] },
  progress: { reads: "nothing", actions: [add("new"), txn] },
  delete: {
    reads: ({ path }) => path.startsWith("read"),
    replaces: new Set(["read"]),
    actions: [remove("read"), add("new")],
  },
  overwrite: {
    reads: "everything",
    replaces: new Set(["read", "unread"]),
    actions: [remove("read")], // the other file comes out as it was
  },
  compaction: {
    reads: "nothing",
    replaces: new Set(["read"]),
    actions: [remove("read", false), add("new", false)],
  },
  retagging: { reads: "nothing", replaces: new Set(["unread"]), actions: [add("unread", false)] },
} satisfies Record<string, { reads: Reads; replaces?: ReadonlySet<string>; actions: Action[] }>;

describe("findConflict", () => {
  it.each<[theirs: string, commit: Action[], conflicting: (keyof typeof kinds)[]]>([
    ["nothing but a note", [{ commitInfo: {} }], []],
    ["rows elsewhere", [add("other")], ["overwrite"]],
    ["rows in reach", [add("read too")], ["delete", "overwrite"]],
    ["a file read taken out", [remove("read")], ["delete", "overwrite", "compaction"]],
    ["a file not read taken out", [remove("unread")], ["overwrite", "retagging"]],
    ["a file read, in other spelling", [remove("re%61d")], ["delete", "overwrite", "compaction"]],
    ["a file that came later taken out", [remove("later")], []],
    [
      "files rearranged, ours among them",
      [remove("read", false), add("read too", false)],
      ["delete", "overwrite", "compaction"],
    ],
    [
      "files rearranged, none of ours",
      [remove("unread", false), add("read too", false)],
      ["overwrite", "retagging"],
    ],
    ["another protocol", [protocol], ["delete", "overwrite", "compaction", "retagging"]],
    ["progress of an application", [txn], ["progress"]],
  ])("after %s", (_theirs, commit, conflicting) => {
    const found = Object.entries(kinds)
      .filter(([, ours]) => findConflict({ ...ours, files }, commit, "log") !== undefined)
      .map(([kind]) => kind);
    expect(found).toEqual(conflicting);
  });
});

describe("isBlindAppend", () => {
  it("is true of appends only", () => {
    const blind = Object.entries(kinds).filter(([, ours]) => isBlindAppend(ours));
    expect(blind.map(([kind]) => kind)).toEqual(["append", "progress"]);
  });
});
