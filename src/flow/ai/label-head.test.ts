import { describe, expect, it } from "vitest";

import { Settings } from "../../core/config/settings.ts";
import { matchLabels } from "./label-head.ts";

const settings = Settings.parse({});
const known = new Map([
  ["category", ["BILLING", "OTHER", "TECHNICAL"]],
  ["sentiment", ["MIXED", "NEGATIVE", "NEUTRAL", "POSITIVE"]],
  ["returns-reason", ["damaged", "too late"]],
]);

describe("matchLabels", () => {
  it.each([
    [["positive", "negative"], "sentiment", ["POSITIVE", "NEGATIVE"]],
    [["Billing", "technical support"], "category", ["BILLING", "TECHNICAL"]],
    [["Too Late", "DAMAGED"], "returns-reason", ["too late", "damaged"]],
    [["low", "critical"], "urgency", ["LOW", "CRITICAL"]],
  ])("finds %j in %s", (labels, task, own) => {
    expect(matchLabels(labels, known, settings)).toEqual({ task, own });
  });

  it.each([
    [["billing", "shipping"]],
    [["technical", "technical support"]], // both mean the same
    [["constructor", "toString"]],
  ])("finds no task for %j", (labels) => {
    expect(matchLabels(labels, known, settings)).toBeUndefined();
  });
});
