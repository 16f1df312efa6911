/*---
summary: Accounts of the systems that sell, as sales knows them, cleaned.
kind: full
grain: [system, customer_id]
columns:
  system:       { type: VARCHAR, doc: System that owns the ids }
  customer_id:  { type: VARCHAR, doc: Customer (account_id in silver.accounts) }
  company_name: { type: VARCHAR, doc: Company name }
  industry:     { type: VARCHAR, doc: Line of business }
  company_size: { type: VARCHAR, doc: Size class }
  region:       { type: VARCHAR, doc: Sales region }
---*/
SELECT
  system,
  account_id AS customer_id,
  name AS company_name,
  industry,
  company_size,
  region
FROM silver.accounts
WHERE system IN (SELECT system FROM silver.leads UNION SELECT system FROM silver.activities)
