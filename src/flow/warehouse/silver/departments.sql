/*---
summary: Every department once.
entity: department
---*/
SELECT
  system,
  department_id,
  code,
  name,
  _origin
FROM conformed.departments
