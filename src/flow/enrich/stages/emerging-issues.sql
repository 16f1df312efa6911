SELECT
  'all' AS everything,
  CAST(week AS VARCHAR) AS week,
  region,
  issue_type,
  conversations
FROM gold.issues_weekly
WHERE issue_type <> 'UNKNOWN'
