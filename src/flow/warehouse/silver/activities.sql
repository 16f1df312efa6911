/*---
summary: Every sales contact once.
entity: activity
---*/
SELECT
  system,
  activity_id,
  lead_id,
  account_id,
  channel,
  outcome,
  duration_minutes,
  occurred_at,
  _origin
FROM conformed.activities
