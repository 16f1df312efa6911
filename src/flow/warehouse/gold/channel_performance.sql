/*---
summary: One row per channel of sales, with how well contacts went.
grain: [channel]
columns:
  channel:                 { type: VARCHAR, doc: Way of contact; UNKNOWN where none is given }
  total_interactions:      { type: BIGINT, doc: Contacts, check: ">= 1" }
  customers:               { type: BIGINT, doc: Different customers }
  meetings:                { type: BIGINT, doc: Contacts that led to a meeting }
  good_interactions:       { type: BIGINT, doc: "Contacts that ended in a meeting, positively or with a reply" }
  good_rate:               { type: DOUBLE, doc: Good contacts / contacts, check: BETWEEN 0 AND 1 }
  no_answers:              { type: BIGINT, doc: Contacts without an answer }
  no_answer_rate:          { type: DOUBLE, doc: Contacts without an answer / contacts, check: BETWEEN 0 AND 1 }
  total_minutes:           { type: DOUBLE, doc: Minutes of all contacts }
  avg_minutes:             { type: DOUBLE, doc: Mean minutes of a contact }
  won_customers:           { type: BIGINT, doc: "Of the customers, those who ever bought" }
  won_customer_rate:       { type: DOUBLE, doc: Those / customers, check: BETWEEN 0 AND 1 }
---*/
SELECT
  coalesce(c.channel, 'UNKNOWN') AS channel,
  count(*) AS total_interactions,
  count(DISTINCT c.system || ' ' || c.account_id) AS customers,
  count(*) FILTER (WHERE c.outcome = 'MEETING') AS meetings,
  count(*) FILTER (WHERE c.outcome IN ('MEETING', 'POSITIVE', 'REPLIED')) AS good_interactions,
  part_of(count(*) FILTER (WHERE c.outcome IN ('MEETING', 'POSITIVE', 'REPLIED')), count(*)) AS good_rate,
  count(*) FILTER (WHERE c.outcome = 'NO_ANSWER') AS no_answers,
  part_of(count(*) FILTER (WHERE c.outcome = 'NO_ANSWER'), count(*)) AS no_answer_rate,
  coalesce(total(c.duration_minutes), 0) AS total_minutes,
  mean(c.duration_minutes) AS avg_minutes,
  count(DISTINCT CASE WHEN w.account_id IS NOT NULL THEN c.system || ' ' || c.account_id END) AS won_customers,
  part_of(count(DISTINCT CASE WHEN w.account_id IS NOT NULL THEN c.system || ' ' || c.account_id END),
    count(DISTINCT c.system || ' ' || c.account_id)) AS won_customer_rate
FROM silver.activities AS c
LEFT JOIN (SELECT DISTINCT system, account_id FROM silver.leads WHERE deal_stage = 'WON') AS w
  ON w.system = c.system AND w.account_id = c.account_id
GROUP BY coalesce(c.channel, 'UNKNOWN')
