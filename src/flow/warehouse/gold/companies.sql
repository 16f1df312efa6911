/*---
summary: Accounts of the systems that help, as support knows them.
grain: [system, company_id]
columns:
  system:                     { type: VARCHAR, doc: System that owns the ids }
  company_id:                 { type: VARCHAR, doc: Company (account_id in silver.accounts) }
  company_name:               { type: VARCHAR, doc: Company name }
  cnpj:                       { type: VARCHAR, doc: Tax number, pii: TAX_ID }
  segment:                    { type: VARCHAR, doc: The source's own segment }
  company_size:               { type: VARCHAR, doc: Size class }
  contract_start_date:        { type: DATE, doc: Day the contract began }
  monthly_transaction_volume: { type: "DECIMAL(18,2)", doc: Turnover a month, check: ">= 0" }
  status:                     { type: VARCHAR, doc: Whether it is a customer now }
  churn_risk_score:           { type: DOUBLE, doc: The source's own churn risk, check: BETWEEN 0 AND 1 }
---*/
SELECT
  system,
  account_id AS company_id,
  name AS company_name,
  tax_id AS cnpj,
  segment,
  company_size,
  contract_start_date,
  monthly_transaction_volume,
  account_status AS status,
  churn_risk_score
FROM silver.accounts
WHERE
  system IN (SELECT system FROM silver.tickets UNION SELECT system FROM silver.contacts)
  OR system NOT IN (SELECT system FROM silver.leads UNION SELECT system FROM silver.activities)
