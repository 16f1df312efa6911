import { cell, isAny, numberOf, type Cell, type Parts } from "./document.ts";
import type { Answers } from "./answers.ts";
import type { Told } from "./report-queries.ts";

/** From when on a change is worth an act: shares that grow or fall, issues whose share doubles. */
const shareStep = 0.05;
const timesUsual = 2;
const issueLeast = 5;
const misunderstoodMost = 0.2;

/**
 * What to do, by rules over the answers of the report's queries: each line holds the facts that it
 * stands on, and nothing is said for which there is no fact.
 */
export function recommend(answers: Answers): Parts[] {
  const lines = [
    ...newIssues(answers.emerging),
    ...grownIssues(answers),
    ...escalations(answers),
    ...leavers(answers.accounts),
    ...feelings(answers),
    ...lateness(answers.service),
    ...blindness(answers.totals),
  ];
  return lines.length > 0 ? lines : [["Nothing in these numbers calls for an act."]];
}

function newIssues(emerging: Told): Parts[] {
  const seen = new Set<unknown>();
  return emerging.rows.flatMap((one, row): Parts[] => {
    if (seen.has(one["issue_type"])) return [];
    seen.add(one["issue_type"]);
    return [
      [
        "Find the cause of ",
        cell(emerging, "issue_type", "code", row),
        ": ",
        cell(emerging, "conversations", "count", row),
        " conversations in the week of ",
        cell(emerging, "week", "text", row),
        " (region ",
        cell(emerging, "region", "text", row),
        "), where ",
        cell(emerging, "expected", "number", row),
        " were to be expected.",
      ],
    ];
  });
}

/** Issues whose share is twice the usual without being beyond chance. */
function grownIssues({ issues, emerging }: Answers): Parts[] {
  const told = new Set(emerging.rows.map((one) => one["issue_type"]));
  return issues.rows.flatMap((one, row): Parts[] => {
    const conversations = cell(issues, "conversations", "count", row);
    const share = cell(issues, "share", "percent", row);
    const usual = cell(issues, "usual_share", "percent", row);
    const isGrown =
      usual.value !== null &&
      numberOf(share) >= timesUsual * numberOf(usual) &&
      numberOf(conversations) >= issueLeast;
    if (!isGrown || told.has(one["issue_type"])) return [];
    return [
      [
        "Watch ",
        cell(issues, "issue_type", "code", row),
        ": ",
        conversations,
        " conversations, ",
        share,
        " of all where ",
        usual,
        " were usual; this may still be chance.",
      ],
    ];
  });
}

function escalations({ totals, escalated }: Answers): Parts[] {
  const count = cell(totals, "escalated", "count");
  if (!isAny(count)) return [];
  const ids = escalated.rows.map((_, row) => cell(escalated, "conversation_id", "text", row));
  return [["Answer the escalated conversations first, ", count, " in all: ", ...listed(ids), "."]];
}

function leavers(accounts: Told): Parts[] {
  if (accounts.rows.length === 0) return [];
  const named = accounts.rows.map((_, row) => [
    cell(accounts, "name", "text", row).value === null
      ? cell(accounts, "account_id", "text", row)
      : cell(accounts, "name", "text", row),
    " (",
    cell(accounts, "account_id", "text", row),
    ", ",
    cell(accounts, "reason", "text", row),
    ")",
  ]);
  const all = cell(accounts, "accounts_in_all", "count");
  const names = named.flatMap((one, i) => (i === 0 ? one : [", ", ...one]));
  return [
    ["Call the accounts at risk that spoke in these days, ", all, " in all: ", ...names, "."],
  ];
}

function feelings({ sentiment, issues }: Answers): Parts[] {
  const row = sentiment.rows.findIndex((one) => one["sentiment"] === "NEGATIVE");
  if (row === -1 || numberOf(cell(sentiment, "change", "points", row)) < shareStep) return [];
  const before = cell(sentiment, "share_before", "percent", row);
  const worst = mostNegative(issues);
  const where: Parts =
    worst === undefined
      ? []
      : [
          "; most negative is ",
          cell(issues, "issue_type", "code", worst),
          " (",
          cell(issues, "negative_share", "percent", worst),
          ")",
        ];
  return [
    [
      "Find out why customers feel worse: ",
      cell(sentiment, "share", "percent", row),
      " are negative, ",
      before,
      " were before",
      ...where,
      ".",
    ],
  ];
}

function mostNegative(issues: Told): number | undefined {
  const shares = issues.rows.map((_, row) =>
    numberOf(cell(issues, "negative_share", "percent", row)),
  );
  const most = Math.max(0, ...shares);
  return most === 0 ? undefined : shares.indexOf(most);
}

function lateness(service: Told): Parts[] {
  if (service.rows.length < 2) return [];
  const now = cell(service, "sla_compliance", "percent", 0);
  const before = cell(service, "sla_compliance", "percent", 1);
  if (numberOf(cell(service, "sla_change", "points", 0)) > -shareStep) return [];
  return [
    [
      "Look into late tickets: ",
      now,
      " were resolved in time of those opened in the week of ",
      cell(service, "week", "text", 0),
      ", ",
      before,
      " of the week before.",
    ],
  ];
}

function blindness(totals: Told): Parts[] {
  const share = cell(totals, "not_understood_share", "percent");
  if (numberOf(share) < misunderstoodMost) return [];
  return [
    [
      "Teach the models: the issue of ",
      cell(totals, "not_understood", "count"),
      " conversations (",
      share,
      ") was not understood; `earshot models` lists the models in use.",
    ],
  ];
}

function listed(cells: readonly Cell[]): Parts {
  return cells.flatMap((one, i) => (i === 0 ? [one] : [", ", one]));
}
