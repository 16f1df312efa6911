/*---
summary: Every account once, latest version, typed and checked.
entity: account
---*/
SELECT
  system,
  account_id,
  name,
  tax_id,
  industry,
  segment,
  company_size,
  region,
  contract_start_date,
  monthly_transaction_volume,
  account_status,
  churn_risk_score,
  _origin
FROM conformed.accounts
