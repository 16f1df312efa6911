import { describe, expect, it } from "vitest";

import type { Migration } from "./migration-file.ts";
import { planMigration, type Applied } from "./plan-migration.ts";

const known: Migration[] = [1, 2, 3].map((number) => ({
  number,
  name: `step-${number}`,
  up: "",
  down: "",
  sha256: `hash ${number}`,
}));

function appliedTo(count: number): Applied[] {
  return known.slice(0, count).map(({ number, name, sha256 }) => ({
    number,
    name,
    sha256,
    appliedAt: new Date(0),
  }));
}

describe("planMigration", () => {
  it.each([
    [0, undefined, ["up 1", "up 2", "up 3"]],
    [2, undefined, ["up 3"]],
    [3, undefined, []],
    [3, 1, ["down 3", "down 2"]],
    [1, 0, ["down 1"]],
    [1, 2, ["up 2"]],
  ])("from %j to %j takes %j", (from, to, steps) => {
    const plan = planMigration(known, appliedTo(from), to);
    expect(plan.map(({ direction, migration }) => `${direction} ${migration.number}`)).toEqual(
      steps,
    );
  });

  it.each([-1, 4, 1.5])("knows no migration %j", (to) => {
    expect(() => planMigration(known, [], to)).toThrow("0 (none) to 3");
  });

  it("refuses a store that is newer than the program", () => {
    expect(() => planMigration(known.slice(0, 2), appliedTo(3))).toThrow(
      "the store has migration 3 (step-3), which this version of Earshot does not know",
    );
  });

  it("refuses a store whose migration was another", () => {
    const [first, ...rest] = appliedTo(2);
    const changed = [{ ...first!, sha256: "other" }, ...rest];
    expect(() => planMigration(known, changed, 1)).toThrow("another migration 1 (step-1)");
  });
});
