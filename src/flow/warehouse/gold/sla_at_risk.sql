/*---
summary: Open tickets that are late or soon will be, the most urgent first; asked afresh each time.
kind: view
grain: [system, ticket_id]
clock: day
columns:
  system:           { type: VARCHAR, doc: System that owns the ids }
  ticket_id:        { type: VARCHAR, doc: Ticket }
  account_id:       { type: VARCHAR, doc: Account that waits }
  agent_id:         { type: VARCHAR, doc: Agent who handles it }
  priority:         { type: VARCHAR, doc: Priority }
  ticket_status:    { type: VARCHAR, doc: Where it stands }
  created_at:       { type: TIMESTAMPTZ, doc: Opened }
  sla_due_at:       { type: TIMESTAMPTZ, doc: When it is to be resolved }
  minutes_left:     { type: DOUBLE, doc: Minutes until then; below 0 it is late }
  share_left:       { type: DOUBLE, doc: Part of its time that is left }
---*/
SELECT
  system,
  ticket_id,
  account_id,
  agent_id,
  priority,
  ticket_status,
  created_at,
  sla_due_at,
  minutes_between($as_of, sla_due_at) AS minutes_left,
  round(minutes_between($as_of, sla_due_at) / (sla_target_hours * 60), 6) AS share_left
FROM silver.tickets
WHERE
  ticket_status IN ('OPEN', 'IN_PROGRESS', 'PENDING_CUSTOMER')
  AND minutes_between($as_of, sla_due_at) < sla_target_hours * 60 * $sla_at_risk_share
ORDER BY minutes_left, system, ticket_id
