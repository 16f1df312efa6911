-- The days the report is about
SELECT
  CAST(CURRENT_DATE - INTERVAL {days} DAYS + INTERVAL 1 DAY AS DATE) AS first_day,
  CURRENT_DATE AS last_day,
  {days} AS days,
  strftime(timezone('UTC', now()), '%Y-%m-%dT%H:%M:%SZ') AS as_of,
  {quote_conversations} AS quote_conversations,
  {quote_accounts} AS quote_accounts,
  {low_confidence} AS low_confidence
