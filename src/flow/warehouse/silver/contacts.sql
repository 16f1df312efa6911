/*---
summary: Every contact once, under pseudonyms.
entity: contact
---*/
SELECT
  system,
  contact_id,
  account_id,
  full_name,
  email,
  national_id,
  birth_date,
  phone,
  role,
  _origin
FROM conformed.contacts
