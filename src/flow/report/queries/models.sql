-- What told the categories
SELECT
  coalesce(category_source, 'nothing') AS category_source,
  coalesce(model_version, 'none') AS model_version,
  count(*) AS conversations
FROM gold.customer_insights
WHERE Date <= CURRENT_DATE AND Date > CURRENT_DATE - INTERVAL {days} DAYS
GROUP BY ALL
ORDER BY conversations DESC, category_source, model_version
LIMIT 5
