import type { Settings } from "../../core/config/settings.ts";
import { queryNames, type Answers } from "./answers.ts";
import { centralQuotes } from "./central-quotes.ts";
import { cell, isAny, type Block, type Cell, type Parts, type Report } from "./document.ts";
import { recommend } from "./recommendations.ts";
import { askAll, type Ask } from "./report-queries.ts";
import { trendBlocks } from "./trends.ts";

/** Spans of as many days that the days of the report are compared with. */
const spansBefore = 4;
const quotesMost = 3;

export type ExecutiveReportOptions = {
  /** Days up to and with the day of `as_of`. */
  days: number;
  settings: Settings["report"];
};

/**
 * The report for whoever leads: what customers came with in the last days, what changed, what to
 * do. All of it stands on a dozen queries over gold, so it takes as long for 50,000 tickets as for
 * 500, in memory that does not grow with them.
 *
 * @throws LakeMovingError when runs go on changing the tables it reads.
 */
export async function executiveReport(
  ask: Ask,
  { days, settings }: ExecutiveReportOptions,
): Promise<Report> {
  const numbers = { ...settings, days, days_compared: days * (spansBefore + 1) };
  const answers = await askAll(queryNames, numbers, ask);
  const { period, totals } = answers;
  const hasAny = isAny(cell(totals, "conversations", "count"));
  return {
    name: "executive",
    title: [
      "What customers said, ",
      cell(period, "first_day", "text"),
      " to ",
      cell(period, "last_day", "text"),
    ],
    blocks: [
      ...headlines(answers, hasAny),
      heading("Main issues"),
      ...(hasAny ? issueBlocks(answers) : [nothing]),
      heading("Trends"),
      ...trendBlocks(answers, hasAny),
      heading("Recommendations"),
      { kind: "list", items: recommend(answers) },
      heading("What this stands on"),
      ...provenance(answers, hasAny),
    ],
    queries: queryNames.map((name) => answers[name]),
  };
}

const nothing: Block = { kind: "paragraph", parts: ["Nothing came in these days."] };

function heading(text: string, level: 2 | 3 = 2): Block {
  return { kind: "heading", level, parts: [text] };
}

function headlines({ period, totals }: Answers, hasAny: boolean): Block[] {
  const count = (column: string): Cell => cell(totals, column, "count");
  const days: Parts = [cell(period, "days", "count"), " days"];
  if (!hasAny) return [{ kind: "paragraph", parts: ["Nothing came in these ", ...days, "."] }];
  const compared: Parts =
    cell(totals, "usual", "number").value === null
      ? ["there is nothing before to compare with"]
      : [
          cell(totals, "usual", "number"),
          " were usual before (",
          cell(totals, "change", "change"),
          ")",
        ];
  const items: Parts[] = [
    [
      count("conversations"),
      " conversations of ",
      count("accounts"),
      " accounts in ",
      ...days,
      "; ",
      ...compared,
    ],
    [count("high_priority"), " of high priority, ", count("escalated"), " of them escalated"],
    [count("churn_signals"), " in which the customer says to leave"],
  ];
  if (isAny(count("with_sentiment")))
    items.push([
      cell(totals, "negative_share", "percent"),
      " negative, ",
      count("frustrated"),
      " of high frustration; mean sentiment ",
      cell(totals, "avg_sentiment_score", "number"),
    ]);
  return [{ kind: "list", items }];
}

function issueBlocks(answers: Answers): Block[] {
  const { issues, period } = answers;
  if (issues.rows.length === 0)
    return [
      {
        kind: "paragraph",
        parts: ["No conversation was understood well enough to name its issue."],
      },
    ];
  const table: Block = {
    kind: "table",
    head: [
      "Issue",
      "Conversations",
      "Share",
      "Accounts",
      "Usual",
      "Change",
      "Negative",
      "Sentiment",
      "Escalated",
    ],
    rows: issues.rows.map((_, row) => [
      cell(issues, "issue_type", "code", row),
      cell(issues, "conversations", "count", row),
      cell(issues, "share", "percent", row),
      cell(issues, "accounts", "count", row),
      cell(issues, "usual", "number", row),
      cell(issues, "change", "change", row),
      cell(issues, "negative_share", "percent", row),
      cell(issues, "avg_sentiment_score", "number", row),
      cell(issues, "escalated", "count", row),
    ]),
  };
  const said = issues.rows.flatMap((_, row) => quoteBlocks(answers, row));
  const rule: Block = {
    kind: "paragraph",
    parts: [
      "Quoted are masked summaries of typical conversations, where there are at least ",
      cell(period, "quote_conversations", "count"),
      " conversations of at least ",
      cell(period, "quote_accounts", "count"),
      " accounts.",
    ],
  };
  return [table, rule, ...said];
}

function quoteBlocks({ issues, quotes }: Answers, row: number): Block[] {
  const issue = cell(issues, "issue_type", "code", row);
  const places = quotes.rows.flatMap((one, i) => (one["issue_type"] === issue.value ? [i] : []));
  const text = (place: number, column: string): Cell => cell(quotes, column, "text", place);
  const candidates = places.map((place) => ({
    account: String(text(place, "account_id").value),
    text: String(text(place, "summary").value),
    vector: String(text(place, "vector").value),
  }));
  const chosen = centralQuotes(candidates, quotesMost).map((index) => places[index]!);
  const head: Block = { kind: "heading", level: 3, parts: [issue] };
  if (chosen.length === 0) return [head, { kind: "paragraph", parts: ["Too few to quote."] }];
  return [
    head,
    ...chosen.map((place): Block => ({
      kind: "quote",
      text: text(place, "summary"),
      conversation: text(place, "conversation_id"),
    })),
  ];
}

function provenance({ period, totals, models, run }: Answers, hasAny: boolean): Block[] {
  const items: Parts[] = [["As of ", cell(period, "as_of", "text")]];
  if (run.rows.length > 0)
    items.push(["Run ", cell(run, "run_id", "text"), ", ended ", cell(run, "ended_at", "text")]);
  if (hasAny) {
    const count = (column: string): Cell => cell(totals, column, "count");
    items.push(
      [count("conversations"), " conversations read, of ", count("tickets"), " tickets"],
      [count("not_understood"), " whose issue was not understood"],
      [
        count("low_confidence"),
        " whose category is doubtful (confidence below ",
        cell(period, "low_confidence", "number"),
        ")",
      ],
      ...models.rows.map((_, row): Parts => [
        "Categories of ",
        cell(models, "conversations", "count", row),
        " told by ",
        cell(models, "category_source", "text", row),
        "; model version ",
        cell(models, "model_version", "text", row),
      ]),
    );
  }
  return [{ kind: "list", items }];
}
