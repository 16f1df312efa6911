/*---
summary: One row per week, region and issue with how many conversations were about it.
grain: [week, region, issue_type]
columns:
  week:          { type: DATE, doc: Monday of the week the conversation began in }
  region:        { type: VARCHAR, doc: Region }
  issue_type:    { type: VARCHAR, doc: "Subcategory, else the category; UNKNOWN where nothing was understood" }
  conversations: { type: BIGINT, doc: Conversations, check: ">= 1" }
  accounts:      { type: BIGINT, doc: Different accounts }
---*/
SELECT
  week_of(first_at, $time_zone) AS week,
  Region AS region,
  coalesce(issue_type, 'UNKNOWN') AS issue_type,
  count(*) AS conversations,
  count(DISTINCT system || ' ' || account_id) AS accounts
FROM gold.customer_insights
WHERE first_at IS NOT NULL
GROUP BY week_of(first_at, $time_zone), Region, coalesce(issue_type, 'UNKNOWN')
