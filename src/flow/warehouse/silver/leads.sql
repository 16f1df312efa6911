/*---
summary: Every lead once, with its deal.
entity: lead
---*/
SELECT
  system,
  lead_id,
  account_id,
  product_id,
  agent_id,
  lead_source,
  deal_stage,
  deal_value,
  currency,
  created_at,
  closed_at,
  _origin
FROM conformed.leads
