-- What came in, beside up to four spans of as many days before
WITH insights AS (
  SELECT *, CAST(floor(date_diff('day', Date, CURRENT_DATE) / {days}) AS INTEGER) AS span -- 0: these days
  FROM gold.customer_insights
  WHERE Date <= CURRENT_DATE AND Date > CURRENT_DATE - INTERVAL {days_compared} DAYS
), counts AS (
  SELECT
    count(*) FILTER (WHERE span = 0) AS conversations,
    count(DISTINCT system || ' ' || ticket_id) FILTER (WHERE span = 0) AS tickets,
    count(DISTINCT system || ' ' || account_id) FILTER (WHERE span = 0) AS accounts,
    count(*) FILTER (WHERE span > 0) AS conversations_before,
    count(DISTINCT span) FILTER (WHERE span > 0) AS spans_before,
    count(sentiment) FILTER (WHERE span = 0) AS with_sentiment,
    count(*) FILTER (WHERE span = 0 AND sentiment = 'NEGATIVE') AS negative,
    round(mean(CASE WHEN span = 0 THEN sentiment_score END), 3) AS avg_sentiment_score,
    count(*) FILTER (WHERE span = 0 AND frustration_level = 'HIGH') AS frustrated,
    count(*) FILTER (WHERE span = 0 AND ai_insight LIKE '%High%') AS high_priority,
    count(*) FILTER (WHERE span = 0 AND is_escalated) AS escalated,
    count(*) FILTER (WHERE span = 0 AND has_churn_signal) AS churn_signals,
    count(*) FILTER (WHERE span = 0 AND issue_type IS NULL) AS not_understood,
    count(*) FILTER (WHERE span = 0 AND category_confidence < {low_confidence}) AS low_confidence
  FROM insights
)
SELECT
  *,
  round(conversations_before / nullif(spans_before, 0), 1) AS usual,
  round(conversations / nullif(conversations_before / nullif(spans_before, 0), 0) - 1, 4) AS change,
  round(negative / nullif(with_sentiment, 0), 4) AS negative_share,
  round(not_understood / nullif(conversations, 0), 4) AS not_understood_share
FROM counts
