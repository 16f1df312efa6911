/*---
summary: Contacts as support knows them, under pseudonyms.
grain: [system, customer_id]
columns:
  system:        { type: VARCHAR, doc: System that owns the ids }
  customer_id:   { type: VARCHAR, doc: Customer (contact_id in silver.contacts) }
  company_id:    { type: VARCHAR, doc: Company the person belongs to }
  customer_name: { type: VARCHAR, doc: Name, pii: DIRECT_ID }
  email:         { type: VARCHAR, doc: E-mail address, pii: CONTACT }
  cpf:           { type: VARCHAR, doc: Personal number, pii: NATIONAL_ID }
  birth_date:    { type: DATE, doc: Date of birth, pii: BIRTH_DATE }
  phone:         { type: VARCHAR, doc: Phone number, pii: CONTACT }
  role:          { type: VARCHAR, doc: Part the person plays }
---*/
SELECT
  system,
  contact_id AS customer_id,
  account_id AS company_id,
  full_name AS customer_name,
  email,
  national_id AS cpf,
  birth_date,
  phone,
  role
FROM silver.contacts
