-- 2. What customers asked about in the last 7 days
SELECT 
    category,
    subcategory,
    COUNT(*) AS ticket_count,
    ROUND(COUNT(*) * 100.0 / SUM(COUNT(*)) OVER(), 2) AS percentage,
    AVG(CASE WHEN status = 'CLOSED' THEN resolution_time_hours END) AS avg_resolution
FROM tickets
WHERE created_at >= CURRENT_DATE - INTERVAL 7 DAYS
GROUP BY category, subcategory
ORDER BY ticket_count DESC
LIMIT 10;
