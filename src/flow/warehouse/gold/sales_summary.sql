/*---
summary: One row per day on which a lead was opened or closed; sums over the days are those over the leads.
grain: [day]
columns:
  day:              { type: DATE, doc: Business day; empty for leads that name no day }
  leads_created:    { type: BIGINT, doc: Leads opened, check: ">= 0" }
  value_created:    { type: "DECIMAL(18,2)", doc: Their value }
  leads_won:        { type: BIGINT, doc: Leads won }
  value_won:        { type: "DECIMAL(18,2)", doc: Their value }
  leads_lost:       { type: BIGINT, doc: Leads lost }
  value_lost:       { type: "DECIMAL(18,2)", doc: Their value }
  win_rate:         { type: DOUBLE, doc: Won / (won + lost) that day, check: BETWEEN 0 AND 1 }
  open_leads:       { type: BIGINT, doc: Leads open at the end of the day }
  open_value:       { type: "DECIMAL(18,2)", doc: Their value }
  value_won_so_far: { type: "DECIMAL(18,2)", doc: Value won up to and with this day }
---*/
WITH
  events AS (
    SELECT
      day_of(created_at, $time_zone) AS day,
      1 AS created, deal_value AS created_value, 0 AS won, 0 AS won_value, 0 AS lost, 0 AS lost_value
    FROM silver.leads
    UNION ALL
    SELECT
      coalesce(day_of(closed_at, $time_zone), day_of(created_at, $time_zone)),
      0, 0,
      CASE WHEN deal_stage = 'WON' THEN 1 ELSE 0 END,
      CASE WHEN deal_stage = 'WON' THEN deal_value ELSE 0 END,
      CASE WHEN deal_stage = 'LOST' THEN 1 ELSE 0 END,
      CASE WHEN deal_stage = 'LOST' THEN deal_value ELSE 0 END
    FROM silver.leads
    WHERE deal_stage IN ('WON', 'LOST')
  ),
  days AS (
    SELECT
      day,
      sum(created) AS created, sum(created_value) AS created_value,
      sum(won) AS won, sum(won_value) AS won_value,
      sum(lost) AS lost, sum(lost_value) AS lost_value
    FROM events
    GROUP BY day
  )
SELECT
  day,
  CAST(created AS BIGINT) AS leads_created,
  CAST(coalesce(created_value, 0) AS DECIMAL(18, 2)) AS value_created,
  CAST(won AS BIGINT) AS leads_won,
  CAST(coalesce(won_value, 0) AS DECIMAL(18, 2)) AS value_won,
  CAST(lost AS BIGINT) AS leads_lost,
  CAST(coalesce(lost_value, 0) AS DECIMAL(18, 2)) AS value_lost,
  part_of(won, won + lost) AS win_rate,
  CAST(sum(created - won - lost) OVER (ORDER BY day NULLS FIRST) AS BIGINT) AS open_leads,
  CAST(sum(coalesce(created_value, 0) - coalesce(won_value, 0) - coalesce(lost_value, 0))
    OVER (ORDER BY day NULLS FIRST) AS DECIMAL(18, 2)) AS open_value,
  CAST(sum(coalesce(won_value, 0)) OVER (ORDER BY day NULLS FIRST) AS DECIMAL(18, 2)) AS value_won_so_far
FROM days
