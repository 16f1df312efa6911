-- Conversations that are escalated, the most urgent first
SELECT conversation_id, account_id, issue_type, priority_score, escalation_reason
FROM gold.customer_insights
WHERE is_escalated AND Date <= CURRENT_DATE AND Date > CURRENT_DATE - INTERVAL {days} DAYS
ORDER BY priority_score DESC, conversation_id
LIMIT 5
