/*---
summary: "Every agent once, shown as `agent <id>`."
entity: agent
---*/
SELECT
  system,
  agent_id,
  'agent ' || agent_id AS full_name,
  email,
  team,
  specialization,
  avg_csat,
  tickets_resolved,
  agent_status,
  department_id,
  capacity,
  _origin
FROM conformed.agents
