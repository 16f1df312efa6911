/*---
summary: One row per conversation, or ticket without one, with what was understood of it and what it calls for.
grain: [system, conversation_id]
columns:
  system:                { type: VARCHAR, doc: System that owns the ids }
  conversation_id:       { type: VARCHAR, doc: "Conversation; of a ticket without messages the ticket, or `ticket:<id>` where a conversation has that id" }
  insight_id:            { type: VARCHAR, doc: "`<system>/<conversation_id>`" }
  ticket_id:             { type: VARCHAR, doc: Ticket }
  account_id:            { type: VARCHAR, doc: Account that speaks }
  contact_id:            { type: VARCHAR, doc: Person who speaks }
  text_hash:             { type: VARCHAR, doc: The text in enriched.text_answers that the answers are about }
  Region:                { type: VARCHAR, doc: "Region; the ticket's, the conversation's or the account's, else UNKNOWN" }
  Date:                  { type: DATE, doc: Day it began in the business's zone }
  channel:               { type: VARCHAR, doc: How it came }
  language:              { type: VARCHAR, doc: Language (ISO 639) }
  priority:              { type: VARCHAR, doc: "The ticket's, else by the priority score" }
  priority_score:        { type: BIGINT, doc: "Urgency (10, 30, 55, 80), 9 more for a high value tier and up to 5 for churn risk", check: BETWEEN 0 AND 100 }
  urgency:               { type: VARCHAR, doc: Urgency by the text alone }
  category:              { type: VARCHAR, doc: "What it is about; the ticket's own where it names one" }
  category_confidence:   { type: DOUBLE, doc: "Calibrated chance that the category is right; 1 where the ticket names it", check: BETWEEN 0 AND 1 }
  category_source:       { type: VARCHAR, doc: "Model and version that told the category, or `source:ticket`" }
  issue_type:            { type: VARCHAR, doc: "Subcategory, else the category" }
  sentiment:             { type: VARCHAR, doc: How the customer feels }
  sentiment_score:       { type: DOUBLE, doc: Chance of POSITIVE less chance of NEGATIVE, check: BETWEEN -1 AND 1 }
  frustration_level:     { type: VARCHAR, doc: "LOW, MEDIUM or HIGH" }
  frustration_cue:       { type: VARCHAR, doc: Rule that found anger, pii: FREE_TEXT }
  has_churn_signal:      { type: BOOLEAN, doc: Whether the customer says to leave or compares with others }
  churn_cue:             { type: VARCHAR, doc: Rule that found it, pii: FREE_TEXT }
  asks_for_manager:      { type: BOOLEAN, doc: Whether the customer asks for someone above }
  value_tier:            { type: VARCHAR, doc: Value tier of the account }
  churn_risk_score:      { type: DOUBLE, doc: Churn risk of the account, check: BETWEEN 0 AND 1 }
  at_risk:               { type: BOOLEAN, doc: Whether that risk is above `segments.risk` }
  is_escalated:          { type: BOOLEAN, doc: High frustration of an account of high value }
  escalation_reason:     { type: VARCHAR, doc: Why it is escalated, pii: FREE_TEXT }
  tags:                  { type: "VARCHAR[]", doc: Tags of the text }
  summary:               { type: VARCHAR, doc: The sentences that say most, pii: FREE_TEXT }
  ai_insight:            { type: VARCHAR, doc: "`High priority:`, `Medium priority:` or `Low priority:`, what the customer wants and why it matters", pii: FREE_TEXT }
  message_count:         { type: BIGINT, doc: Messages, check: ">= 0" }
  first_at:              { type: TIMESTAMPTZ, doc: First message }
  last_at:               { type: TIMESTAMPTZ, doc: Last message }
  model_version:         { type: VARCHAR, doc: "What gave the answers: see enriched.text_answers" }
  tokens_in:             { type: BIGINT, doc: Tokens sent to a language model, check: ">= 0" }
  tokens_out:            { type: BIGINT, doc: Tokens it gave, check: ">= 0" }
  cost_usd:              { type: DOUBLE, doc: What it cost, check: ">= 0" }
---*/
WITH
  answers AS (
    SELECT
      x.system,
      x.conversation_id,
      x.ticket_id,
      coalesce(t.account_id, c.account_id) AS account_id,
      coalesce(t.contact_id, c.contact_id) AS contact_id,
      x.text_hash,
      coalesce(t.region, c.region) AS region,
      coalesce(t.channel, c.channel) AS channel,
      t.priority AS ticket_priority,
      CASE WHEN t.category <> 'OTHER' THEN t.category END AS ticket_category,
      t.subcategory AS ticket_subcategory,
      x.summary,
      x.message_count,
      x.first_at,
      x.last_at,
      a.model_version,
      a.language,
      a.category,
      a.category_confidence,
      a.category_source,
      a.subcategory,
      a.sentiment,
      a.sentiment_score,
      a.frustration_level,
      a.anger_cue,
      a.urgency,
      a.has_churn_signal,
      a.churn_cue,
      a.asks_for_manager,
      a.tags
    FROM enriched.conversation_texts AS x
    LEFT JOIN enriched.text_answers AS a ON a.text_hash = x.text_hash
    LEFT JOIN silver.tickets AS t ON t.system = x.system AND t.ticket_id = x.ticket_id
    LEFT JOIN silver.conversations AS c ON c.system = x.system AND c.conversation_id = x.conversation_id
  ),
  accounts AS (
    SELECT
      a.*,
      coalesce(a.region, s.region, 'UNKNOWN') AS region_shown,
      coalesce(a.ticket_category, a.category) AS category_shown,
      CASE
        WHEN a.ticket_category IS NULL OR a.ticket_category = a.category THEN coalesce(a.ticket_subcategory, a.subcategory)
        ELSE a.ticket_subcategory
      END AS subcategory_shown,
      s.value_tier,
      s.churn_risk_score,
      coalesce(s.churn_risk_score > $segments_risk, false) AS at_risk,
      coalesce(a.frustration_level = 'HIGH' AND s.value_tier = 'HIGH', false) AS is_escalated,
      CASE a.urgency WHEN 'CRITICAL' THEN 80 WHEN 'HIGH' THEN 55 WHEN 'MEDIUM' THEN 30 ELSE 10 END
        + CASE WHEN s.value_tier = 'HIGH' THEN 9 ELSE 0 END
        + CAST(round(5 * coalesce(s.churn_risk_score, 0)) AS BIGINT) AS priority_score
    FROM answers AS a
    LEFT JOIN gold.account_segments AS s ON s.system = a.system AND s.account_id = a.account_id
  ),
  ranked AS (
    SELECT
      *,
      coalesce(
        ticket_priority,
        CASE
          WHEN priority_score >= 75 THEN 'CRITICAL'
          WHEN priority_score >= 50 THEN 'HIGH'
          WHEN priority_score >= 25 THEN 'MEDIUM'
          ELSE 'LOW'
        END
      ) AS priority
    FROM accounts
  ),
  reasons AS (
    SELECT
      *,
      CASE
        WHEN is_escalated OR priority IN ('HIGH', 'CRITICAL') THEN 'High priority: '
        WHEN priority = 'MEDIUM' THEN 'Medium priority: '
        ELSE 'Low priority: '
      END AS prefix,
      issue_words(category_shown, subcategory_shown) AS topic,
      nullif(concat_ws(
        ', ',
        CASE
          WHEN urgency NOT IN ('HIGH', 'CRITICAL') THEN NULL
          WHEN ticket_priority IN ('LOW', 'MEDIUM') THEN 'the text is urgent although the ticket is not'
          ELSE 'it is urgent'
        END,
        'the customer ' || nullif(concat_ws(
          ', ',
          CASE frustration_level WHEN 'HIGH' THEN 'is very frustrated' WHEN 'MEDIUM' THEN 'is annoyed' END,
          CASE WHEN has_churn_signal THEN 'may leave' END,
          CASE WHEN asks_for_manager THEN 'asks for a manager' END
        ), ''),
        CASE WHEN value_tier = 'HIGH' THEN 'the account is of great value' END,
        CASE WHEN at_risk THEN 'the account may leave' END
      ), '') AS why
    FROM ranked
  )
