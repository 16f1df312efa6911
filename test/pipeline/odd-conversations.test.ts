import { describe, expect, it } from "vitest";

import { openFolder, smallSettings, type Company } from "./company.ts";
import { lakeRows } from "./lake-state.ts";

const sources = {
  tickets: "path: desk/tickets.csv, entity: ticket",
  conversations: "path: desk/conversations.csv, entity: conversation",
  messages: "path: desk/messages.csv, entity: message",
};

/** A desk that counts its tickets and its chats from 1 each, and not all it tells is whole. */
const files = {
  "desk/tickets.csv": `ticket_id,created_at,subject
1,2026-02-02T10:00:00Z,The card reader is broken
2,2026-02-02T10:00:00Z,I was charged twice
3,2026-02-02T10:00:00Z,Where is my refund
4,2026-01-02T10:00:00Z,My plan is too dear
`,
  "desk/conversations.csv": `conversation_id,ticket_id,started_at
1,,2026-02-01T09:00:00Z
2,3,2026-02-01T09:00:00Z
timeless,,2026-02-01T09:00:00Z
anonymous,,2026-02-01T09:00:00Z
named by a message,,2026-02-01T09:00:00Z
`,
  "desk/messages.csv": `message_id,conversation_id,ticket_id,author_type,body,sent_at
M1,1,,contact,The app does not open,2026-02-01T09:00:00Z
M2,,1,contact,It reads no chip card,2026-02-02T11:00:00Z
M3,2,,contact,It is still not paid,2026-02-03T09:00:00Z
M4,timeless,,contact,Please cancel my contract,
M5,anonymous,,,Please change my plan,2026-02-01T09:00:00Z
M6,named by a message,4,contact,Please answer,2026-02-01T09:00:00Z
`,
};

async function texts(company: Company) {
  const columns =
    "conversation_id, ticket_id, customer_text, CAST(first_at AS VARCHAR) AS first_at";
  const select = `SELECT ${columns} FROM $t ORDER BY conversation_id`;
  return await lakeRows(company.data, "enriched.conversation_texts", select);
}

describe("conversations of a desk", () => {
  it("mix with no ticket that has their id, and tell what has no time or author", async () => {
    await using company = await openFolder();
    await company.write({ ...files, "earshot.yaml": smallSettings(sources) });
    await company.open().run();
    expect(await texts(company)).toMatchObject([
      { conversation_id: "1", ticket_id: null, customer_text: "The app does not open" },
      {
        conversation_id: "2",
        ticket_id: "3",
        customer_text: "Where is my refund\nIt is still not paid",
      },
      { conversation_id: "anonymous", customer_text: "Please change my plan" },
      {
        conversation_id: "named by a message",
        ticket_id: "4",
        customer_text: "My plan is too dear\nPlease answer",
      },
      {
        conversation_id: "ticket:1",
        ticket_id: "1",
        customer_text: "The card reader is broken\nIt reads no chip card",
      },
      { conversation_id: "ticket:2", ticket_id: "2", customer_text: "I was charged twice" },
      {
        conversation_id: "timeless",
        customer_text: "Please cancel my contract",
        first_at: expect.stringContaining("2026-02-01") as unknown,
      },
    ]);
  });
});
