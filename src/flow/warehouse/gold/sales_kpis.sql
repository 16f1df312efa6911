/*---
summary: The eight numbers of sales, over the rows as they came (typed, nothing else) and over the cleaned ones.
kind: view
grain: [position]
columns:
  position:    { type: BIGINT, doc: Place in the list }
  kpi:         { type: VARCHAR, doc: What is measured }
  unit:        { type: VARCHAR, doc: "USD, count, points (0 to 100) or percent" }
  raw_value:   { type: DOUBLE, doc: Over the rows as they came }
  clean_value: { type: DOUBLE, doc: "Over silver and gold" }
  base:        { type: BIGINT, doc: Rows the clean value stands on }
---*/
WITH
  sides AS (
    SELECT 'raw' AS side UNION ALL SELECT 'clean'
  ),
  leads AS (
    SELECT 'raw' AS side, deal_value, deal_stage FROM raw.leads
    UNION ALL
    SELECT 'clean', deal_value, deal_stage FROM silver.leads
  ),
  features AS (
    SELECT 'raw' AS side, lead_score, lead_quality, total_revenue FROM raw.customer_features
    UNION ALL
    SELECT 'clean', lead_score, lead_quality, total_revenue FROM gold.customer_features
  ),
  contacts AS (
    SELECT 'raw' AS side FROM raw.activities
    UNION ALL
    SELECT 'clean' FROM silver.activities
  ),
  lead_numbers AS (
    SELECT
      side,
      count(*) AS leads,
      count(deal_value) AS valued,
      count(*) FILTER (WHERE deal_stage IN ('WON', 'LOST')) AS closed,
      CAST(sum(deal_value) AS DOUBLE) AS total_value,
      mean(deal_value) AS avg_value,
      percent_of(count(*) FILTER (WHERE deal_stage = 'WON'), count(*) FILTER (WHERE deal_stage IN ('WON', 'LOST')))
        AS win_rate
    FROM leads
    GROUP BY side
  ),
  feature_numbers AS (
    SELECT
      side,
      count(*) AS customers,
      mean(lead_score) AS avg_score,
      percent_of(count(*) FILTER (WHERE lead_quality = 'HOT'), count(*)) AS hot_share,
      CAST(max(total_revenue) AS DOUBLE) AS top_revenue
    FROM features
    GROUP BY side
  ),
  contact_numbers AS (
    SELECT side, count(*) AS contacts FROM contacts GROUP BY side
  ),
  numbers AS (
    SELECT *
    FROM sides
    LEFT JOIN lead_numbers USING (side)
    LEFT JOIN feature_numbers USING (side)
    LEFT JOIN contact_numbers USING (side)
  ),
  kpis AS (
    SELECT side, 1 AS position, 'Total deal value' AS kpi, 'USD' AS unit, total_value AS value, leads AS base FROM numbers
    UNION ALL SELECT side, 2, 'Average deal value', 'USD', avg_value, valued FROM numbers
    UNION ALL SELECT side, 3, 'Total customers', 'count', coalesce(customers, 0), coalesce(customers, 0) FROM numbers
    UNION ALL SELECT side, 4, 'Total interactions', 'count', coalesce(contacts, 0), coalesce(contacts, 0) FROM numbers
    UNION ALL SELECT side, 5, 'Average lead score', 'points', avg_score, customers FROM numbers
    UNION ALL SELECT side, 6, 'Hot leads', 'percent', hot_share, customers FROM numbers
    UNION ALL SELECT side, 7, 'Win rate', 'percent', win_rate, closed FROM numbers
    UNION ALL SELECT side, 8, 'Top customer revenue', 'USD', top_revenue, customers FROM numbers
  )
SELECT
  position,
  kpi,
  unit,
  max(CASE WHEN side = 'raw' THEN value END) AS raw_value,
  max(CASE WHEN side = 'clean' THEN value END) AS clean_value,
  coalesce(max(CASE WHEN side = 'clean' THEN base END), 0) AS base
FROM kpis
GROUP BY position, kpi, unit
