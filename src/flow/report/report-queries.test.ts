import { describe, expect, it } from "vitest";

import { askAll, LakeMovingError } from "./report-queries.ts";

/** Answers with one row, at versions that come in this order. */
function asking(versions: readonly number[]) {
  const asked: string[] = [];
  const ask = (sql: string) => {
    asked.push(sql);
    const version = versions[asked.length - 1] ?? versions.at(-1)!;
    return Promise.resolve({ rows: [{ n: 1 }], reads: [{ table: "gold.t", version }] });
  };
  return { asked, ask };
}

const numbers = { days: 7, days_compared: 35, low_confidence: 0.5 };

describe("askAll", () => {
  it("fills numbers into the queries and says which versions they read", async () => {
    const { asked, ask } = asking([3]);
    const { run, escalated } = await askAll(["run", "escalated"], numbers, ask);
    expect(run).toMatchObject({ id: "run", title: "The last run that succeeded" });
    expect(escalated.sql).toContain("INTERVAL 7 DAYS");
    expect(escalated.versions).toEqual({ "gold.t": 3 });
    expect(asked).toEqual([run.sql, escalated.sql]);
  });

  it("asks again when a table changed between two queries", async () => {
    const { asked, ask } = asking([3, 4]);
    const { run } = await askAll(["run", "escalated"], numbers, ask);
    expect(asked).toHaveLength(4);
    expect(run.versions).toEqual({ "gold.t": 4 });
  });

  it("gives up when the lake does not rest", async () => {
    let version = 0;
    const ask = () => Promise.resolve({ rows: [], reads: [{ table: "t", version: version++ }] });
    await expect(askAll(["run", "escalated"], numbers, ask)).rejects.toThrow(LakeMovingError);
  });

  it("does not fill in what it was not given", async () => {
    await expect(askAll(["escalated"], {}, asking([1]).ask)).rejects.toThrow("{days}");
  });
});
