/*---
summary: Every survey answer or review once, its text masked.
entity: feedback
---*/
SELECT
  system,
  feedback_id,
  account_id,
  contact_id,
  body,
  rating,
  created_at,
  _origin
FROM conformed.feedback
