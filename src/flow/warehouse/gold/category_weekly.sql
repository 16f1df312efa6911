/*---
summary: One row per week, category and issue with how many conversations were about it.
grain: [week, category, issue_type]
columns:
  week:                { type: DATE, doc: Monday of the week the conversation began in }
  category:            { type: VARCHAR, doc: "Category; UNKNOWN where nothing was understood" }
  issue_type:          { type: VARCHAR, doc: "Subcategory, else the category" }
  conversations:       { type: BIGINT, doc: Conversations, check: ">= 1" }
  share:               { type: DOUBLE, doc: Part of the week's conversations, check: BETWEEN 0 AND 1 }
  accounts:            { type: BIGINT, doc: Different accounts }
  negative:            { type: BIGINT, doc: Of them negative }
  avg_sentiment_score: { type: DOUBLE, doc: Mean sentiment score, check: BETWEEN -1 AND 1 }
  avg_confidence:      { type: DOUBLE, doc: Mean confidence of the category, check: BETWEEN 0 AND 1 }
---*/
WITH
  insights AS (
    SELECT
      *,
      week_of(first_at, $time_zone) AS week,
      coalesce(category, 'UNKNOWN') AS category_known,
      coalesce(issue_type, 'UNKNOWN') AS issue_known
    FROM gold.customer_insights
    WHERE first_at IS NOT NULL
  ),
  counts AS (
    SELECT
      week,
      category_known AS category,
      issue_known AS issue_type,
      count(*) AS conversations,
      count(DISTINCT system || ' ' || account_id) AS accounts,
      count(*) FILTER (WHERE sentiment = 'NEGATIVE') AS negative,
      mean(sentiment_score) AS avg_sentiment_score,
      mean(category_confidence) AS avg_confidence
    FROM insights
    GROUP BY week, category_known, issue_known
  )
SELECT
  week,
  category,
  issue_type,
  conversations,
  part_of(conversations, sum(conversations) OVER (PARTITION BY week)) AS share,
  accounts,
  negative,
  avg_sentiment_score,
  avg_confidence
FROM counts
