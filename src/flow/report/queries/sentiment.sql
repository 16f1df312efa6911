-- How customers felt, beside as many days before
WITH insights AS (
  SELECT coalesce(sentiment, 'UNKNOWN') AS sentiment, Date > CURRENT_DATE - INTERVAL {days} DAYS AS is_now
  FROM gold.customer_insights
  WHERE Date <= CURRENT_DATE AND Date > CURRENT_DATE - INTERVAL {days} DAYS - INTERVAL {days} DAYS
), counts AS (
  SELECT sentiment, count(*) FILTER (WHERE is_now) AS conversations, count(*) FILTER (WHERE NOT is_now) AS conversations_before
  FROM insights
  GROUP BY sentiment
), shares AS (
  SELECT
    *,
    conversations / nullif(sum(conversations) OVER (), 0) AS share_now,
    conversations_before / nullif(sum(conversations_before) OVER (), 0) AS share_then
  FROM counts
)
SELECT
  sentiment,
  conversations,
  round(share_now, 4) AS share,
  conversations_before,
  round(share_then, 4) AS share_before,
  round(share_now - share_then, 4) AS change
FROM shares
ORDER BY conversations DESC, sentiment
