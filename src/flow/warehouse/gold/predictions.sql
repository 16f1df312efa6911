/*---
summary: One row per message or conversation and task with what was answered; the long form of enriched.text_answers.
kind: view
grain: [subject_type, subject_id, task]
columns:
  prediction_id: { type: VARCHAR, doc: "`<subject_type>/<subject_id>/<task>`" }
  subject_type:  { type: VARCHAR, doc: "MESSAGE or CONVERSATION (a ticket without messages is one)" }
  subject_id:    { type: VARCHAR, doc: "`<system>/<id>`" }
  system:        { type: VARCHAR, doc: System that owns the id }
  text_hash:     { type: VARCHAR, doc: Text that was answered about, pii: NONE }
  task:          { type: VARCHAR, doc: "category, subcategory, sentiment, frustration, urgency or language" }
  label:         { type: VARCHAR, doc: The answer }
  confidence:    { type: DOUBLE, doc: How sure it is, check: BETWEEN 0 AND 1 }
  model_name:    { type: VARCHAR, doc: "Model or rule that gave it: `local:category`" }
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
        WHEN 'category' THEN a.category
        WHEN 'subcategory' THEN a.subcategory
        WHEN 'sentiment' THEN a.sentiment
        WHEN 'frustration' THEN a.frustration_level
        WHEN 'urgency' THEN a.urgency
        ELSE a.language
      END AS label,
      CASE t.task
        WHEN 'category' THEN a.category_confidence
        WHEN 'subcategory' THEN a.subcategory_confidence
        WHEN 'sentiment' THEN a.sentiment_confidence
        WHEN 'frustration' THEN a.frustration_confidence
        WHEN 'urgency' THEN a.urgency_confidence
        ELSE a.language_confidence
      END AS confidence,
      CASE t.task
        WHEN 'category' THEN a.category_source
        WHEN 'subcategory' THEN a.subcategory_source
        WHEN 'sentiment' THEN a.sentiment_source
        WHEN 'frustration' THEN a.frustration_source
        WHEN 'urgency' THEN a.urgency_source
        ELSE a.language_source
      END AS source,
      a.model_version AS version_of_all
    FROM subjects AS s
    JOIN enriched.text_answers AS a ON a.text_hash = s.text_hash
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
