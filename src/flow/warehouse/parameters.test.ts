import { describe, expect, it } from "vitest";

import { Settings } from "../../core/config/settings.ts";
import { fillParameters, modelParameters } from "./parameters.ts";

const asOf = new Date("2026-01-02T03:04:05.006Z");
const parameters = modelParameters(
  Settings.parse({ time_zone: "America/Sao_Paulo", value_tier: { industries: ["A", "it's"] } }),
  asOf,
);

describe("modelParameters", () => {
  it.each([
    ["as_of", "TIMESTAMPTZ '2026-01-02T03:04:05.006Z'"],
    ["sla_low_hours", "48"],
    ["sla_first_response_share", "0.25"],
    ["time_zone", "'America/Sao_Paulo'"],
    ["value_tier_industries", "['A', 'it''s']"],
  ])("has %s as %s", (name, sql) => {
    expect(parameters.get(name)).toBe(sql);
  });

  it("takes the run's instant, not the setting", () => {
    const settings = Settings.parse({ as_of: "2020-01-01T00:00:00Z" });
    expect(modelParameters(settings, asOf).get("as_of")).toContain("2026");
  });

  it("tells nothing of privacy, whose settings hold keys and personal texts", () => {
    const settings = Settings.parse({ privacy: { keys: "secret", deny: ["Jane Roe"] } });
    const names = [...modelParameters(settings, asOf).keys()];
    expect(names.filter((name) => name.startsWith("privacy"))).toEqual([]);
  });
});

describe("fillParameters", () => {
  it.each([
    ["SELECT $sla_low_hours", "SELECT 48"],
    ["a > $sla_low_hours*2", "a > 48*2"],
    ["'$sla_low_hours' || '$x''$y'", "'$sla_low_hours' || '$x''$y'"],
    ['"$none"', '"$none"'],
    ["a -- $none\n, $sla_low_hours", "a -- $none\n, 48"],
    ["no dollars", "no dollars"],
  ])("turns %j into %j", (sql, filled) => {
    expect(fillParameters(sql, parameters)).toBe(filled);
  });

  it("refuses a parameter that no setting gives", () => {
    expect(() => fillParameters("$sla_hours", parameters)).toThrow("$sla_hours");
  });
});
