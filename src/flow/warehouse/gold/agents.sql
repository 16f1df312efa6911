/*---
summary: Agents as support knows them, shown by their ids.
grain: [system, agent_id]
columns:
  system:           { type: VARCHAR, doc: System that owns the ids }
  agent_id:         { type: VARCHAR, doc: Agent }
  agent_name:       { type: VARCHAR, doc: "`agent <id>`", pii: EMPLOYEE }
  email:            { type: VARCHAR, doc: E-mail address, pii: EMPLOYEE }
  team:             { type: VARCHAR, doc: Team }
  specialization:   { type: VARCHAR, doc: What the agent knows best }
  avg_csat:         { type: DOUBLE, doc: The source's own mean CSAT }
  tickets_resolved: { type: BIGINT, doc: The source's own count }
  status:           { type: VARCHAR, doc: Whether the agent works now }
---*/
SELECT
  system,
  agent_id,
  full_name AS agent_name,
  email,
  team,
  specialization,
  avg_csat,
  tickets_resolved,
  agent_status AS status
FROM silver.agents
