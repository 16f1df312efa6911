SELECT system, conversation_id, message_id, author_type, sent_at
FROM silver.messages
WHERE
  message_type = 'MESSAGE'
  AND author_type IN ('CONTACT', 'AGENT')
  AND sent_at IS NOT NULL
  AND conversation_id IS NOT NULL
