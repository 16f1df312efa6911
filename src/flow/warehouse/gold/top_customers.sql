/*---
summary: The 50 customers with the most revenue; ties by value of all leads, lead score, then id.
grain: [rank]
columns:
  rank:              { type: BIGINT, doc: "1 is the largest", check: BETWEEN 1 AND 50 }
  system:            { type: VARCHAR, doc: System that owns the ids }
  customer_id:       { type: VARCHAR, doc: Customer }
  company_name:      { type: VARCHAR, doc: Company name }
  industry:          { type: VARCHAR, doc: Line of business }
  company_size:      { type: VARCHAR, doc: Size class }
  region:            { type: VARCHAR, doc: Sales region }
  total_revenue:     { type: "DECIMAL(18,2)", doc: Value of the leads won }
  total_deal_value:  { type: "DECIMAL(18,2)", doc: Value of all leads }
  win_rate:          { type: DOUBLE, doc: Won / (won + lost) }
  lead_score:        { type: DOUBLE, doc: "0 to 100" }
  lead_quality:      { type: VARCHAR, doc: "HOT, WARM, COOL or COLD" }
  preferred_channel: { type: VARCHAR, doc: How to reach it }
  days_since_last_interaction: { type: BIGINT, doc: Whole days since the last contact }
---*/
SELECT
  rank,
  system,
  customer_id,
  company_name,
  industry,
  company_size,
  region,
  total_revenue,
  total_deal_value,
  win_rate,
  lead_score,
  lead_quality,
  preferred_channel,
  days_since_last_interaction
FROM (
  SELECT
    *,
    row_number() OVER (
      ORDER BY total_revenue DESC, total_deal_value DESC, lead_score DESC, system, customer_id
    ) AS rank
  FROM gold.customer_features
)
WHERE rank <= 50
