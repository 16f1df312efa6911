-- 5. Sentiment by week over the last 90 days
SELECT 
    DATE_TRUNC('week', created_at) AS week,
    sentiment,
    COUNT(*) AS ticket_count
FROM tickets
WHERE created_at >= CURRENT_DATE - INTERVAL 90 DAYS
GROUP BY DATE_TRUNC('week', created_at), sentiment
ORDER BY week DESC, ticket_count DESC;
