-- Answers and SLA of the tickets opened this week and in the two weeks before
SELECT
  week,
  tickets_opened,
  round(median_first_response_minutes, 1) AS median_first_response_minutes,
  round(avg_resolution_hours, 1) AS avg_resolution_hours,
  sla_breaches,
  round(sla_compliance, 4) AS sla_compliance,
  round(sla_compliance - lag(sla_compliance) OVER (ORDER BY week), 4) AS sla_change,
  round(avg_csat, 2) AS avg_csat
FROM gold.executive_weekly
WHERE week <= CURRENT_DATE AND week > CURRENT_DATE - INTERVAL 21 DAYS
ORDER BY week DESC
