/*---
summary: One row per week with the numbers a leader asks for first.
grain: [week]
columns:
  week:                          { type: DATE, doc: Monday of the week }
  tickets_opened:                { type: BIGINT, doc: Tickets opened }
  critical_tickets:              { type: BIGINT, doc: Of them critical }
  still_open:                    { type: BIGINT, doc: "Of them neither resolved, closed nor cancelled" }
  tickets_resolved:              { type: BIGINT, doc: Of them resolved }
  avg_resolution_hours:          { type: DOUBLE, doc: Mean calendar hours to the resolution }
  median_first_response_minutes: { type: DOUBLE, doc: Half of the first answers took less }
  sla_breaches:                  { type: BIGINT, doc: Of them resolved late }
  sla_compliance:                { type: DOUBLE, doc: In time / resolved, check: BETWEEN 0 AND 1 }
  avg_csat:                      { type: DOUBLE, doc: "Mean satisfaction, 1 to 5", check: BETWEEN 1 AND 5 }
  companies:                     { type: BIGINT, doc: Different accounts that asked }
  top_subcategory:               { type: VARCHAR, doc: What most tickets were about }
  top_subcategory_tickets:       { type: BIGINT, doc: How many }
  top_subcategory_before:        { type: BIGINT, doc: How many the week before }
---*/
WITH
  tickets AS (
    SELECT *, week_of(created_at, $time_zone) AS week FROM silver.tickets
  ),
  subjects AS (
    SELECT week, subcategory, count(*) AS tickets FROM tickets WHERE subcategory IS NOT NULL GROUP BY week, subcategory
  ),
  ranked AS (
    SELECT *, row_number() OVER (PARTITION BY week ORDER BY tickets DESC, subcategory) AS place FROM subjects
  ),
  weeks AS (
    SELECT
      week,
      count(*) AS tickets_opened,
      count(*) FILTER (WHERE priority = 'CRITICAL') AS critical_tickets,
      count(*) FILTER (WHERE ticket_status IN ('OPEN', 'IN_PROGRESS', 'PENDING_CUSTOMER')) AS still_open,
      count(resolution_time_hours) AS tickets_resolved,
      mean(resolution_time_hours) AS avg_resolution_hours,
      percentile(first_response_time_minutes, 0.5) AS median_first_response_minutes,
      count(*) FILTER (WHERE sla_breached) AS sla_breaches,
      part_of(count(*) FILTER (WHERE resolution_time_hours IS NOT NULL AND NOT sla_breached), count(resolution_time_hours))
        AS sla_compliance,
      mean(csat_score) AS avg_csat,
      count(DISTINCT system || ' ' || account_id) AS companies
    FROM tickets
    GROUP BY week
  )
SELECT
  w.week,
  w.tickets_opened,
  w.critical_tickets,
  w.still_open,
  w.tickets_resolved,
  w.avg_resolution_hours,
  w.median_first_response_minutes,
  w.sla_breaches,
  w.sla_compliance,
  w.avg_csat,
  w.companies,
  r.subcategory AS top_subcategory,
  r.tickets AS top_subcategory_tickets,
  coalesce(b.tickets, 0) AS top_subcategory_before
FROM weeks AS w
LEFT JOIN ranked AS r ON r.week = w.week AND r.place = 1
LEFT JOIN subjects AS b ON b.subcategory = r.subcategory AND b.week = CAST(w.week - INTERVAL 7 DAYS AS DATE)
