-- The issues most conversations were about
WITH insights AS (
  SELECT *, CAST(floor(date_diff('day', Date, CURRENT_DATE) / {days}) AS INTEGER) AS span -- 0: these days
  FROM gold.customer_insights
  WHERE Date <= CURRENT_DATE AND Date > CURRENT_DATE - INTERVAL {days_compared} DAYS
), spans AS (
  SELECT
    count(*) FILTER (WHERE span = 0) AS conversations_in_all,
    count(*) FILTER (WHERE span > 0) AS conversations_in_all_before,
    count(DISTINCT span) FILTER (WHERE span > 0) AS spans_before
  FROM insights
), issues AS (
  SELECT
    issue_type,
    min(category) FILTER (WHERE span = 0) AS category,
    count(*) FILTER (WHERE span = 0) AS conversations,
    count(DISTINCT system || ' ' || account_id) FILTER (WHERE span = 0) AS accounts,
    count(*) FILTER (WHERE span > 0) AS conversations_before,
    count(sentiment) FILTER (WHERE span = 0) AS with_sentiment,
    count(*) FILTER (WHERE span = 0 AND sentiment = 'NEGATIVE') AS negative,
    round(mean(CASE WHEN span = 0 THEN sentiment_score END), 3) AS avg_sentiment_score,
    count(*) FILTER (WHERE span = 0 AND is_escalated) AS escalated
  FROM insights
  WHERE issue_type IS NOT NULL
  GROUP BY issue_type
)
SELECT
  issue_type,
  category,
  conversations,
  round(conversations / conversations_in_all, 4) AS share,
  round(conversations_before / nullif(conversations_in_all_before, 0), 4) AS usual_share,
  accounts,
  round(conversations_before / nullif(spans_before, 0), 1) AS usual,
  round(conversations / nullif(conversations_before / nullif(spans_before, 0), 0) - 1, 4) AS change,
  round(negative / nullif(with_sentiment, 0), 4) AS negative_share,
  avg_sentiment_score,
  escalated
FROM issues, spans
WHERE conversations > 0
ORDER BY conversations DESC, issue_type
LIMIT 5
