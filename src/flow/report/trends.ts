import { cell, isAny, type Block, type Cell } from "./document.ts";
import type { Answers } from "./answers.ts";
import type { Told } from "./report-queries.ts";

/** What changed: feelings, new issues, answers and SLA. */
export function trendBlocks(
  {
    sentiment,
    emerging,
    service,
    totals,
  }: Pick<Answers, "sentiment" | "emerging" | "service" | "totals">,
  hasAny: boolean,
): Block[] {
  const blocks: Block[] = [];
  if (hasAny) {
    blocks.push(heading("How customers felt"));
    blocks.push(
      isAny(cell(totals, "with_sentiment", "count"))
        ? feelings(sentiment)
        : paragraph("No sentiment was understood; `earshot models` lists the models in use."),
    );
  }
  blocks.push(heading("Emerging issues"));
  blocks.push(
    emerging.rows.length === 0
      ? paragraph("No issue grew beyond what chance and the weeks before let expect.")
      : newIssues(emerging),
  );
  blocks.push(heading("Answers and SLA, by week"));
  blocks.push(
    service.rows.length === 0 ? paragraph("No tickets came in these weeks.") : weeks(service),
  );
  return blocks;
}

function heading(text: string): Block {
  return { kind: "heading", level: 3, parts: [text] };
}

function paragraph(text: string): Block {
  return { kind: "paragraph", parts: [text] };
}

type Column = readonly [title: string, name: string, form: Cell["form"]];

function tableOf(told: Told, columns: readonly Column[]): Block {
  return {
    kind: "table",
    head: columns.map(([title]) => title),
    rows: told.rows.map((_, row) => columns.map(([, name, form]) => cell(told, name, form, row))),
  };
}

function feelings(told: Told): Block {
  return tableOf(told, [
    ["Sentiment", "sentiment", "code"],
    ["Conversations", "conversations", "count"],
    ["Share", "share", "percent"],
    ["Before", "conversations_before", "count"],
    ["Share before", "share_before", "percent"],
    ["Change", "change", "points"],
  ]);
}

function newIssues(told: Told): Block {
  return tableOf(told, [
    ["Issue", "issue_type", "code"],
    ["Week of", "week", "text"],
    ["Region", "region", "text"],
    ["Conversations", "conversations", "count"],
    ["Expected", "expected", "number"],
    ["Times", "ratio", "number"],
    ["q value", "q_value", "rate"],
  ]);
}

function weeks(told: Told): Block {
  return tableOf(told, [
    ["Week of", "week", "text"],
    ["Tickets", "tickets_opened", "count"],
    ["First answer, minutes", "median_first_response_minutes", "number"],
    ["Resolved, hours", "avg_resolution_hours", "number"],
    ["SLA breaches", "sla_breaches", "count"],
    ["In time", "sla_compliance", "percent"],
    ["CSAT", "avg_csat", "number"],
  ]);
}
