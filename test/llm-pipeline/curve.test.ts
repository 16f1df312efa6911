import { describe, expect, it } from "vitest";

import { lakeRows, lakeState } from "../pipeline/lake-state.ts";
import { openAsking, voices } from "./asking-company.ts";

type Point = {
  confidence: number;
  texts: number;
  all_texts: number;
  share: number;
  kept: number;
  calls: number;
  usd: number;
  agreements: { task: string; both: number; same: number }[];
};

describe("llm curve", () => {
  it("wants answers of the local models first", async () => {
    await using company = await openAsking();
    await company.write({ "voices/1.csv": voices(10) });
    const { code, stderr } = await company.command("llm", "curve");
    expect([code, stderr]).toEqual([3, expect.stringContaining("earshot run --select")]);
  });

  it("tells what each threshold sends up, what that still costs, and how far both agree", async () => {
    await using company = await openAsking({ llm: { confidence: 0.6 } });
    await company.write({ "voices/1.csv": voices(80) });
    expect((await company.command("run", "--select", "+enriched.text_answers")).code).toBe(0);
    const points = async (): Promise<Point[]> => {
      const { stdout } = await company.command("llm", "curve", "--json");
      return (JSON.parse(stdout) as { curve: Point[] }).curve;
    };
    const before = await points();
    expect(company.server.requests).toEqual([]);
    const counts = before.map(({ texts }) => texts);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(before.at(-1)).toMatchObject({ confidence: 1, texts: 80, share: 1, kept: 0, calls: 4 });
    const at = before.find(({ confidence }) => confidence === 0.6)!; // one of the curve's
    expect([at.texts > 0, at.texts < 80]).toEqual([true, true]);
    expect(before.every(({ agreements }) => agreements.length === 0)).toBe(true);

    expect((await company.command("run")).code).toBe(0);
    expect(company.sent()).toHaveLength(at.texts);
    const state = await lakeState(company.data);
    const after = await points();
    expect(after.find(({ confidence }) => confidence === 0.6)).toMatchObject({
      kept: at.texts,
      calls: 0,
      usd: 0,
    });
    const [told] = await lakeRows(
      company.data,
      "enriched.llm_answers",
      "SELECT count(*)::INT AS n FROM $t WHERE category IS NOT NULL",
    );
    const all = after[0]!.agreements.find(({ task }) => task === "category");
    expect(all!.both).toBeLessThanOrEqual(Number(told?.["n"]));
    expect(all!.same).toBeLessThanOrEqual(all!.both);
    expect(await lakeState(company.data)).toEqual(state);
  });

  it("says so where no language model is set", async () => {
    await using company = await openAsking();
    await company.write({ "earshot.yaml": "sources: {}\n" });
    expect((await company.command("llm", "curve")).code).toBe(2);
  });
});
