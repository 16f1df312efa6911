/*---
summary: Every message once in its conversation, masked.
entity: message
---*/
SELECT
  system,
  message_id,
  coalesce(conversation_id, ticket_id) AS conversation_id,
  ticket_id,
  author_type,
  author_id,
  CASE WHEN author_type = 'AGENT' THEN coalesce('agent ' || author_id, author_name) ELSE author_name END AS author_name,
  body,
  message_type,
  sent_at,
  _origin
FROM conformed.messages
