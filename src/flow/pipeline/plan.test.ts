import { describe, expect, it } from "vitest";

import { Settings } from "../../core/config/settings.ts";
import type { StepRecord, TableHead } from "./lake.ts";
import { asOfKey, staleReason } from "./plan.ts";
import type { Project, Step } from "./steps.ts";

const step: Step = {
  id: "gold.a",
  layer: "gold",
  summary: "",
  reads: ["silver.b", "silver.c"],
  daily: true,
  fingerprint: "f",
  columns: undefined,
  task: { kind: "landing", source: "a" },
};

/** A project of which only the time is looked at. */
function project(asOf: string, settings: object = {}): Project {
  const loaded = {
    settings: Settings.parse(settings),
    file: undefined,
    folder: "/",
    origins: new Map(),
    place: (path: readonly string[]) => path.join("."),
  };
  return {
    loaded,
    entities: new Map(),
    steps: [step],
    views: new Map(),
    columns: new Map(),
    absent: new Set(),
    models: new Map(),
    stages: [],
    lineage: new Map(),
    feeds: new Map(),
    parameters: new Map(),
    macros: "",
    asOf: new Date(asOf),
  };
}

function head(version: number, record: Partial<StepRecord> = {}): TableHead {
  const whole: StepRecord = {
    step: "gold.a",
    run_id: "r",
    fingerprint: "f",
    inputs: { "silver.b": 3, "silver.c": 0 },
    day: "2026-03-01",
    data_version: version,
    row_count: 1,
    rows_in: 1,
    findings: [],
    ...record,
  };
  return { version, dataVersion: whole.data_version, record: whole };
}

const now = project("2026-03-01T12:00:00Z");
const inputs = { "silver.b": head(3), "silver.c": head(0) };

function reason(
  own: TableHead | undefined,
  others: Record<string, TableHead | undefined> = inputs,
) {
  return staleReason(now, step, own, new Map(Object.entries(others)));
}

describe("staleReason", () => {
  it("gives none while inputs, recipe and day are those of the last commit", () => {
    expect(reason(head(7))).toBeUndefined();
  });

  it("tells of texts that a language model has not answered about, once nothing else changed", () => {
    const waiting = head(7, { unanswered: { budget: 3, unavailable: 1 } });
    expect(reason(waiting)).toBe(
      "4 texts have no answer of the language model yet (budget, unavailable)",
    );
    expect(reason(head(7, { unanswered: { denied: 1 } }))).toMatch(/^1 text has /);
    expect(reason(waiting, { ...inputs, "silver.b": head(4) })).toBe("silver.b changed");
  });

  it("looks at the version that last changed rows, not at the latest", () => {
    const noted = { ...inputs, "silver.b": head(9, { data_version: 3 }) };
    expect(reason(head(7), noted)).toBeUndefined();
  });

  it.each<[string, TableHead | undefined, Record<string, TableHead | undefined>]>([
    ["first run", undefined, inputs],
    ["another program wrote to it", { version: 4, dataVersion: 4, record: undefined }, inputs],
    ["its SQL, code or settings changed", head(7, { fingerprint: "other" }), inputs],
    ["silver.b changed", head(7), { ...inputs, "silver.b": head(4) }],
    ["silver.b changed", head(7), { "silver.c": head(0) }],
    ["silver.b, silver.c changed", head(7, { inputs: {} }), inputs],
    [
      "silver.c changed",
      head(7),
      { ...inputs, "silver.c": { version: 5, dataVersion: 5, record: undefined } },
    ],
    ["as of another time", head(7, { day: "2026-02-28" }), inputs],
  ])("says %j", (expected, own, others) => {
    expect(reason(own, others)).toBe(expected);
  });

  it("takes an input that was not there and is not there as unchanged", () => {
    const own = head(7, { inputs: { "silver.b": 3 } });
    expect(reason(own, { "silver.b": head(3) })).toBeUndefined();
  });
});

describe("asOfKey", () => {
  it("is the business day by the clock, and the instant where the settings fix one", () => {
    expect(asOfKey(project("2026-03-01T23:30:00Z"))).toBe("2026-03-01");
    expect(asOfKey(project("2026-03-01T23:30:00Z", { time_zone: "Asia/Tokyo" }))).toBe(
      "2026-03-02",
    );
    const fixed = { as_of: "2026-03-01T23:30:00Z" };
    expect(asOfKey(project(fixed.as_of, fixed))).toBe("2026-03-01T23:30:00.000Z");
  });
});
