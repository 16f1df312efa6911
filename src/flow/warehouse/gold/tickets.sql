/*---
summary: Tickets as support knows them, under support's own names of columns and categories.
grain: [system, ticket_id]
columns:
  system:                      { type: VARCHAR, doc: System that owns the ids }
  ticket_id:                   { type: VARCHAR, doc: Ticket }
  company_id:                  { type: VARCHAR, doc: Company that asks }
  customer_id:                 { type: VARCHAR, doc: Person who asks }
  agent_id:                    { type: VARCHAR, doc: Agent who handles it }
  created_at:                  { type: TIMESTAMPTZ, doc: Opened }
  status:                      { type: VARCHAR, doc: Where it stands }
  priority:                    { type: VARCHAR, doc: Decides the SLA }
  category:                    { type: VARCHAR, doc: "What it is about; BILLING is FINANCIAL here, SALES is COMMERCIAL" }
  subcategory:                 { type: VARCHAR, doc: What exactly }
  channel:                     { type: VARCHAR, doc: How it came }
  subject:                     { type: VARCHAR, doc: Subject line, pii: FREE_TEXT }
  description:                 { type: VARCHAR, doc: What the customer wrote, pii: FREE_TEXT }
  region:                      { type: VARCHAR, doc: Region }
  resolution_time_hours:       { type: DOUBLE, doc: Calendar hours to the resolution }
  first_response_time_minutes: { type: DOUBLE, doc: Minutes to the first answer }
  sla_target_hours:            { type: DOUBLE, doc: Hours within which it is to be resolved }
  sla_due_at:                  { type: TIMESTAMPTZ, doc: When it is to be resolved }
  sla_breached:                { type: BOOLEAN, doc: Whether the resolution came late }
  nps_score:                   { type: BIGINT, doc: "Answer to the NPS question, 0 to 10" }
  csat_score:                  { type: BIGINT, doc: "Satisfaction, 1 to 5" }
  sentiment:                   { type: VARCHAR, doc: The source's own sentiment }
  tags:                        { type: "VARCHAR[]", doc: The source's own tags }
---*/
SELECT
  system,
  ticket_id,
  account_id AS company_id,
  contact_id AS customer_id,
  agent_id,
  created_at,
  ticket_status AS status,
  priority,
  CASE category WHEN 'BILLING' THEN 'FINANCIAL' WHEN 'SALES' THEN 'COMMERCIAL' ELSE category END AS category,
  subcategory,
  channel,
  subject,
  description,
  region,
  resolution_time_hours,
  first_response_time_minutes,
  sla_target_hours,
  sla_due_at,
  sla_breached,
  nps_score,
  csat_score,
  sentiment,
  tags
FROM silver.tickets
