/*---
summary: One row per message, conversation or feedback and task with what was answered; the long form of enriched.text_answers and enriched.llm_answers.
kind: view
grain: [subject_type, subject_id, task]
columns:
  prediction_id: { type: VARCHAR, doc: "`<subject_type>/<subject_id>/<task>`" }
  subject_type:  { type: VARCHAR, doc: "MESSAGE, CONVERSATION (a ticket without messages is one) or FEEDBACK" }
  subject_id:    { type: VARCHAR, doc: "`<system>/<id>`" }
  system:        { type: VARCHAR, doc: System that owns the id }
  text_hash:     { type: VARCHAR, doc: Text that was answered about, pii: NONE }
  task:          { type: VARCHAR, doc: "category, subcategory, sentiment, frustration, urgency or language" }
  label:         { type: VARCHAR, doc: The answer }
  confidence:    { type: DOUBLE, doc: "How sure it is; empty where a rule or a language model does not say", check: BETWEEN 0 AND 1 }
  model_name:    { type: VARCHAR, doc: "Model or rule that gave it: `local:category`, `llm:gpt-4o-mini`" }
  model_version: { type: VARCHAR, doc: "Its version; of what has none, that of all answers together" }
---*/
WITH
  subjects AS (
    SELECT 'MESSAGE' AS subject_type, system, message_id AS id, text_hash(body) AS text_hash
    FROM silver.messages
    WHERE body IS NOT NULL
    UNION ALL
    SELECT 'CONVERSATION' AS subject_type, system, conversation_id AS id, text_hash
    FROM enriched.conversation_texts
    WHERE text_hash IS NOT NULL
    UNION ALL
    SELECT 'FEEDBACK' AS subject_type, system, feedback_id AS id, text_hash(body) AS text_hash
    FROM silver.feedback
    WHERE body IS NOT NULL
  ),
  tasks AS (
    SELECT 'category' AS task
    UNION ALL
    SELECT 'subcategory' AS task
    UNION ALL
    SELECT 'sentiment' AS task
    UNION ALL
    SELECT 'frustration' AS task
    UNION ALL
    SELECT 'urgency' AS task
    UNION ALL
    SELECT 'language' AS task
  ),
  answers AS (
    SELECT
      s.subject_type,
      s.system || '/' || s.id AS subject_id,
      s.system,
      s.text_hash,
      t.task,
      CASE t.task
        WHEN 'category' THEN coalesce(l.category, a.category)
        WHEN 'subcategory' THEN CASE WHEN l.category IS NULL THEN a.subcategory ELSE l.subcategory END
        WHEN 'sentiment' THEN coalesce(l.sentiment, a.sentiment)
        WHEN 'frustration' THEN coalesce(l.frustration_level, a.frustration_level)
        WHEN 'urgency' THEN coalesce(l.urgency, a.urgency)
        ELSE a.language
      END AS label,
      CASE t.task
        WHEN 'category' THEN CASE WHEN l.category IS NULL THEN a.category_confidence END
        WHEN 'subcategory' THEN CASE WHEN l.category IS NULL THEN a.subcategory_confidence END
        WHEN 'sentiment' THEN CASE WHEN l.sentiment IS NULL THEN a.sentiment_confidence END
        WHEN 'frustration' THEN CASE WHEN l.frustration_level IS NULL THEN a.frustration_confidence END
        WHEN 'urgency' THEN CASE WHEN l.urgency IS NULL THEN a.urgency_confidence END
        ELSE a.language_confidence
      END AS confidence,
      CASE t.task
        WHEN 'category' THEN CASE WHEN l.category IS NULL THEN a.category_source ELSE l.source END
        WHEN 'subcategory' THEN CASE WHEN l.category IS NULL THEN a.subcategory_source ELSE l.source END
        WHEN 'sentiment' THEN CASE WHEN l.sentiment IS NULL THEN a.sentiment_source ELSE l.source END
        WHEN 'frustration' THEN CASE WHEN l.frustration_level IS NULL THEN a.frustration_source ELSE l.source END
        WHEN 'urgency' THEN CASE WHEN l.urgency IS NULL THEN a.urgency_source ELSE l.source END
        ELSE a.language_source
      END AS source,
      a.model_version AS version_of_all
    FROM subjects AS s
    JOIN enriched.text_answers AS a ON a.text_hash = s.text_hash
    LEFT JOIN enriched.llm_answers AS l ON l.text_hash = s.text_hash
    CROSS JOIN tasks AS t
  )
SELECT
  subject_type || '/' || subject_id || '/' || task AS prediction_id,
  subject_type,
  subject_id,
  system,
  text_hash,
  task,
  label,
  confidence,
  regexp_extract(source, '^([^@]*)', 1) AS model_name,
  coalesce(nullif(regexp_extract(source, '@(.+)$', 1), ''), version_of_all) AS model_version
FROM answers
WHERE label IS NOT NULL
