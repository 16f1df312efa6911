import { describe, expect, it } from "vitest";

import { Settings } from "../../core/config/settings.ts";
import { conformLabels, labelListOf } from "./task-labels.ts";

const settings = Settings.parse({});
const at = { task: "sentiment", path: "a.csv" };

describe("conformLabels", () => {
  it.each([
    ["sentiment", "positivo", "POSITIVE"],
    ["category", "Technical support", "TECHNICAL"],
    ["urgency", "urgent", "CRITICAL"],
    ["frustration", "High", "HIGH"],
    ["subcategory", "Lost parcel", "Lost parcel"],
    ["returns-reason", "any thing", "any thing"],
  ])("of %s reads %j as %j", (task, word, label) => {
    const rows = conformLabels([{ labels: [word], line: 1 }], labelListOf(task, settings), at);
    expect(rows[0]?.labels).toEqual([label]);
  });

  it("refuses others with their lines", () => {
    const rows = [2, 3, 9].map((line) => ({ labels: [line === 3 ? "MIXED" : "POSITIV"], line }));
    expect(() => conformLabels(rows, labelListOf("sentiment", settings), at)).toThrow(
      "a.csv, lines 2, 9: the label is not in the list of sentiment (line 2: POSITIVE?)",
    );
  });

  it("knows the tags of the settings", () => {
    const own = Settings.parse({ enrichment: { tags: ["REFUND"] } });
    const list = labelListOf("tags", own);
    expect(list?.values).toEqual(["REFUND"]);
    expect(list?.valueOf("refund")).toBe("REFUND");
    expect(labelListOf("tags", settings)?.valueOf("REFUND")).toBeUndefined();
  });
});
