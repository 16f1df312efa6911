-- 1. The last 7 days in one row
SELECT 
    COUNT(*) AS total_tickets,
    COUNT(CASE WHEN status = 'OPEN' THEN 1 END) AS open_tickets,
    COUNT(CASE WHEN priority = 'CRITICAL' THEN 1 END) AS critical_tickets,
    ROUND(AVG(CASE WHEN status = 'CLOSED' THEN resolution_time_hours END), 2) AS avg_resolution_hours,
    SUM(CASE WHEN sla_breached = 'TRUE' THEN 1 ELSE 0 END) AS sla_breaches,
    ROUND(AVG(csat_score), 2) AS avg_csat
FROM tickets
WHERE created_at >= CURRENT_DATE - INTERVAL 7 DAYS;
