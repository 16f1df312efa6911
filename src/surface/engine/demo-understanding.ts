import type { Row } from "../../storage/duckdb/connection.ts";
import type { Earshot } from "./engine.ts";

/** What a lake's conversations say, in a few rows. */
export type Understanding = {
  /** One row: conversations, and of how many the issue is known. */
  counts: Row[];
  issues: Row[];
  sentiment: Row[];
  emerging: Row[];
  /** Accounts at risk, the surest first, each with the number of all. */
  accounts: Row[];
  /** The most urgent conversation. */
  urgent: Row[];
};

/** Asks the tables of gold what was understood. */
export async function readUnderstanding(
  earshot: Earshot,
  signal?: AbortSignal,
): Promise<Understanding> {
  const rows = (sql: string): Promise<Row[]> => earshot.rows(sql, { signal });
  return {
    counts: await rows(
      "SELECT count(*) AS conversations, count(issue_type) AS understood FROM customer_insights",
    ),
    issues: await rows(`
      SELECT issue_type, count(*) AS conversations FROM customer_insights
      WHERE issue_type IS NOT NULL GROUP BY issue_type ORDER BY 2 DESC, 1 LIMIT 4`),
    sentiment: await rows(`
      SELECT sentiment, round(100.0 * count(*) / sum(count(*)) OVER ()) AS percent
      FROM customer_insights WHERE sentiment IS NOT NULL GROUP BY sentiment ORDER BY 2 DESC, 1`),
    emerging: await rows(`
      SELECT issue_type, week, conversations, ratio FROM emerging_issues
      ORDER BY week DESC, q_value, region LIMIT 1`),
    accounts: await rows(`
      SELECT name, account_id, churn_risk_score, reason, count(*) OVER () AS accounts
      FROM at_risk_accounts ORDER BY signals > 0 DESC, churn_risk_score DESC, account_id LIMIT 1`),
    urgent: await rows(`
      SELECT conversation_id, ai_insight FROM customer_insights
      WHERE ai_insight LIKE '%High%'
      ORDER BY is_escalated DESC, priority_score DESC, last_at DESC, insight_id LIMIT 1`),
  };
}
