/*---
summary: One row per week, with what customers answered.
grain: [week]
columns:
  week:            { type: DATE, doc: Monday of the week the ticket was resolved (else opened) }
  nps_answers:     { type: BIGINT, doc: Answers to the NPS question }
  promoters:       { type: BIGINT, doc: Answers 9 and 10 }
  passives:        { type: BIGINT, doc: Answers 7 and 8 }
  detractors:      { type: BIGINT, doc: Answers 0 to 6 }
  nps:             { type: DOUBLE, doc: "Promoters − detractors in percent of the answers", check: BETWEEN -100 AND 100 }
  csat_answers:    { type: BIGINT, doc: Answers to the CSAT question }
  avg_csat:        { type: DOUBLE, doc: "Their mean, 1 to 5", check: BETWEEN 1 AND 5 }
  satisfied_share: { type: DOUBLE, doc: Answers 4 and 5 / answers, check: BETWEEN 0 AND 1 }
  positive_tickets: { type: BIGINT, doc: Tickets the source calls positive }
  negative_tickets: { type: BIGINT, doc: Tickets the source calls negative }
---*/
SELECT
  week_of(coalesce(resolved_at, created_at), $time_zone) AS week,
  count(nps_score) AS nps_answers,
  count(*) FILTER (WHERE nps_score >= 9) AS promoters,
  count(*) FILTER (WHERE nps_score BETWEEN 7 AND 8) AS passives,
  count(*) FILTER (WHERE nps_score <= 6) AS detractors,
  percent_of(count(*) FILTER (WHERE nps_score >= 9) - count(*) FILTER (WHERE nps_score <= 6), count(nps_score))
    AS nps,
  count(csat_score) AS csat_answers,
  mean(csat_score) AS avg_csat,
  part_of(count(*) FILTER (WHERE csat_score >= 4), count(csat_score)) AS satisfied_share,
  count(*) FILTER (WHERE sentiment = 'POSITIVE') AS positive_tickets,
  count(*) FILTER (WHERE sentiment = 'NEGATIVE') AS negative_tickets
FROM silver.tickets
GROUP BY week_of(coalesce(resolved_at, created_at), $time_zone)
