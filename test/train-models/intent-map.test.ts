import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { intentMap, meaningOfTags } from "../../scripts/train-models/intent-map.ts";
import { categoryOfSubcategory } from "../../src/core/domain/subcategories.ts";
import { sharedFiles } from "../shared-files.ts";

describe("intentMap", () => {
  it("names subcategories under their own category only", () => {
    const meanings = Object.values(intentMap).flatMap((map) => [...map.values()]);
    const strangers = meanings.filter((meaning) => {
      if ("leftOut" in meaning) return false;
      const [category, subcategory] = meaning;
      return typeof subcategory === "string" && categoryOfSubcategory[subcategory] !== category;
    });
    expect(meanings.length).toBeGreaterThan(100);
    expect(strangers).toEqual([]);
  });

  describe.each([
    ["banking77", "train"],
    ["clinc150", "train"],
    ["clinc150", "oos_train"],
    ["hwu64", "train"],
    ["it-tickets", "train"],
    ["cfpb-complaints", "dev"],
  ])("of %s", (set, file) => {
    const rows = sharedFiles(`labels of ${set}`, `data/${set}/${file}.jsonl.gz`);

    it.skipIf(!rows.isThere)(`says what every label of ${file} means`, () => {
      const lines = gunzipSync(readFileSync(rows.path)).toString("utf8").trimEnd().split("\n");
      const labels = new Set(lines.map((line) => (JSON.parse(line) as { label: string }).label));
      expect(labels.size).toBeGreaterThan(0);
      expect([...labels].filter((label) => !intentMap[set]?.has(label))).toEqual([]);
    });
  });
});

describe("meaningOfTags", () => {
  it.each([
    [
      ["contactless", "wrong_notworking_notshowing"],
      ["TECHNICAL", "CARD_READING"],
    ],
    [["refund", "affirm"], ["BILLING"]],
    [
      ["account", "cancel_close_leave_freeze"],
      ["SALES", "CANCELLATION"],
    ],
    [
      ["gym", "request_info"],
      ["INFORMATION", "FEATURE_INQUIRY"],
    ],
    [
      ["thank", "end_call"],
      ["OTHER", null],
    ],
  ])("reads %j as %j", (tags, meaning) => {
    expect(meaningOfTags(tags)).toEqual(meaning);
  });

  it.each([[["handoff", "refund"]], [["booking", "change"]], [[]]])("leaves %j out", (tags) => {
    expect(meaningOfTags(tags)).toHaveProperty("leftOut");
  });
});
