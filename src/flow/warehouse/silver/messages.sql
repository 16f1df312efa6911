/*---
summary: "Every message once, in its conversation; what was said stays empty until it is masked."
entity: message
---*/
SELECT
  system,
  message_id,
  coalesce(conversation_id, ticket_id) AS conversation_id,
  ticket_id,
  author_type,
  author_id,
  CASE WHEN author_type = 'AGENT' THEN 'agent ' || author_id END AS author_name,
  body,
  message_type,
  sent_at,
  _origin
FROM conformed.messages
