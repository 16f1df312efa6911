/*---
summary: Every ticket once, with the SLA it runs under; region is its own, else its account's.
entity: ticket
---*/
SELECT
  t.system,
  t.ticket_id,
  t.account_id,
  t.contact_id,
  t.agent_id,
  t.department_id,
  t.ticket_status,
  t.priority,
  t.category,
  t.subcategory,
  t.channel,
  t.subject,
  t.description,
  coalesce(t.region, a.region, 'UNKNOWN') AS region,
  t.created_at,
  coalesce(t.first_response_at, add_hours(t.created_at, t.first_response_time_minutes / 60.0)) AS first_response_at,
  coalesce(t.resolved_at, t.closed_at, add_hours(t.created_at, t.resolution_time_hours)) AS resolved_at,
  t.closed_at,
  coalesce(t.first_response_time_minutes, minutes_between(t.created_at, t.first_response_at)) AS first_response_time_minutes,
  coalesce(t.resolution_time_hours, minutes_between(t.created_at, coalesce(t.resolved_at, t.closed_at)) / 60.0) AS resolution_time_hours,
  t.sla_target_hours,
  add_hours(t.created_at, t.sla_target_hours) AS sla_due_at,
  coalesce(
    coalesce(t.resolution_time_hours, minutes_between(t.created_at, coalesce(t.resolved_at, t.closed_at)) / 60.0)
      > t.sla_target_hours,
    t.sla_breached,
    false
  ) AS sla_breached,
  t.csat_score,
  t.nps_score,
  t.sentiment,
  t.tags,
  t._origin
FROM (
  SELECT
    * EXCLUDE (sla_target_hours),
    coalesce(
      sla_target_hours,
      CASE priority
        WHEN 'CRITICAL' THEN $sla_critical_hours
        WHEN 'HIGH' THEN $sla_high_hours
        WHEN 'LOW' THEN $sla_low_hours
        ELSE $sla_medium_hours
      END
    ) AS sla_target_hours
  FROM conformed.tickets
) AS t
LEFT JOIN silver.accounts AS a ON a.system = t.system AND a.account_id = t.account_id
