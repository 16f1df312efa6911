import { describe, expect, it } from "vitest";

import type { Row } from "../../storage/duckdb/connection.ts";
import { queryNames, type Answers } from "./answers.ts";
import type { Part } from "./document.ts";
import { recommend } from "./recommendations.ts";
import { showCell } from "./show-cell.ts";

const quiet = { escalated: 0, not_understood: 1, not_understood_share: 0.01 };

/** Answers without anything to act on, but for the rows given. */
function answersWith(rows: Partial<Record<keyof Answers, Row[]>>): Answers {
  const all: Partial<Record<keyof Answers, Row[]>> = { totals: [quiet], ...rows };
  return Object.fromEntries(
    queryNames.map((id) => [id, { id, title: id, sql: "", rows: all[id] ?? [], versions: {} }]),
  ) as Answers; // one of each name
}

const say = (parts: readonly Part[]): string =>
  parts.map((part) => (typeof part === "string" ? part : showCell(part))).join("");

const emerging = { issue_type: "PIX_PROBLEM", week: "2026-01-05", region: "ALL" };
const issue = { issue_type: "REFUND", conversations: "6", share: 0.2, usual_share: 0.1 };
const leaver = { account_id: "A1", name: "Ann's Ltd", reason: "says to leave", accounts_in_all: 1 };
const negative = { sentiment: "NEGATIVE", share: 0.4, share_before: 0.35, change: 0.05 };

describe("recommend", () => {
  it.each<[string, Partial<Record<keyof Answers, Row[]>>, string]>([
    [
      "an emerging issue",
      { emerging: [{ ...emerging, conversations: 9, expected: 2 }] },
      "Find the cause of Pix problem: 9 conversations in the week of 2026-01-05 (region ALL), where 2 were to be expected.",
    ],
    [
      "an issue whose share doubled",
      { issues: [issue] },
      "Watch Refund: 6 conversations, 20 % of all where 10 % were usual; this may still be chance.",
    ],
    [
      "escalated conversations",
      {
        totals: [{ ...quiet, escalated: "2" }],
        escalated: [{ conversation_id: "C1" }, { conversation_id: "C2" }],
      },
      "Answer the escalated conversations first, 2 in all: C1, C2.",
    ],
    [
      "accounts at risk",
      { accounts: [leaver, { ...leaver, name: null }] },
      "Call the accounts at risk that spoke in these days, 1 in all: Ann's Ltd (A1, says to leave), A1 (A1, says to leave).",
    ],
    [
      "worse feelings",
      { sentiment: [negative], issues: [{ ...issue, share: 0.1, negative_share: 0.7 }] },
      "Find out why customers feel worse: 40 % are negative, 35 % were before; most negative is Refund (70 %).",
    ],
    [
      "late tickets",
      {
        service: [
          { week: "2026-01-12", sla_compliance: 0.9, sla_change: -0.05 },
          { week: "2026-01-05", sla_compliance: 0.95 },
        ],
      },
      "Look into late tickets: 90 % were resolved in time of those opened in the week of 2026-01-12, 95 % of the week before.",
    ],
    [
      "what was not understood",
      { totals: [{ ...quiet, not_understood: 20, not_understood_share: 0.2 }] },
      "Teach the models: the issue of 20 conversations (20 %) was not understood; `earshot models` lists the models in use.",
    ],
  ])("tells of %s", (_, rows, line) => {
    expect(recommend(answersWith(rows)).map(say)).toEqual([line]);
  });

  it.each<[string, Partial<Record<keyof Answers, Row[]>>]>([
    ["nothing at all", {}],
    ["an issue that grew less", { issues: [{ ...issue, usual_share: 0.11 }] }],
    ["an issue of a few", { issues: [{ ...issue, conversations: "4" }] }],
    ["an issue without a past", { issues: [{ ...issue, usual_share: null }] }],
    ["feelings that changed little", { sentiment: [{ ...negative, change: 0.04 }] }],
    ["feelings without a past", { sentiment: [{ ...negative, change: null }] }],
    ["one week of tickets", { service: [{ week: "2026-01-12", sla_compliance: 0.5 }] }],
    [
      "a week in which nothing was resolved",
      {
        service: [
          { week: "2026-01-12", sla_compliance: null, sla_change: null },
          { week: "2026-01-05", sla_compliance: 0.95 },
        ],
      },
    ],
  ])("invents nothing about %s", (_, rows) => {
    expect(recommend(answersWith(rows)).map(say)).toEqual([
      "Nothing in these numbers calls for an act.",
    ]);
  });

  it("tells of an issue once, as emerging", () => {
    const rows = {
      emerging: [
        { ...emerging, issue_type: "REFUND", conversations: 9, expected: 2 },
        { ...emerging, issue_type: "REFUND", region: "SUL", conversations: 8, expected: 2 },
      ],
      issues: [issue],
    };
    expect(recommend(answersWith(rows))).toHaveLength(1);
  });
});
