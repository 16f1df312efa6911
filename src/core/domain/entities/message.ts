import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "message",
  table: "messages",
  summary: "One turn of a conversation.",
  key: "message_id",
  columns: {
    message_id: { type: "VARCHAR", doc: "Message", aliases: ["interaction_id"] },
    conversation_id: {
      type: "VARCHAR",
      doc: "Conversation; default: the ticket",
      aliases: ["chat_id"],
      references: { entity: "conversation", orphan: "quarantine" },
    },
    ticket_id: {
      type: "VARCHAR",
      doc: "Ticket",
      references: { entity: "ticket", orphan: "quarantine" },
    },
    author_type: {
      type: "VARCHAR",
      doc: "Who speaks",
      aliases: ["author"],
      enumeration: "author_type",
    },
    author_id: { type: "VARCHAR", person: true, doc: "Id of the author" },
    author_name: {
      type: "VARCHAR",
      doc: "Name; agents appear as `agent <id>`",
      pii: "DIRECT_ID",
      pseudonym: "PERSON",
    },
    body: { type: "VARCHAR", doc: "What was said", aliases: ["message", "text"], pii: "FREE_TEXT" },
    message_type: {
      type: "VARCHAR",
      doc: "Kind of message",
      aliases: ["interaction_type"],
      enumeration: "message_type",
      default: "'MESSAGE'",
    },
    sent_at: {
      type: "TIMESTAMPTZ",
      past: true,
      doc: "Sent",
      aliases: ["interaction_timestamp", "timestamp"],
    },
  },
});
