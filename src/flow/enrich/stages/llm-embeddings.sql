SELECT text_hash(s.text) AS text_hash, s.text
FROM (
  SELECT customer_text AS text FROM enriched.conversation_texts
  UNION ALL
  SELECT body AS text FROM silver.feedback
) AS s
JOIN enriched.text_answers AS a ON a.text_hash = text_hash(s.text)
-- A text without a letter has no embedding, and says nothing.
WHERE s.text IS NOT NULL AND a.vector_source IS NOT NULL
GROUP BY s.text
