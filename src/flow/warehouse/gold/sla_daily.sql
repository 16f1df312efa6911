/*---
summary: One row per day and priority, with how many tickets were resolved in time and how fast the first answers came.
grain: [day, priority]
columns:
  day:                             { type: DATE, doc: Business day of the resolution }
  priority:                        { type: VARCHAR, doc: Priority }
  target_hours:                    { type: DOUBLE, doc: Hours within which a ticket is to be resolved }
  tickets_resolved:                { type: BIGINT, doc: Tickets resolved, check: ">= 1" }
  sla_breaches:                    { type: BIGINT, doc: Of them late }
  sla_compliance:                  { type: DOUBLE, doc: In time / resolved, check: BETWEEN 0 AND 1 }
  median_resolution_hours:         { type: DOUBLE, doc: Half of the tickets took less }
  p90_resolution_hours:            { type: DOUBLE, doc: Nine of ten took less }
  first_responses:                 { type: BIGINT, doc: Tickets with a first answer }
  first_response_compliance:       { type: DOUBLE, doc: First answers in time / first answers, check: BETWEEN 0 AND 1 }
  median_first_response_minutes:   { type: DOUBLE, doc: Half of the first answers took less }
  p90_first_response_minutes:      { type: DOUBLE, doc: Nine of ten took less }
---*/
SELECT
  day_of(resolved_at, $time_zone) AS day,
  priority,
  max(sla_target_hours) AS target_hours,
  count(*) AS tickets_resolved,
  count(*) FILTER (WHERE sla_breached) AS sla_breaches,
  part_of(count(*) FILTER (WHERE NOT sla_breached), count(*)) AS sla_compliance,
  percentile(resolution_time_hours, 0.5) AS median_resolution_hours,
  percentile(resolution_time_hours, 0.9) AS p90_resolution_hours,
  count(first_response_time_minutes) AS first_responses,
  part_of(
    count(*) FILTER (WHERE first_response_time_minutes <= sla_target_hours * 60 * $sla_first_response_share),
    count(first_response_time_minutes)) AS first_response_compliance,
  percentile(first_response_time_minutes, 0.5) AS median_first_response_minutes,
  percentile(first_response_time_minutes, 0.9) AS p90_first_response_minutes
FROM silver.tickets
WHERE resolved_at IS NOT NULL AND resolution_time_hours IS NOT NULL
GROUP BY day_of(resolved_at, $time_zone), priority
