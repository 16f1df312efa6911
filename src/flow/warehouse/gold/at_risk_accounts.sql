/*---
summary: Accounts that may leave, the largest risk first; why, and when their own words first told it.
grain: [system, account_id]
columns:
  system:               { type: VARCHAR, doc: System that owns the ids }
  account_id:           { type: VARCHAR, doc: Account }
  name:                 { type: VARCHAR, doc: Company name }
  value_tier:           { type: VARCHAR, doc: Value tier }
  churn_risk_score:     { type: DOUBLE, doc: Churn risk, check: BETWEEN 0 AND 1 }
  at_risk:              { type: BOOLEAN, doc: Whether that risk is above `segments.risk` }
  signals:              { type: BIGINT, doc: Conversations that say to leave or are escalated }
  first_signal_at:      { type: TIMESTAMPTZ, doc: When the last message of the first of them came }
  last_signal_at:       { type: TIMESTAMPTZ, doc: The same of the last of them }
  keyword_reported_on:  { type: DATE, doc: When a weekly report by keywords would have told of it }
  hours_before_keywords: { type: DOUBLE, doc: "Hours from the first signal to the start of the day of that report; NULL where either is missing" }
  reason:               { type: VARCHAR, doc: Why it is here }
---*/
WITH
  signals AS (
    SELECT
      system,
      account_id,
      count(*) AS signals,
      min(last_at) AS first_signal_at,
      max(last_at) AS last_signal_at,
      count(*) FILTER (WHERE has_churn_signal) AS churn_signals,
      count(*) FILTER (WHERE is_escalated) AS escalations
    FROM gold.customer_insights
    WHERE account_id IS NOT NULL AND (has_churn_signal OR is_escalated)
    GROUP BY system, account_id
  )
SELECT
  a.system,
  a.account_id,
  a.name,
  a.value_tier,
  a.churn_risk_score,
  coalesce(a.churn_risk_score > $segments_risk, false) AS at_risk,
  coalesce(s.signals, 0) AS signals,
  s.first_signal_at,
  s.last_signal_at,
  k.first_reported_on AS keyword_reported_on,
  round(minutes_between(s.first_signal_at, start_of_day(k.first_reported_on, $time_zone)) / 60, 2) AS hours_before_keywords,
  concat_ws(
    ', ',
    CASE WHEN a.churn_risk_score > $segments_risk THEN 'churn risk above ' || CAST($segments_risk AS VARCHAR) END,
    CASE WHEN s.churn_signals > 0 THEN 'says to leave' END,
    CASE WHEN s.escalations > 0 THEN 'escalated' END
  ) AS reason
FROM gold.account_segments AS a
LEFT JOIN signals AS s ON s.system = a.system AND s.account_id = a.account_id
LEFT JOIN gold.keyword_baseline AS k ON k.system = a.system AND k.account_id = a.account_id
WHERE a.churn_risk_score > $segments_risk OR s.signals > 0
