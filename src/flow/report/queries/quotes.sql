-- Conversations about those issues, of which the most typical are quoted
WITH insights AS (
  SELECT *, row_number() OVER (PARTITION BY issue_type ORDER BY md5(insight_id), insight_id) AS place
  FROM gold.customer_insights
  WHERE Date <= CURRENT_DATE AND Date > CURRENT_DATE - INTERVAL {days} DAYS AND issue_type IS NOT NULL
), issues AS (
  SELECT issue_type, count(*) AS conversations, count(DISTINCT system || ' ' || account_id) AS accounts
  FROM insights
  GROUP BY issue_type
  ORDER BY conversations DESC, issue_type
  LIMIT 5
)
SELECT i.issue_type, i.conversation_id, coalesce(i.account_id, i.insight_id) AS account_id, x.summary, hex(a.vector) AS vector
FROM insights AS i
JOIN issues AS s ON s.issue_type = i.issue_type
JOIN enriched.text_answers AS a ON a.text_hash = i.text_hash
-- The customer's own words, whoever summed them up
JOIN enriched.conversation_texts AS x ON x.system = i.system AND x.conversation_id = i.conversation_id
WHERE
  i.place <= 200
  AND x.summary IS NOT NULL
  AND a.vector IS NOT NULL
  AND s.conversations >= {quote_conversations}
  AND s.accounts >= {quote_accounts}
ORDER BY i.issue_type, i.place
