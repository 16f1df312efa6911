/*---
summary: Messages of tickets as support knows them, masked.
grain: [system, interaction_id]
columns:
  system:                { type: VARCHAR, doc: System that owns the ids }
  interaction_id:        { type: VARCHAR, doc: Message (message_id in silver.messages) }
  ticket_id:             { type: VARCHAR, doc: Ticket }
  interaction_timestamp: { type: TIMESTAMPTZ, doc: Sent }
  author_type:           { type: VARCHAR, doc: Who speaks }
  author_id:             { type: VARCHAR, doc: Id of the author }
  author_name:           { type: VARCHAR, doc: "Name; agents appear as `agent <id>`", pii: DIRECT_ID }
  message:               { type: VARCHAR, doc: What was said, pii: FREE_TEXT }
  interaction_type:      { type: VARCHAR, doc: Kind of message }
---*/
SELECT
  system,
  message_id AS interaction_id,
  ticket_id,
  sent_at AS interaction_timestamp,
  author_type,
  author_id,
  author_name,
  body AS message,
  message_type AS interaction_type
FROM silver.messages
WHERE ticket_id IS NOT NULL
