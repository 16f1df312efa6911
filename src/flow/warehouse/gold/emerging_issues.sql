/*---
summary: Issues that came up in a week more often than the weeks before and chance let expect, the latest first.
kind: view
grain: [week, region, issue_type]
columns:
  week:          { type: DATE, doc: Monday of the week }
  region:        { type: VARCHAR, doc: "Region, or ALL" }
  issue_type:    { type: VARCHAR, doc: "Subcategory, else the category" }
  conversations: { type: BIGINT, doc: Conversations about it }
  expected:      { type: DOUBLE, doc: "How many the weeks before let expect, given how many came at all" }
  ratio:         { type: DOUBLE, doc: Conversations / expected }
  q_value:       { type: DOUBLE, doc: "Part of such findings that chance alone would give, at most 0.003" }
---*/
SELECT
  CAST(week AS DATE) AS week,
  region,
  issue_type,
  conversations,
  expected,
  round(conversations / expected, 2) AS ratio,
  q_value
FROM enriched.issue_surprises
WHERE is_emerging
ORDER BY week DESC, q_value, region, issue_type
