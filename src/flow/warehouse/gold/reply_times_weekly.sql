/*---
summary: One row per week and channel, with how long customers waited for an answer within conversations.
grain: [week, channel]
columns:
  week:                 { type: DATE, doc: Monday of the week the customer spoke }
  channel:              { type: VARCHAR, doc: Channel of the conversation }
  customer_turns:       { type: BIGINT, doc: "Turns of customers; messages in a row are one turn", check: ">= 1" }
  answered_turns:       { type: BIGINT, doc: Of them answered by an agent }
  answered_share:       { type: DOUBLE, doc: Answered / turns, check: BETWEEN 0 AND 1 }
  median_wait_minutes:  { type: DOUBLE, doc: Half of the answers came sooner }
  p90_wait_minutes:     { type: DOUBLE, doc: Nine of ten came sooner }
---*/
SELECT
  week_of(t.started_at, $time_zone) AS week,
  c.channel,
  count(*) AS customer_turns,
  count(t.wait_minutes) AS answered_turns,
  part_of(count(t.wait_minutes), count(*)) AS answered_share,
  percentile(t.wait_minutes, 0.5) AS median_wait_minutes,
  percentile(t.wait_minutes, 0.9) AS p90_wait_minutes
FROM enriched.conversation_turns AS t
JOIN silver.conversations AS c ON c.system = t.system AND c.conversation_id = t.conversation_id
WHERE t.author_type = 'CONTACT'
GROUP BY week_of(t.started_at, $time_zone), c.channel
