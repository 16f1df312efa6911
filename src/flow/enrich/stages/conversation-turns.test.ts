import { describe, expect, it } from "vitest";

import stage from "./conversation-turns.ts";

type Message = readonly [author: string | null, minute: number | null];

/** The turns of one conversation whose messages came at these minutes. */
function turns(...messages: Message[]) {
  const { rowCount, columns } = stage.run({
    rowCount: messages.length,
    columns: {
      system: messages.map(() => "crm"),
      conversation_id: messages.map(() => "C1"),
      message_id: messages.map((_, index) => `M${index}`),
      author_type: messages.map(([author]) => author),
      sent_at: messages.map(([, minute]) => (minute === null ? null : minute * 60_000)),
    },
  });
  for (const column of Object.values(columns)) expect(column).toHaveLength(rowCount);
  return Array.from({ length: rowCount }, (_, i) => [
    columns.author_type[i],
    columns.message_count[i],
    columns.started_at[i]! / 60_000,
    columns.ended_at[i]! / 60_000,
    columns.wait_minutes[i],
  ]);
}

describe("conversation-turns", () => {
  it("joins messages of one side in a row", () => {
    expect(
      turns(
        ["CONTACT", 0],
        ["CONTACT", 1],
        ["AGENT", 5],
        ["CONTACT", 7],
        ["AGENT", 8],
        ["AGENT", 8.5],
      ),
    ).toEqual([
      ["CONTACT", 2, 0, 1, 5],
      ["AGENT", 1, 5, 5, 2],
      ["CONTACT", 1, 7, 7, 1],
      ["AGENT", 2, 8, 8.5, null],
    ]);
  });

  it.each<[string, Message[], unknown[]]>([
    ["one message", [["AGENT", 3]], [["AGENT", 1, 3, 3, null]]],
    [
      "one side only",
      [
        ["CONTACT", 1],
        ["CONTACT", 2],
        ["CONTACT", 9],
      ],
      [["CONTACT", 3, 1, 9, null]],
    ],
    [
      "messages of one instant",
      [
        ["CONTACT", 1],
        ["AGENT", 1],
      ],
      [
        ["CONTACT", 1, 1, 1, 0],
        ["AGENT", 1, 1, 1, null],
      ],
    ],
    ["no messages", [], []],
  ])("takes %s", (_, messages, expected) => {
    expect(turns(...messages)).toEqual(expected);
  });

  it("numbers the turns from 0 and keeps whose they are", () => {
    const { columns } = stage.run({
      rowCount: 2,
      columns: {
        system: ["help", "help"],
        conversation_id: ["C9", "C9"],
        message_id: ["M1", "M2"],
        author_type: ["AGENT", "CONTACT"],
        sent_at: [0.5, 60_000.5],
      },
    });
    expect(columns.turn_index).toEqual([0, 1]);
    expect(columns.system).toEqual(["help", "help"]);
    expect(columns.conversation_id).toEqual(["C9", "C9"]);
    expect(columns.started_at).toEqual([0.5, 60_000.5]);
  });
});
