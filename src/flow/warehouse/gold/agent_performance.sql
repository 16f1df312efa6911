/*---
summary: One row per agent, over all tickets and over the last 30 days.
grain: [system, agent_id]
clock: day
columns:
  system:                       { type: VARCHAR, doc: System that owns the ids }
  agent_id:                     { type: VARCHAR, doc: Agent }
  agent_name:                   { type: VARCHAR, doc: "`agent <id>`", pii: EMPLOYEE }
  team:                         { type: VARCHAR, doc: Team }
  status:                       { type: VARCHAR, doc: Whether the agent works now }
  tickets_handled:              { type: BIGINT, doc: Tickets, check: ">= 0" }
  tickets_handled_30_days:      { type: BIGINT, doc: Tickets opened in the last 30 days, check: ">= 0" }
  open_tickets:                 { type: BIGINT, doc: "Tickets neither resolved, closed nor cancelled" }
  avg_resolution_hours:         { type: DOUBLE, doc: Mean calendar hours to the resolution }
  median_resolution_hours:      { type: DOUBLE, doc: Half of the tickets took less }
  median_first_response_minutes: { type: DOUBLE, doc: Half of the first answers took less }
  avg_csat:                     { type: DOUBLE, doc: "Mean satisfaction, 1 to 5", check: BETWEEN 1 AND 5 }
  csat_answers:                 { type: BIGINT, doc: Answers behind it }
  sla_breaches:                 { type: BIGINT, doc: Resolutions that came late }
  sla_compliance:               { type: DOUBLE, doc: In time / resolved, check: BETWEEN 0 AND 1 }
---*/
SELECT
  a.system,
  a.agent_id,
  a.full_name AS agent_name,
  a.team,
  a.agent_status AS status,
  count(t.ticket_id) AS tickets_handled,
  count(t.ticket_id) FILTER (WHERE t.created_at >= $as_of - INTERVAL 30 DAYS AND t.created_at <= $as_of)
    AS tickets_handled_30_days,
  count(t.ticket_id) FILTER (WHERE t.ticket_status IN ('OPEN', 'IN_PROGRESS', 'PENDING_CUSTOMER')) AS open_tickets,
  mean(t.resolution_time_hours) AS avg_resolution_hours,
  percentile(t.resolution_time_hours, 0.5) AS median_resolution_hours,
  percentile(t.first_response_time_minutes, 0.5) AS median_first_response_minutes,
  mean(t.csat_score) AS avg_csat,
  count(t.csat_score) AS csat_answers,
  count(t.ticket_id) FILTER (WHERE t.sla_breached) AS sla_breaches,
  part_of(count(t.ticket_id) FILTER (WHERE t.resolution_time_hours IS NOT NULL AND NOT t.sla_breached),
    count(t.ticket_id) FILTER (WHERE t.resolution_time_hours IS NOT NULL)) AS sla_compliance
FROM silver.agents AS a
LEFT JOIN silver.tickets AS t ON t.system = a.system AND t.agent_id = a.agent_id
GROUP BY a.system, a.agent_id, a.full_name, a.team, a.agent_status
