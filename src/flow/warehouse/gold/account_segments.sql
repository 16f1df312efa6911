/*---
summary: One row per account with its value tier and the segment it is treated as; the first that fits counts.
grain: [system, account_id]
clock: day
columns:
  system:             { type: VARCHAR, doc: System that owns the ids }
  account_id:         { type: VARCHAR, doc: Account }
  name:               { type: VARCHAR, doc: Company name }
  industry:           { type: VARCHAR, doc: "Line of business; the source's segment where it names none" }
  region:             { type: VARCHAR, doc: Region }
  value_tier:         { type: VARCHAR, doc: "HIGH: a key industry with a contract, or among the largest by volume or deals; else STANDARD" }
  segment:            { type: VARCHAR, doc: "CHURNED, AT_RISK, NEW, DORMANT, KEY or REGULAR" }
  reason:             { type: VARCHAR, doc: Why }
  churn_risk_score:   { type: DOUBLE, doc: The source's own churn risk }
  monthly_transaction_volume: { type: "DECIMAL(18,2)", doc: Turnover a month }
  total_deal_value:   { type: "DECIMAL(18,2)", doc: Value of all leads }
  tenure_days:        { type: BIGINT, doc: Days since the contract began }
  last_contact_at:    { type: TIMESTAMPTZ, doc: "Last ticket, conversation or sales contact" }
  days_since_contact: { type: BIGINT, doc: Days since then }
---*/
WITH
  touches AS (
    SELECT system, account_id, created_at AS touched_at FROM silver.tickets
    UNION ALL SELECT system, account_id, started_at FROM silver.conversations
    UNION ALL SELECT system, account_id, occurred_at FROM silver.activities
  ),
  last_touch AS (
    SELECT system, account_id, max(touched_at) AS last_contact_at FROM touches WHERE touched_at <= $as_of GROUP BY system, account_id
  ),
  deals AS (
    SELECT system, account_id, sum(deal_value) AS total_deal_value FROM silver.leads GROUP BY system, account_id
  ),
  accounts AS (
    SELECT
      a.*,
      coalesce(a.industry, a.segment) AS line,
      d.total_deal_value,
      calendar_days(a.contract_start_date, day_of($as_of, $time_zone)) AS tenure_days,
      l.last_contact_at,
      days_between(l.last_contact_at, $as_of) AS days_since_contact,
      percent_rank() OVER (PARTITION BY a.system ORDER BY a.monthly_transaction_volume NULLS FIRST) AS volume_rank,
      percent_rank() OVER (PARTITION BY a.system ORDER BY d.total_deal_value NULLS FIRST) AS deal_rank
    FROM silver.accounts AS a
    LEFT JOIN last_touch AS l ON l.system = a.system AND l.account_id = a.account_id
    LEFT JOIN deals AS d ON d.system = a.system AND d.account_id = a.account_id
  ),
  tiers AS (
    SELECT
      *,
      CASE
        WHEN list_contains($value_tier_industries, line) AND contract_start_date IS NOT NULL THEN 'HIGH'
        WHEN monthly_transaction_volume > 0 AND volume_rank >= 1 - $value_tier_top_share THEN 'HIGH'
        WHEN total_deal_value > 0 AND deal_rank >= 1 - $value_tier_top_share THEN 'HIGH'
        ELSE 'STANDARD'
      END AS value_tier
    FROM accounts
  ),
  segments AS (
    SELECT
      *,
      CASE
        WHEN account_status = 'CHURNED' THEN 'CHURNED'
        WHEN churn_risk_score > $segments_risk THEN 'AT_RISK'
        WHEN tenure_days < $segments_tenure_days_new THEN 'NEW'
        WHEN account_status = 'INACTIVE' OR days_since_contact > $segments_quiet_days THEN 'DORMANT'
        WHEN value_tier = 'HIGH' THEN 'KEY'
        ELSE 'REGULAR'
      END AS kind
    FROM tiers
  )
SELECT
  system,
  account_id,
  name,
  line AS industry,
  region,
  value_tier,
  kind AS segment,
  CASE kind
    WHEN 'CHURNED' THEN 'the source says it left'
    WHEN 'AT_RISK' THEN 'churn risk above the limit'
    WHEN 'NEW' THEN 'contract is young'
    WHEN 'DORMANT' THEN 'inactive, or no contact for long'
    WHEN 'KEY' THEN 'high value, in good standing'
    ELSE 'none of the others'
  END AS reason,
  churn_risk_score,
  monthly_transaction_volume,
  CAST(total_deal_value AS DECIMAL(18, 2)) AS total_deal_value,
  tenure_days,
  last_contact_at,
  days_since_contact
FROM segments
