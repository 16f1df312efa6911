import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "feedback",
  table: "feedback",
  summary: "The text of a survey or a review.",
  key: "feedback_id",
  columns: {
    feedback_id: { type: "VARCHAR", doc: "Feedback", aliases: ["review_id", "id"] },
    account_id: {
      type: "VARCHAR",
      doc: "Account it came from",
      aliases: ["company_id"],
      references: { entity: "account", orphan: "warn" },
    },
    contact_id: {
      person: true,
      type: "VARCHAR",
      doc: "Person it came from",
      aliases: ["customer_id"],
      references: { entity: "contact", orphan: "warn" },
    },
    body: {
      type: "VARCHAR",
      doc: "What was written",
      aliases: ["text", "review"],
      pii: "FREE_TEXT",
    },
    rating: { type: "DOUBLE", doc: "Rating given", check: "BETWEEN 0 AND 10" },
    created_at: { type: "TIMESTAMPTZ", past: true, doc: "Written", aliases: ["date"] },
  },
});
