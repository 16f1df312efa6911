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
  urgency_source:        { type: VARCHAR, doc: What told the urgency }
  category:              { type: VARCHAR, doc: "What it is about; the ticket's own where it names one" }
  category_confidence:   { type: DOUBLE, doc: "Calibrated chance that the category is right; 1 where the ticket names it, empty where a language model does", check: BETWEEN 0 AND 1 }
  category_source:       { type: VARCHAR, doc: "Model and version that told the category, such as `llm:gpt-4o-mini@understand-1`, or `source:ticket`" }
  issue_type:            { type: VARCHAR, doc: "Subcategory, else the category" }
  sentiment:             { type: VARCHAR, doc: How the customer feels }
  sentiment_score:       { type: DOUBLE, doc: "Chance of POSITIVE less chance of NEGATIVE; of a language model 1, 0 or -1", check: BETWEEN -1 AND 1 }
  sentiment_source:      { type: VARCHAR, doc: What told the sentiment }
  frustration_level:     { type: VARCHAR, doc: "LOW, MEDIUM or HIGH" }
  frustration_source:    { type: VARCHAR, doc: What told the frustration }
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
  summary:               { type: VARCHAR, doc: "The sentences that say most, or a language model's summary", pii: FREE_TEXT }
  summary_source:        { type: VARCHAR, doc: "What made the summary: `local:summary`, or model and prompt" }
  ai_insight:            { type: VARCHAR, doc: "`High priority:`, `Medium priority:` or `Low priority:`, what the customer wants and why it matters", pii: FREE_TEXT }
  message_count:         { type: BIGINT, doc: Messages, check: ">= 0" }
  first_at:              { type: TIMESTAMPTZ, doc: First message }
  last_at:               { type: TIMESTAMPTZ, doc: Last message }
  model_version:         { type: VARCHAR, doc: "What gave the local answers: see enriched.text_answers" }
  tokens_in:             { type: BIGINT, doc: "Tokens sent to a language model; of a text that several conversations have, in the first of them", check: ">= 0" }
  tokens_out:            { type: BIGINT, doc: Tokens it gave, check: ">= 0" }
  cost_usd:              { type: DOUBLE, doc: "What its answers cost when they were paid, in US dollars", check: ">= 0" }
  llm_failure:           { type: VARCHAR, doc: "Why a language model that was to be asked gave no answer, so that the local one stands: see enriched.llm_answers" }
---*/
WITH
  -- What a text cost is told of the first of its conversations alone, so that the sum is the bill.
  payers AS (
    SELECT x.text_hash, min(x.system || '/' || x.conversation_id) AS insight_id
    FROM enriched.conversation_texts AS x
    JOIN enriched.llm_answers AS l ON l.text_hash = x.text_hash
    GROUP BY x.text_hash
  ),
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
      coalesce(l.summary, x.summary) AS summary,
      CASE WHEN l.summary IS NOT NULL THEN l.summary_source WHEN x.summary IS NOT NULL THEN 'local:summary' END
        AS summary_source,
      x.message_count,
      x.first_at,
      x.last_at,
      a.model_version,
      a.language,
      -- A language model's answer stands before the local one; it does not say how sure it is.
      coalesce(l.category, a.category) AS category,
      CASE WHEN l.category IS NULL THEN a.category_confidence END AS category_confidence,
      CASE WHEN l.category IS NULL THEN a.category_source ELSE l.source END AS category_source,
      CASE WHEN l.category IS NULL THEN a.subcategory ELSE l.subcategory END AS subcategory,
      coalesce(l.sentiment, a.sentiment) AS sentiment,
      CASE WHEN l.sentiment IS NULL THEN a.sentiment_score ELSE l.sentiment_score END AS sentiment_score,
      CASE WHEN l.sentiment IS NULL THEN a.sentiment_source ELSE l.source END AS sentiment_source,
      coalesce(l.frustration_level, a.frustration_level) AS frustration_level,
      CASE WHEN l.frustration_level IS NULL THEN a.frustration_source ELSE l.source END AS frustration_source,
      a.anger_cue,
      coalesce(l.urgency, a.urgency) AS urgency,
      CASE WHEN l.urgency IS NULL THEN a.urgency_source ELSE l.source END AS urgency_source,
      a.has_churn_signal,
      a.churn_cue,
      a.asks_for_manager,
      coalesce(l.tags, a.tags) AS tags,
      CASE WHEN p.insight_id IS NULL THEN 0 ELSE l.tokens_in END AS tokens_in,
      CASE WHEN p.insight_id IS NULL THEN 0 ELSE l.tokens_out END AS tokens_out,
      CASE WHEN p.insight_id IS NULL THEN 0 ELSE l.cost_usd END AS cost_usd,
      l.failure AS llm_failure
    FROM enriched.conversation_texts AS x
    LEFT JOIN enriched.text_answers AS a ON a.text_hash = x.text_hash
    LEFT JOIN enriched.llm_answers AS l ON l.text_hash = x.text_hash
    LEFT JOIN payers AS p ON p.text_hash = x.text_hash AND p.insight_id = x.system || '/' || x.conversation_id
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
  urgency_source,
  category_shown AS category,
  CASE WHEN ticket_category IS NOT NULL THEN 1.0 ELSE category_confidence END AS category_confidence,
  CASE WHEN ticket_category IS NOT NULL THEN 'source:ticket' ELSE category_source END AS category_source,
  coalesce(subcategory_shown, category_shown) AS issue_type,
  sentiment,
  sentiment_score,
  sentiment_source,
  frustration_level,
  frustration_source,
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
  summary_source,
  prefix || 'about ' || topic || coalesce('; ' || why, '') || CASE
    WHEN summary IS NULL THEN ''
    -- Only the customer's own words are quoted.
    WHEN summary_source = 'local:summary' THEN ': “' || replace(summary, 'High', 'high') || '”'
    ELSE ': ' || replace(summary, 'High', 'high')
  END AS ai_insight,
  message_count,
  first_at,
  last_at,
  model_version,
  tokens_in,
  tokens_out,
  cost_usd,
  llm_failure
FROM reasons
