import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "lead",
  table: "leads",
  summary: "A prospect with a deal.",
  key: "lead_id",
  columns: {
    lead_id: { type: "VARCHAR", doc: "Lead", aliases: ["opportunity_id", "deal_id"] },
    account_id: {
      type: "VARCHAR",
      doc: "Account that may buy",
      aliases: ["customer_id", "company_id", "account"],
      references: { entity: "account", orphan: "quarantine" },
    },
    product_id: {
      type: "VARCHAR",
      doc: "Product on offer",
      aliases: ["product"],
      references: { entity: "product", orphan: "warn" },
    },
    agent_id: {
      person: true,
      type: "VARCHAR",
      doc: "Agent who sells",
      references: { entity: "agent", orphan: "warn" },
    },
    lead_source: {
      type: "VARCHAR",
      doc: "Where it came from",
      fold: "upper",
      default: "'UNKNOWN'",
    },
    deal_stage: {
      type: "VARCHAR",
      doc: "OPEN, WON, LOST or a finer stage",
      aliases: ["deal_status", "status"],
      enumeration: "deal_stage",
      default: "'OPEN'",
    },
    deal_value: {
      type: "DECIMAL(18,2)",
      doc: "Value of the deal",
      aliases: ["close_value"],
      check: ">= 0",
    },
    currency: { type: "VARCHAR", doc: "ISO 4217 code", fold: "upper", default: "'USD'" },
    created_at: { type: "TIMESTAMPTZ", doc: "Opened", aliases: ["created_date", "engage_date"] },
    closed_at: { type: "TIMESTAMPTZ", doc: "Won or lost", aliases: ["closed_date", "close_date"] },
  },
});
