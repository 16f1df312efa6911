import { describe, expect, it } from "vitest";

import { draw, iso, pick, sentences, table } from "./stranger-rows.ts";
import { csv, tryInit } from "./try-init.ts";

describe("init, on files with two kinds of records in a row", () => {
  it("reads the people of the tickets as well", async () => {
    await using trial = await tryInit({
      "tickets.csv": csv(
        table(
          ["ticket_id", "customer_id", "customer_name", "customer_email", "created_at", "subject"],
          40,
          (i) => {
            const who = draw.integer(1, 12);
            return [
              i,
              `C${who}`,
              "Maria Souza",
              `p${who}@m.example.com`,
              iso(),
              pick(sentences.en),
            ];
          },
        ),
      ),
    });
    expect(trial.mapping("tickets")).toMatchObject({ contact_id: "customer_id" });
    expect(trial.mapping("tickets_contacts")).toMatchObject({
      contact_id: "customer_id",
      full_name: "customer_name",
      email: "customer_email",
    });
    const { tickets, contacts } = await trial.run();
    expect(tickets).toEqual({ kept: 40, aside: 0 });
    expect(contacts?.aside).toBe(0);
    expect(contacts?.kept).toBeLessThanOrEqual(12);
  });

  it("makes the conversations that only their messages tell of", async () => {
    const lines = Array.from({ length: 60 }, (_, i) => ({
      msg_id: `m${i}`,
      chat_id: `c${Math.floor(i / 4)}`,
      from: i % 2 === 0 ? "customer" : "agent",
      timestamp: 1_735_700_000 + i * 60,
      body: pick(sentences.en),
    }));
    await using trial = await tryInit({
      "messages.ndjson": lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    });
    expect(trial.source("messages").entity).toBe("message");
    expect(trial.source("messages_conversations").entity).toBe("conversation");
    expect(await trial.run()).toMatchObject({
      messages: { kept: 60, aside: 0 },
      conversations: { kept: 15, aside: 0 },
    });
  });
});
