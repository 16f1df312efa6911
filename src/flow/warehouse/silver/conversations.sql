/*---
summary: "Every conversation once. The messages of a ticket are one, under the ticket's id; `ticket:<id>` where another conversation has that id."
entity: conversation
---*/
SELECT
  c.system,
  c.conversation_id,
  c.ticket_id,
  c.account_id,
  c.contact_id,
  c.channel,
  coalesce(c.region, a.region, 'UNKNOWN') AS region,
  c.started_at,
  c.ended_at,
  c._origin
FROM (
  SELECT
    system, conversation_id, ticket_id, account_id, contact_id, channel, region, started_at, ended_at, _origin
  FROM conformed.conversations
  UNION ALL
  SELECT
    t.system, coalesce('ticket:' || other.conversation_id, t.ticket_id), t.ticket_id, t.account_id, t.contact_id, t.channel, t.region,
    m.started_at, m.ended_at,
    derived_origin(t._source, t._file, t._row)
  FROM silver.tickets AS t
  JOIN (
    SELECT system, ticket_id, min(sent_at) AS started_at, max(sent_at) AS ended_at
    FROM conformed.messages
    WHERE ticket_id IS NOT NULL AND conversation_id IS NULL
    GROUP BY system, ticket_id
  ) AS m ON m.system = t.system AND m.ticket_id = t.ticket_id
  LEFT JOIN (
    SELECT DISTINCT system, conversation_id
    FROM conformed.conversations
    WHERE ticket_id IS NULL OR ticket_id <> conversation_id
  ) AS other ON other.system = t.system AND other.conversation_id = t.ticket_id
) AS c
LEFT JOIN silver.accounts AS a ON a.system = c.system AND a.account_id = c.account_id
