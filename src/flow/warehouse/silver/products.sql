/*---
summary: Every product once.
entity: product
---*/
SELECT
  system,
  product_id,
  name,
  category,
  unit_price,
  currency,
  _origin
FROM conformed.products
