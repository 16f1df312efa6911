/*---
summary: What a report by keywords would flag, one row per account; the baseline that `customer_insights` is compared with.
grain: [system, account_id]
columns:
  system:            { type: VARCHAR, doc: System that owns the ids }
  account_id:        { type: VARCHAR, doc: Account }
  flagged_messages:  { type: BIGINT, doc: Texts of the customer with a keyword, check: ">= 1" }
  first_said_at:     { type: TIMESTAMPTZ, doc: When the first of them was said }
  first_reported_on: { type: DATE, doc: "The Monday after, when a weekly report would tell of it" }
  keywords:          { type: VARCHAR, doc: "Keywords found, in alphabetical order", pii: NONE }
---*/
WITH
  said AS (
    SELECT m.system, coalesce(t.account_id, c.account_id) AS account_id, m.sent_at AS said_at, lower(m.body) AS words
    FROM silver.messages AS m
    LEFT JOIN silver.conversations AS c ON c.system = m.system AND c.conversation_id = m.conversation_id
    LEFT JOIN silver.tickets AS t ON t.system = m.system AND t.ticket_id = coalesce(m.ticket_id, c.ticket_id)
    WHERE m.author_type = 'CONTACT' AND m.sent_at IS NOT NULL
    UNION ALL
    SELECT system, account_id, created_at, lower(ticket_text(subject, description)) FROM silver.tickets
  ),
  hits AS (
    SELECT
      system,
      account_id,
      said_at,
      regexp_extract(
        words,
        '\b(cancel|cancelar|cancelamento|encerrar|rescindir|concorrente|competitor|unhappy|insatisfeito|insatisfeita|frustrated|frustrado|frustrada|terrible|péssimo|péssima|refund|reembolso|kündigen|résilier|disdire)\b',
        1
      ) AS keyword
    FROM said
    WHERE account_id IS NOT NULL
  )
SELECT
  system,
  account_id,
  count(*) AS flagged_messages,
  min(said_at) AS first_said_at,
  CAST(week_of(min(said_at), $time_zone) + INTERVAL 7 DAYS AS DATE) AS first_reported_on,
  texts_joined(keyword) AS keywords
FROM hits
WHERE keyword <> ''
GROUP BY system, account_id
