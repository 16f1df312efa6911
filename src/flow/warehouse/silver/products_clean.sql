/*---
summary: Products as sales knows them, cleaned.
kind: full
grain: [system, product_id]
columns:
  system:       { type: VARCHAR, doc: System that owns the ids }
  product_id:   { type: VARCHAR, doc: Product }
  product_name: { type: VARCHAR, doc: Name }
  category:     { type: VARCHAR, doc: Product line }
  price:        { type: "DECIMAL(18,2)", doc: Price of one, check: ">= 0" }
---*/
SELECT system, product_id, name AS product_name, category, unit_price AS price
FROM silver.products
