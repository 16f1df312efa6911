/*---
summary: One row per week, region and sentiment with how many conversations felt so.
grain: [week, region, sentiment]
columns:
  week:                 { type: DATE, doc: Monday of the week the conversation began in }
  region:               { type: VARCHAR, doc: Region }
  sentiment:            { type: VARCHAR, doc: "How the customer felt; UNKNOWN where nothing was understood" }
  conversations:        { type: BIGINT, doc: Conversations, check: ">= 1" }
  share:                { type: DOUBLE, doc: Part of the week's conversations of the region, check: BETWEEN 0 AND 1 }
  avg_sentiment_score:  { type: DOUBLE, doc: Mean sentiment score, check: BETWEEN -1 AND 1 }
  frustrated:           { type: BIGINT, doc: Of them of high frustration }
  escalated:            { type: BIGINT, doc: Of them escalated }
---*/
WITH counts AS (
  SELECT
    week_of(first_at, $time_zone) AS week,
    Region AS region,
    coalesce(sentiment, 'UNKNOWN') AS sentiment,
    count(*) AS conversations,
    mean(sentiment_score) AS avg_sentiment_score,
    count(*) FILTER (WHERE frustration_level = 'HIGH') AS frustrated,
    count(*) FILTER (WHERE is_escalated) AS escalated
  FROM gold.customer_insights
  WHERE first_at IS NOT NULL
  GROUP BY week_of(first_at, $time_zone), Region, coalesce(sentiment, 'UNKNOWN')
)
SELECT
  week,
  region,
  sentiment,
  conversations,
  part_of(conversations, sum(conversations) OVER (PARTITION BY week, region)) AS share,
  avg_sentiment_score,
  frustrated,
  escalated
FROM counts
