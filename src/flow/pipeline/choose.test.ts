import { describe, expect, it } from "vitest";

import { chooseSteps, jobs } from "./choose.ts";
import type { Step } from "./steps.ts";

function step(id: string, ...reads: string[]): Step {
  const layer = id.split(".")[0] as Step["layer"]; // ids below begin with one
  const task = { kind: "landing", source: id } as const;
  const rest = { summary: "", daily: false, fingerprint: "", columns: undefined, task };
  return { id, layer, reads, ...rest };
}

const steps = [
  step("bronze.tickets"),
  step("bronze.leads"),
  step("silver.tickets", "bronze.tickets"),
  step("silver.leads", "bronze.leads"),
  step("enriched.turns", "silver.tickets"),
  step("gold.tickets", "silver.tickets"),
  step("gold.both", "silver.leads", "gold.tickets"),
];

const names = (select?: string, job?: string): string =>
  chooseSteps(steps, { select, job })
    .map(({ id }) => id)
    .join(" ");

describe("chooseSteps", () => {
  it("gives all where nothing is asked for, in their order", () => {
    expect(chooseSteps(steps, {})).toEqual(steps);
  });

  it.each([
    ["gold", "gold.tickets gold.both"],
    ["bronze.leads", "bronze.leads"],
    ["tickets", "gold.tickets"],
    ["leads", "silver.leads"],
    ["turns, gold.both", "enriched.turns gold.both"],
    ["gold.both turns", "enriched.turns gold.both"],
    ["+gold.tickets", "bronze.tickets silver.tickets gold.tickets"],
    ["silver.tickets+", "silver.tickets enriched.turns gold.tickets gold.both"],
    ["+silver.leads+", "bronze.leads silver.leads gold.both"],
    ["+gold", "bronze.tickets bronze.leads silver.tickets silver.leads gold.tickets gold.both"],
    [" , ", ""],
  ])("gives for %j: %s", (select, expected) => {
    expect(names(select)).toBe(expected);
  });

  it("gives the layers of a job, and of these what is selected", () => {
    expect(names(undefined, "01_bronze_to_silver")).toBe(
      "bronze.tickets bronze.leads silver.tickets silver.leads",
    );
    expect(names("silver.tickets+", "02_silver_to_gold")).toBe(
      "enriched.turns gold.tickets gold.both",
    );
    const layers = Object.values(jobs).flatMap((job) => job.layers);
    expect(layers.toSorted()).toEqual(["bronze", "enriched", "gold", "silver"]);
  });

  it.each([
    ["silver.tikets", "there is no table or layer silver.tikets; did you mean silver.tickets?"],
    ["golld+", "there is no table or layer golld; did you mean gold?"],
    ["qqqqqqqqqqqqqq", "there is no table or layer qqqqqqqqqqqqqq; there are: bronze.tickets, "],
    ["gold.", "there is no table or layer gold."],
    ["++gold.tickets", "there is no table or layer +gold.tickets"],
  ])("says of %j: %s", (select, message) => {
    expect(() => names(select)).toThrow(message);
  });

  it("names the nearest job", () => {
    expect(() => names(undefined, "02_silver_to_glod")).toThrow("did you mean 02_silver_to_gold?");
  });
});