SELECT
  system,
  conversation_id,
  system || '/' || conversation_id AS insight_id,
  ticket_id,
  account_id,
  contact_id,
  text_hash,
  region_shown AS Region,
  day_of(first_at, $time_zone) AS Date,
  channel,
  language,
  priority,
  priority_score,
  urgency,
  category_shown AS category,
  CASE WHEN ticket_category IS NOT NULL THEN 1.0 ELSE category_confidence END AS category_confidence,
  CASE WHEN ticket_category IS NOT NULL THEN 'source:ticket' ELSE category_source END AS category_source,
  coalesce(subcategory_shown, category_shown) AS issue_type,
  sentiment,
  sentiment_score,
  frustration_level,
  anger_cue AS frustration_cue,
  has_churn_signal,
  churn_cue,
  asks_for_manager,
  value_tier,
  churn_risk_score,
  at_risk,
  is_escalated,
  CASE WHEN is_escalated THEN 'high frustration' || coalesce(' (' || anger_cue || ')', '') || ' of an account of high value' END
    AS escalation_reason,
  tags,
  summary,
  prefix || 'about ' || topic || coalesce('; ' || why, '') || coalesce(': “' || replace(summary, 'High', 'high') || '”', '')
    AS ai_insight,
  message_count,
  first_at,
  last_at,
  model_version,
  0 AS tokens_in,
  0 AS tokens_out,
  CAST(0 AS DOUBLE) AS cost_usd
FROM reasons
