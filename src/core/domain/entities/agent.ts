import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "agent",
  table: "agents",
  summary: "A person who handles tickets or deals.",
  key: "agent_id",
  columns: {
    agent_id: { type: "VARCHAR", person: true, doc: "Agent" },
    full_name: {
      type: "VARCHAR",
      doc: "Shown as `agent <id>`",
      aliases: ["agent_name"],
      pii: "EMPLOYEE",
      pseudonym: "PERSON",
    },
    email: { type: "VARCHAR", doc: "E-mail address", pii: "EMPLOYEE", pseudonym: "EMAIL" },
    team: { type: "VARCHAR", doc: "Team", fold: "upper" },
    specialization: { type: "VARCHAR", doc: "What the agent knows best", fold: "upper" },
    avg_csat: { type: "DOUBLE", doc: "The source's own mean CSAT", check: "BETWEEN 1 AND 5" },
    tickets_resolved: { type: "BIGINT", doc: "The source's own count", check: ">= 0" },
    agent_status: {
      type: "VARCHAR",
      doc: "Whether the agent works now",
      aliases: ["status"],
      enumeration: "agent_status",
      default: "'ACTIVE'",
    },
    department_id: {
      type: "VARCHAR",
      doc: "Department",
      references: { entity: "department", orphan: "warn" },
    },
    capacity: { type: "BIGINT", doc: "Open tickets the agent may hold", check: ">= 0" },
  },
});
