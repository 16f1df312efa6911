import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";

import { maskedAlready } from "../../../kernel/privacy/masked.ts";
import stage from "./conversation-texts.ts";

/** Who said what, a minute apart; the ticket's own text has no message id. */
type Line = readonly [author: "CONTACT" | "AGENT" | "TICKET" | null, body: string | null];

beforeAll(() => stage.prepare?.());

/** The row of a conversation whose lines come in this order. */
function joined(...lines: Line[]) {
  const { rowCount, columns } = stage.run({
    rowCount: lines.length,
    columns: {
      system: lines.map(() => "help"),
      conversation_id: lines.map(() => "C1"),
      ticket_id: lines.map((_, i) => (i === 0 ? null : "T1")),
      message_id: lines.map(([author], i) => (author === "TICKET" ? "" : `M${i}`)),
      author_type: lines.map(([author]) => (author === "TICKET" ? "CONTACT" : author)),
      sent_at: lines.map((_, i) => i * 60_000),
      source: lines.map((_, i) => `source ${i}`),
      body: lines.map(([, body]) => (body === null ? null : maskedAlready(body))),
    },
  });
  for (const column of Object.values(columns)) expect(column).toHaveLength(rowCount);
  return Object.fromEntries(Object.entries(columns).map(([name, [value]]) => [name, value]));
}

describe("conversation-texts", () => {
  it("joins what both sides said in time order, and the customer's words by themselves", () => {
    const row = joined(
      ["TICKET", "Card reader\nIt reads no card."],
      ["CONTACT", "Hello,\nthe reader is dead since Monday."],
      ["AGENT", "Please restart it."],
      ["CONTACT", "That did not help."],
    );
    const customer =
      "Card reader\nIt reads no card.\nthe reader is dead since Monday.\nThat did not help.";
    expect(row).toEqual({
      system: "help",
      conversation_id: "C1",
      ticket_id: "T1",
      source: "source 0",
      customer_text: customer,
      text_hash: createHash("sha256").update(customer).digest("hex"),
      transcript:
        "CONTACT: Card reader\nIt reads no card.\nCONTACT: Hello,\nthe reader is dead since Monday.\n" +
        "AGENT: Please restart it.\nCONTACT: That did not help.",
      summary: expect.stringContaining("reader") as string, // of vitest, which says any
      message_count: 3,
      customer_message_count: 2,
      first_at: 60_000,
      last_at: 180_000,
    });
  });

  it("takes a ticket without messages", () => {
    expect(joined(["TICKET", "My invoice is wrong."])).toMatchObject({
      customer_text: "My invoice is wrong.",
      summary: "My invoice is wrong.",
      message_count: 0,
      first_at: 0,
      last_at: 0,
    });
  });

  it.each<[string, Line[]]>([
    ["agents alone", [["AGENT", "Are you there?"]]],
    ["messages without text", [["CONTACT", null]]],
    ["white space", [["CONTACT", " \n "]]],
  ])("has no words of the customer in %s", (_, lines) => {
    expect(joined(...lines)).toMatchObject({ customer_text: null, text_hash: null, summary: null });
  });

  it.each<[string, Line[], string]>([
    [
      "is nobody known to be the customer",
      [
        [null, "No card."],
        ["AGENT", "Ok."],
      ],
      "No card.",
    ],
    [
      "is only the ticket's text",
      [
        ["TICKET", "Bill."],
        [null, "No card."],
      ],
      "Bill.\nNo card.",
    ],
    [
      "is a message of the customer's",
      [
        ["CONTACT", "Bill."],
        [null, "No card."],
      ],
      "Bill.",
    ],
  ])(
    "takes messages without an author for the customer's or not where there %s",
    (_, lines, own) => {
      const row = joined(...lines);
      expect(row["customer_text"]).toBe(own);
      expect(row["transcript"]).toContain("UNKNOWN: No card.");
    },
  );

  it("sums up long talk in three sentences at most, without what says nothing", () => {
    const row = joined(
      ["CONTACT", "Hi! Ok. The terminal rejects every card since the update of last night."],
      ["CONTACT", "The terminal rejects every card since the update of last night."],
      ["CONTACT", "My customers have to pay in cash. We lose sales every hour. [EMAIL_1]"],
      ["CONTACT", "Please send a technician to the shop today. Thanks."],
    );
    const summary = row["summary"] as string; // declared as VARCHAR
    expect(summary).toMatch(/^The terminal rejects every card since the update of last night\. /);
    expect(summary.match(/rejects every card/g)).toHaveLength(1);
    expect(summary.split(". ")).toHaveLength(3);
  });

  it("cuts what is too long within no character", () => {
    const row = joined(["CONTACT", "😀 word ".repeat(5_000)], ["AGENT", "x".repeat(200_000)]);
    expect((row["customer_text"] as string).length).toBeLessThanOrEqual(20_000);
    expect((row["transcript"] as string).length).toBeLessThanOrEqual(100_000);
    expect((row["summary"] as string).length).toBeLessThanOrEqual(400);
    for (const name of ["customer_text", "transcript", "summary"])
      expect((row[name] as string).isWellFormed(), name).toBe(true);
  });
});
