/*---
summary: One row per day, channel and region of conversations.
grain: [day, channel, region]
columns:
  day:             { type: DATE, doc: Business day of the first message }
  channel:         { type: VARCHAR, doc: How they came }
  region:          { type: VARCHAR, doc: Region }
  conversations:   { type: BIGINT, doc: Conversations, check: ">= 1" }
  accounts:        { type: BIGINT, doc: Different accounts that spoke }
  median_minutes:  { type: DOUBLE, doc: Half of them lasted less }
---*/
SELECT
  day_of(started_at, $time_zone) AS day,
  channel,
  region,
  count(*) AS conversations,
  count(DISTINCT system || ' ' || account_id) AS accounts,
  percentile(minutes_between(started_at, ended_at), 0.5) AS median_minutes
FROM silver.conversations
GROUP BY day_of(started_at, $time_zone), channel, region
