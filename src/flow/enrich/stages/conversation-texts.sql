SELECT
  m.system,
  m.conversation_id,
  coalesce(m.ticket_id, c.ticket_id) AS ticket_id,
  m.message_id,
  m.author_type,
  coalesce(m.sent_at, c.started_at) AS sent_at,
  m._source AS source,
  m.body
FROM silver.messages AS m
LEFT JOIN silver.conversations AS c ON c.system = m.system AND c.conversation_id = m.conversation_id
WHERE
  m.message_type = 'MESSAGE'
  AND (m.author_type IS NULL OR m.author_type IN ('CONTACT', 'AGENT'))
  AND m.conversation_id IS NOT NULL
UNION ALL
SELECT
  t.system,
  -- A desk that counts tickets and chats from 1 each has both under one id.
  coalesce(c.conversation_id, 'ticket:' || other.conversation_id, t.ticket_id) AS conversation_id,
  t.ticket_id,
  '' AS message_id,
  'CONTACT' AS author_type,
  t.created_at AS sent_at,
  t._source AS source,
  ticket_text(t.subject, t.description) AS body
FROM silver.tickets AS t
LEFT JOIN (
  SELECT system, ticket_id, min(conversation_id) AS conversation_id
  FROM (
    SELECT system, ticket_id, conversation_id FROM silver.conversations
    UNION ALL
    SELECT system, ticket_id, conversation_id FROM silver.messages
  ) AS named
  WHERE ticket_id IS NOT NULL AND conversation_id IS NOT NULL
  GROUP BY system, ticket_id
) AS c ON c.system = t.system AND c.ticket_id = t.ticket_id
LEFT JOIN silver.conversations AS other ON other.system = t.system AND other.conversation_id = t.ticket_id
WHERE ticket_text(t.subject, t.description) IS NOT NULL
