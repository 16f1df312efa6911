import { defineStage } from "../stage.ts";

type Turn = { author: string; startedAt: number; endedAt: number; messageCount: number };

export default defineStage({
  name: "conversation-turns",
  summary:
    "Joins messages of one side in a row to a turn, and says how long it waited for an answer.",
  version: 1,
  writes: "enriched.conversation_turns",
  key: ["system", "conversation_id", "turn_index"],
  group: ["system", "conversation_id"],
  order: ["sent_at", "message_id"],
  input: {
    system: "VARCHAR",
    conversation_id: "VARCHAR",
    message_id: "VARCHAR",
    author_type: "VARCHAR",
    sent_at: "TIMESTAMPTZ",
  },
  output: {
    system: "VARCHAR",
    conversation_id: "VARCHAR",
    turn_index: "BIGINT",
    author_type: "VARCHAR",
    message_count: "BIGINT",
    started_at: "TIMESTAMPTZ",
    ended_at: "TIMESTAMPTZ",
    wait_minutes: "DOUBLE",
  },
  docs: {
    system: "System that owns the ids",
    conversation_id: "Conversation",
    turn_index: "Place of the turn, from 0",
    author_type: "Who speaks: CONTACT or AGENT",
    message_count: "Messages in the turn",
    started_at: "First message",
    ended_at: "Last message",
    wait_minutes:
      "Minutes from the turn's first message to the first of the next turn; none for the last",
  },

  run({ rowCount, columns }) {
    const turns: Turn[] = [];
    for (let i = 0; i < rowCount; i++) {
      const author = columns.author_type[i] ?? "";
      const sentAt = columns.sent_at[i] ?? 0;
      const last = turns.at(-1);
      if (last?.author === author) {
        last.endedAt = sentAt;
        last.messageCount += 1;
      } else turns.push({ author, startedAt: sentAt, endedAt: sentAt, messageCount: 1 });
    }
    return {
      rowCount: turns.length,
      columns: {
        system: turns.map(() => columns.system[0] ?? null),
        conversation_id: turns.map(() => columns.conversation_id[0] ?? null),
        turn_index: turns.map((_, index) => index),
        author_type: turns.map(({ author }) => author),
        message_count: turns.map(({ messageCount }) => messageCount),
        started_at: turns.map(({ startedAt }) => startedAt),
        ended_at: turns.map(({ endedAt }) => endedAt),
        wait_minutes: turns.map(({ startedAt }, index) => {
          const next = turns[index + 1];
          return next === undefined ? null : (next.startedAt - startedAt) / 60_000;
        }),
      },
    };
  },
});
