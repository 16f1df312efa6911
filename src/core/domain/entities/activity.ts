import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "activity",
  table: "activities",
  summary: "A contact made by sales.",
  key: "activity_id",
  columns: {
    activity_id: { type: "VARCHAR", doc: "Activity", aliases: ["interaction_id"] },
    lead_id: {
      type: "VARCHAR",
      doc: "Lead it was about",
      references: { entity: "lead", orphan: "warn" },
    },
    account_id: {
      type: "VARCHAR",
      doc: "Account that was spoken to",
      aliases: ["customer_id", "company_id"],
      references: { entity: "account", orphan: "quarantine" },
    },
    channel: { type: "VARCHAR", doc: "Way of contact", enumeration: "channel" },
    outcome: { type: "VARCHAR", doc: "How it went", enumeration: "outcome" },
    duration_minutes: { type: "DOUBLE", doc: "Minutes it took", check: ">= 0" },
    occurred_at: {
      type: "TIMESTAMPTZ",
      past: true,
      doc: "When it was",
      aliases: ["interaction_date", "interaction_timestamp"],
      required: true,
    },
  },
});
