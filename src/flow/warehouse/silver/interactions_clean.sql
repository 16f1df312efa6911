/*---
summary: Sales contacts as sales knows them, cleaned.
kind: full
grain: [system, interaction_id]
columns:
  system:           { type: VARCHAR, doc: System that owns the ids }
  interaction_id:   { type: VARCHAR, doc: Contact (activity_id in silver.activities) }
  customer_id:      { type: VARCHAR, doc: Customer }
  lead_id:          { type: VARCHAR, doc: Lead it was about }
  channel:          { type: VARCHAR, doc: Way of contact }
  outcome:          { type: VARCHAR, doc: How it went }
  duration_minutes: { type: DOUBLE, doc: Minutes it took, check: ">= 0" }
  interaction_date: { type: DATE, doc: Day of the contact }
---*/
SELECT
  system,
  activity_id AS interaction_id,
  account_id AS customer_id,
  lead_id,
  channel,
  outcome,
  duration_minutes,
  day_of(occurred_at, $time_zone) AS interaction_date
FROM silver.activities
