-- 4. Agents over the last 30 days
SELECT 
    a.agent_name,
    a.team,
    COUNT(t.ticket_id) AS tickets_handled,
    ROUND(AVG(t.resolution_time_hours), 2) AS avg_resolution_hours,
    ROUND(AVG(t.csat_score), 2) AS avg_csat,
    SUM(CASE WHEN t.sla_breached = 'TRUE' THEN 1 ELSE 0 END) AS sla_breaches
FROM agents a
LEFT JOIN tickets t ON a.agent_id = t.agent_id
    AND t.created_at >= CURRENT_DATE - INTERVAL 30 DAYS
WHERE a.status = 'ACTIVE'
GROUP BY a.agent_name, a.team
ORDER BY tickets_handled DESC;
