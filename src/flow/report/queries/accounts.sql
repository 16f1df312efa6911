-- Accounts at risk that spoke in these days, and what told it
SELECT
  r.account_id,
  r.name,
  r.value_tier,
  round(r.churn_risk_score, 2) AS churn_risk_score,
  count(*) AS conversations,
  count(*) FILTER (WHERE i.has_churn_signal OR i.is_escalated) AS signals,
  r.reason,
  count(*) OVER () AS accounts_in_all
FROM gold.at_risk_accounts AS r
JOIN gold.customer_insights AS i ON i.system = r.system AND i.account_id = r.account_id
WHERE i.Date <= CURRENT_DATE AND i.Date > CURRENT_DATE - INTERVAL {days} DAYS
GROUP BY r.system, r.account_id, r.name, r.value_tier, r.churn_risk_score, r.reason
ORDER BY signals DESC, r.churn_risk_score DESC, r.account_id
LIMIT 5
