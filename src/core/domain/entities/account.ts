import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "account",
  table: "accounts",
  summary: "A company that buys.",
  key: "account_id",
  columns: {
    account_id: {
      type: "VARCHAR",
      doc: "Account",
      aliases: ["company_id", "customer_id", "account"],
    },
    name: { type: "VARCHAR", doc: "Company name", aliases: ["company_name", "account_name"] },
    tax_id: {
      type: "VARCHAR",
      doc: "Tax number (CNPJ)",
      aliases: ["cnpj", "vat_id"],
      pii: "TAX_ID",
      pseudonym: "TAX_ID",
    },
    industry: {
      type: "VARCHAR",
      doc: "Line of business",
      aliases: ["sector"],
      fold: "upper",
    },
    segment: { type: "VARCHAR", doc: "The source's own segment", fold: "upper" },
    company_size: { type: "VARCHAR", doc: "Size class", enumeration: "company_size" },
    region: { type: "VARCHAR", doc: "Sales region or state", aliases: ["state"], fold: "upper" },
    contract_start_date: {
      type: "DATE",
      doc: "Day the contract began",
      aliases: ["contract_start"],
    },
    monthly_transaction_volume: {
      type: "DECIMAL(18,2)",
      doc: "Turnover a month, in the account's currency",
      check: ">= 0",
    },
    account_status: {
      type: "VARCHAR",
      doc: "Whether it is a customer now",
      aliases: ["status"],
      enumeration: "account_status",
      default: "'ACTIVE'",
    },
    churn_risk_score: {
      type: "DOUBLE",
      doc: "The source's own churn risk",
      check: "BETWEEN 0 AND 1",
    },
  },
});
