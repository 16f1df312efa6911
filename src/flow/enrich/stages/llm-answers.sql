WITH
  said AS (
    SELECT customer_text AS text, length(customer_text) > 400 AS is_long FROM enriched.conversation_texts
    UNION ALL
    SELECT body AS text, false AS is_long FROM silver.feedback
  ),
  texts AS (
    SELECT text_hash(text) AS text_hash, text, max(is_long) AS is_long
    FROM said
    WHERE text IS NOT NULL
    GROUP BY text
  ),
  judged AS (
    SELECT
      t.text_hash,
      t.text,
      t.is_long AND list_contains($llm_tasks, 'summary') AS is_to_sum_up,
      -- Of the tasks that are asked the one that is least sure; a text without an answer is not sure at all.
      least(
        CASE WHEN list_contains($llm_tasks, 'category') THEN coalesce(a.category_confidence, 0) ELSE 2 END,
        CASE WHEN list_contains($llm_tasks, 'sentiment') THEN coalesce(a.sentiment_confidence, 0) ELSE 2 END,
        CASE WHEN list_contains($llm_tasks, 'frustration') THEN coalesce(a.frustration_confidence, 0) ELSE 2 END,
        CASE WHEN list_contains($llm_tasks, 'urgency') THEN coalesce(a.urgency_confidence, 0) ELSE 2 END,
        CASE WHEN list_contains($llm_tasks, 'tags') THEN coalesce(list_min(a.tag_confidences), 0) ELSE 2 END
      ) AS confidence
    FROM texts AS t
    JOIN enriched.text_answers AS a ON a.text_hash = t.text_hash
    -- A text without a letter has no embedding, and says nothing.
    WHERE a.vector_source IS NOT NULL
  ),
  ranked AS (
    SELECT
      *,
      confidence < $llm_confidence OR ($llm_confidence >= 1 AND confidence <= 1) AS is_unsure,
      row_number() OVER (ORDER BY confidence, text_hash) AS place,
      count(*) OVER () AS text_count
    FROM judged
  )
SELECT text_hash, is_unsure AS asks_labels, is_to_sum_up AS asks_summary, text
FROM ranked
WHERE (is_unsure OR is_to_sum_up) AND place <= $llm_share * text_count
