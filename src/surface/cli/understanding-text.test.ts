import { describe, expect, it } from "vitest";

import { understandingLines } from "./understanding-text.ts";

const nothing = { issues: [], sentiment: [], emerging: [], accounts: [], urgent: [] };

describe("understandingLines", () => {
  it("says the most in a few lines", () => {
    expect(
      understandingLines({
        counts: [{ conversations: "1200", understood: "1180" }],
        issues: [
          { issue_type: "PIX_PROBLEM", conversations: "90" },
          { issue_type: "REFUND", conversations: "70" },
        ],
        sentiment: [{ sentiment: "NEGATIVE", percent: 60 }],
        emerging: [
          { issue_type: "PIX_PROBLEM", week: "2026-01-05", conversations: "9", ratio: 4.5 },
        ],
        accounts: [{ name: null, account_id: "A1", reason: "says to leave", accounts: "3" }],
        urgent: [{ conversation_id: "C1", ai_insight: `High priority: ${"word ".repeat(70)}` }],
      }),
    ).toEqual([
      "  read        1,200 conversations, 20 of them not understood",
      "  about       pix problem 90, refund 70",
      "  they feel   60 % negative",
      "  growing     pix problem: 9 in the week of 2026-01-05, 4.5 times what was to be expected",
      "  at risk     3 accounts, first A1: says to leave",
      `  do first    C1 High priority: ${"word ".repeat(13).trim()}`,
      `              ${"word ".repeat(17).trim()}`,
      `              ${"word ".repeat(17)}…`,
    ]);
  });

  it("leaves out what is not known", () => {
    const counts = [{ conversations: "2", understood: "0" }];
    expect(understandingLines({ ...nothing, counts })).toEqual([
      "  read        2 conversations, 2 of them not understood",
    ]);
    expect(understandingLines({ ...nothing, counts: [{ conversations: "0" }] })).toEqual([
      "No conversations.",
    ]);
  });
});
