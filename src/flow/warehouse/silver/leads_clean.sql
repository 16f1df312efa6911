/*---
summary: Leads as sales knows them, cleaned.
kind: full
grain: [system, lead_id]
columns:
  system:       { type: VARCHAR, doc: System that owns the ids }
  lead_id:      { type: VARCHAR, doc: Lead }
  customer_id:  { type: VARCHAR, doc: Customer (account_id in silver.leads) }
  product_id:   { type: VARCHAR, doc: Product on offer }
  lead_source:  { type: VARCHAR, doc: Where it came from }
  deal_status:  { type: VARCHAR, doc: "OPEN, WON, LOST or a finer stage (deal_stage in silver.leads)" }
  deal_value:   { type: "DECIMAL(18,2)", doc: Value of the deal, check: ">= 0" }
  created_date: { type: DATE, doc: Day it was opened }
  closed_date:  { type: DATE, doc: Day it was won or lost }
---*/
SELECT
  system,
  lead_id,
  account_id AS customer_id,
  product_id,
  lead_source,
  deal_stage AS deal_status,
  deal_value,
  day_of(created_at, $time_zone) AS created_date,
  day_of(closed_at, $time_zone) AS closed_date
FROM silver.leads
