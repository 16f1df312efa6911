-- 3. Companies at risk, with their last 30 days
SELECT 
    c.company_name,
    c.churn_risk_score,
    COUNT(t.ticket_id) AS recent_tickets,
    SUM(CASE WHEN t.priority IN ('HIGH', 'CRITICAL') THEN 1 ELSE 0 END) AS urgent_tickets,
    AVG(t.csat_score) AS avg_satisfaction,
    STRING_AGG(DISTINCT t.category, ', ') AS issue_types
FROM companies c
LEFT JOIN tickets t ON c.company_id = t.company_id 
    AND t.created_at >= CURRENT_DATE - INTERVAL 30 DAYS
WHERE c.churn_risk_score > 0.6
GROUP BY c.company_name, c.churn_risk_score
ORDER BY c.churn_risk_score DESC, recent_tickets DESC;
