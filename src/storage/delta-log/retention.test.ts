import { describe, expect, it } from "vitest";

import { fileRetentionMs, parseInterval } from "./retention.ts";

const hourMs = 3_600_000;

describe("parseInterval", () => {
  it.each([
    ["interval 7 days", 168 * hourMs],
    ["interval 1 week", 168 * hourMs],
    ["30 days", 720 * hourMs],
    ["INTERVAL 2 WEEKS 12 hours", 348 * hourMs],
    ["interval 90 minutes 30 seconds", 1.5 * hourMs + 30_000],
    ["interval 0 hours", 0],
    ["interval 1500 milliseconds", 1_500],
    ["interval '30' days", 720 * hourMs],
    ["interval '30 days'", 720 * hourMs],
    ["interval\t30\tdays", 720 * hourMs],
    ["interval 1 month", undefined],
    ["interval -1 days", undefined],
    ["7", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("takes %j for %j ms", (text, ms) => {
    expect(parseInterval(text)).toBe(ms);
  });
});

describe("fileRetentionMs", () => {
  it.each([
    [{}, 168 * hourMs],
    [{ "delta.deletedFileRetentionDuration": "interval 30 days" }, 720 * hourMs],
    [{ "delta.deletedFileRetentionDuration": "interval 3 months" }, Infinity],
  ])("of %j is %d", (properties, ms) => {
    expect(fileRetentionMs(properties)).toBe(ms);
  });
});
