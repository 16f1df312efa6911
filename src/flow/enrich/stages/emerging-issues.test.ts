import { describe, expect, it } from "vitest";

import stage from "./emerging-issues.ts";

type Row = readonly [week: string, region: string, issue: string, conversations: number];

function rows(list: readonly Row[]) {
  const { rowCount, columns } = stage.run({
    rowCount: list.length,
    columns: {
      everything: list.map(() => "all"),
      week: list.map(([week]) => week),
      region: list.map(([, region]) => region),
      issue_type: list.map(([, , issue]) => issue),
      conversations: list.map(([, , , count]) => count),
    },
  });
  for (const column of Object.values(columns)) expect(column).toHaveLength(rowCount);
  return Array.from({ length: rowCount }, (_, i) => ({
    week: columns.week[i],
    region: columns.region[i],
    issue: columns.issue_type[i],
    count: columns.conversations[i],
    isEmerging: columns.is_emerging[i],
  }));
}

const mondays = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"];

describe("emerging-issues", () => {
  it("sums regions, and finds what grows in one or in all", () => {
    const flat = mondays.flatMap((week): Row[] => [
      [week, "SUL", "PIX_PROBLEM", 10],
      [week, "SUL", "RECEIPT", 40],
      [week, "NORTE", "PIX_PROBLEM", 10],
      [week, "NORTE", "RECEIPT", 40],
    ]);
    const grown = flat.map((row): Row =>
      row[0] === mondays[4] && row[2] === "PIX_PROBLEM" && row[1] === "SUL"
        ? [row[0], row[1], row[2], 60]
        : row,
    );
    expect(rows(flat).filter(({ isEmerging }) => isEmerging)).toEqual([]);
    const found = rows(grown).filter(({ isEmerging }) => isEmerging);
    expect(found.map(({ region, issue, count }) => [region, issue, count])).toEqual([
      ["ALL", "PIX_PROBLEM", 70],
      ["SUL", "PIX_PROBLEM", 60],
    ]);
    expect(new Set(found.map(({ week }) => week))).toEqual(new Set([mondays[4]]));
  });

  it("counts what has no region in all of them, and not as a region", () => {
    const list = mondays.map((week): Row => [week, "UNKNOWN", "RECEIPT", 10]);
    expect(rows(list).map(({ region }) => region)).toEqual(["ALL"]);
  });

  it("takes a region that is called like all of them into the sum alone", () => {
    const counts = mondays.flatMap((week): Row[] => [
      [week, "ALL", "RECEIPT", 20],
      [week, "SUL", "RECEIPT", 10],
    ]);
    const last = rows(counts).map(({ region, count }) => [region, count]);
    expect(last).toEqual([
      ["ALL", 30],
      ["SUL", 10],
    ]);
  });

  it("takes no rows", () => {
    expect(rows([])).toEqual([]);
  });
});
