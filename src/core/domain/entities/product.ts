import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "product",
  table: "products",
  summary: "A thing sold.",
  key: "product_id",
  columns: {
    product_id: { type: "VARCHAR", doc: "Product", aliases: ["product"] },
    name: { type: "VARCHAR", doc: "Name", aliases: ["product_name"] },
    category: { type: "VARCHAR", doc: "Product line", aliases: ["series"], fold: "upper" },
    unit_price: {
      type: "DECIMAL(18,2)",
      doc: "Price of one",
      aliases: ["price", "sales_price"],
      check: ">= 0",
    },
    currency: { type: "VARCHAR", doc: "ISO 4217 code", fold: "upper", default: "'USD'" },
  },
});
