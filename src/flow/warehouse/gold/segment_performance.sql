/*---
summary: One row per segment, with how its accounts do.
grain: [segment]
columns:
  segment:              { type: VARCHAR, doc: Segment }
  accounts:             { type: BIGINT, doc: Accounts, check: ">= 1" }
  high_value_accounts:  { type: BIGINT, doc: Of them of high value }
  tickets:              { type: BIGINT, doc: Their tickets }
  tickets_per_account:  { type: DOUBLE, doc: Tickets / accounts }
  sla_breaches:         { type: BIGINT, doc: Of the tickets resolved late }
  avg_csat:             { type: DOUBLE, doc: "Mean satisfaction, 1 to 5" }
  avg_churn_risk:       { type: DOUBLE, doc: "Mean churn risk, 0 to 1" }
  total_revenue:        { type: "DECIMAL(18,2)", doc: Value of the leads won }
---*/
WITH
  ticket_totals AS (
    SELECT
      system, account_id, count(*) AS tickets, count(*) FILTER (WHERE sla_breached) AS breaches,
      sum(csat_score) AS csat_sum, count(csat_score) AS csat_answers
    FROM silver.tickets
    GROUP BY system, account_id
  ),
  revenue AS (
    SELECT system, account_id, sum(deal_value) AS revenue
    FROM silver.leads
    WHERE deal_stage = 'WON'
    GROUP BY system, account_id
  )
SELECT
  s.segment,
  count(*) AS accounts,
  count(*) FILTER (WHERE s.value_tier = 'HIGH') AS high_value_accounts,
  CAST(coalesce(sum(t.tickets), 0) AS BIGINT) AS tickets,
  part_of(coalesce(sum(t.tickets), 0), count(*)) AS tickets_per_account,
  CAST(coalesce(sum(t.breaches), 0) AS BIGINT) AS sla_breaches,
  part_of(sum(t.csat_sum), sum(t.csat_answers)) AS avg_csat,
  mean(s.churn_risk_score) AS avg_churn_risk,
  CAST(coalesce(sum(r.revenue), 0) AS DECIMAL(18, 2)) AS total_revenue
FROM gold.account_segments AS s
LEFT JOIN ticket_totals AS t ON t.system = s.system AND t.account_id = s.account_id
LEFT JOIN revenue AS r ON r.system = s.system AND r.account_id = s.account_id
GROUP BY s.segment
