SELECT text_hash(text) AS text_hash, min(source) AS source, text
FROM (
  SELECT body AS text, _source AS source FROM silver.messages
  UNION ALL
  SELECT ticket_text(subject, description) AS text, _source AS source FROM silver.tickets
  UNION ALL
  SELECT body AS text, _source AS source FROM silver.feedback
  UNION ALL
  SELECT customer_text AS text, source FROM enriched.conversation_texts
) AS texts
WHERE text IS NOT NULL
GROUP BY text
