-- Issues that came up more often than chance and the weeks before let expect
SELECT week, region, issue_type, conversations, round(expected, 1) AS expected, round(ratio, 1) AS ratio, q_value
FROM gold.emerging_issues
WHERE week <= CURRENT_DATE AND week >= CURRENT_DATE - INTERVAL {days} DAYS - INTERVAL 5 DAYS -- weeks with any of these days
ORDER BY week DESC, q_value, region, issue_type
LIMIT 10
