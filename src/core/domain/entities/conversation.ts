import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "conversation",
  table: "conversations",
  summary: "Ordered messages, of a ticket or a free chat.",
  key: "conversation_id",
  columns: {
    conversation_id: { type: "VARCHAR", doc: "Conversation", aliases: ["chat_id", "convo_id"] },
    ticket_id: {
      type: "VARCHAR",
      doc: "Ticket it belongs to",
      references: { entity: "ticket", orphan: "warn" },
    },
    account_id: {
      type: "VARCHAR",
      doc: "Account that speaks",
      aliases: ["company_id"],
      references: { entity: "account", orphan: "warn" },
    },
    contact_id: {
      person: true,
      type: "VARCHAR",
      doc: "Person who speaks",
      aliases: ["customer_id"],
      references: { entity: "contact", orphan: "warn" },
    },
    channel: { type: "VARCHAR", doc: "How it came", enumeration: "channel", default: "'CHAT'" },
    region: { type: "VARCHAR", doc: "Region; its own, else the account's", fold: "upper" },
    started_at: { type: "TIMESTAMPTZ", past: true, doc: "First message", aliases: ["created_at"] },
    ended_at: { type: "TIMESTAMPTZ", doc: "Last message" },
  },
});
