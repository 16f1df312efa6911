/*---
summary: Every message once in its conversation, masked.
entity: message
---*/
SELECT
  m.system,
  m.message_id,
  coalesce(m.conversation_id, c.conversation_id, m.ticket_id) AS conversation_id,
  m.ticket_id,
  m.author_type,
  m.author_id,
  CASE WHEN m.author_type = 'AGENT' THEN coalesce('agent ' || m.author_id, m.author_name) ELSE m.author_name END AS author_name,
  m.body,
  m.message_type,
  m.sent_at,
  m._origin
FROM conformed.messages AS m
LEFT JOIN silver.conversations AS c ON c.system = m.system AND c.conversation_id = 'ticket:' || m.ticket_id
