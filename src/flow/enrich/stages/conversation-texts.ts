import { sha256 } from "../../../core/base/hash.ts";
import type { MaskedText } from "../../../core/base/masked-text.ts";
import { chooseSentences } from "../../../kernel/learn/summary.ts";
import {
  beginning,
  joinedSentences,
  meaningfulText,
  shortened,
  tellingSentences,
} from "../meaningful.ts";
import { encoderVersion, stageEncoder } from "../stage-encoder.ts";
import { defineStage } from "../stage.ts";

/** Most characters of what a customer said, and of a whole conversation; the rest is cut. */
const customerTextMost = 20_000;
const transcriptMost = 100_000;

/** How long a summary may be. */
const summaryLimits = { sentenceCountMax: 3, characterCountMax: 400 };

type Said = {
  isMessage: boolean;
  isCustomer: boolean;
  author: string | null;
  body: MaskedText | null;
};

export default defineStage({
  name: "conversation-texts",
  summary: "Joins each conversation to one text in time order, with the ticket it belongs to.",
  version: 5,
  writes: "enriched.conversation_texts",
  key: ["system", "conversation_id"],
  group: ["system", "conversation_id"],
  order: ["sent_at", "message_id"],
  builtIn: { embedder: encoderVersion },
  input: {
    system: "VARCHAR",
    conversation_id: "VARCHAR",
    ticket_id: "VARCHAR",
    /** Empty in the row that holds the ticket's own subject and description. */
    message_id: "VARCHAR",
    author_type: "VARCHAR",
    sent_at: "TIMESTAMPTZ",
    source: "VARCHAR",
    body: "MASKED_TEXT",
  },
  output: {
    system: "VARCHAR",
    conversation_id: "VARCHAR",
    ticket_id: "VARCHAR",
    source: "VARCHAR",
    customer_text: "VARCHAR",
    text_hash: "VARCHAR",
    transcript: "VARCHAR",
    summary: "VARCHAR",
    message_count: "BIGINT",
    customer_message_count: "BIGINT",
    first_at: "TIMESTAMPTZ",
    last_at: "TIMESTAMPTZ",
  },
  docs: {
    system: "System that owns the ids",
    conversation_id:
      "Conversation; of a ticket without messages: the ticket, or `ticket:<id>` where a conversation has that id",
    ticket_id: "Ticket it belongs to",
    source: "Source of its first text",
    customer_text:
      "What the customer said, or nobody knows who where no message is known to be theirs, in time order, a message a line, with the ticket's subject and description, without greetings, signatures and quoted replies; 20,000 characters at most",
    text_hash: "SHA-256 of customer_text, as in enriched.text_answers",
    transcript:
      "What both sides said in time order, a message a line, behind `CONTACT:`, `AGENT:` or `UNKNOWN:`; 100,000 characters at most",
    summary: "Up to three sentences of the customer that say most, 400 characters at most",
    message_count: "Messages of both sides",
    customer_message_count: "Messages of the customer",
    first_at:
      "First message, without times the conversation's start; without messages: when the ticket came",
    last_at: "Last message; without messages: when the ticket came",
  },
  pii: {
    system: "NONE",
    conversation_id: "NONE",
    ticket_id: "NONE",
    source: "NONE",
    customer_text: "FREE_TEXT",
    text_hash: "NONE",
    transcript: "FREE_TEXT",
    summary: "FREE_TEXT",
  },

  async prepare() {
    stageEncoder(); // reads its weights
  },

  run({ rowCount, columns }) {
    const said: Said[] = [];
    const times: number[] = [];
    for (let row = 0; row < rowCount; row++) {
      const isMessage = columns.message_id[row] !== "";
      const at = columns.sent_at[row] ?? null;
      if (isMessage && at !== null) times.push(at);
      const body = columns.body[row] ?? null;
      const author = columns.author_type[row] ?? null;
      said.push({ isMessage, isCustomer: author === "CONTACT", author, body });
    }
    claimNamelessLines(said);
    const came = columns.sent_at[0] ?? null;
    return {
      rowCount: 1,
      columns: {
        system: columns.system.slice(0, 1),
        conversation_id: columns.conversation_id.slice(0, 1),
        ticket_id: [columns.ticket_id.find((id) => id !== null) ?? null],
        source: columns.source.slice(0, 1),
        ...textsOf(said),
        ...countsOf(said),
        first_at: [times[0] ?? came],
        last_at: [times.at(-1) ?? came],
      },
    };
  },
});

/** Where no message is known to be the customer's, it may be any of those without an author. */
function claimNamelessLines(said: Said[]): void {
  if (said.some(({ isMessage, isCustomer }) => isMessage && isCustomer)) return;
  for (const line of said) line.isCustomer ||= line.author === null;
}

function textsOf(said: readonly Said[]) {
  const own = said.flatMap(({ isCustomer, body }) => (isCustomer && body !== null ? [body] : []));
  const cleaned = own.map(meaningfulText).filter((text) => text !== "");
  const customerText = cut(cleaned.join("\n"), customerTextMost);
  const spoken = said.flatMap(({ author, body }) =>
    body === null ? [] : `${author ?? "UNKNOWN"}: ${body}`,
  );
  return {
    customer_text: [customerText],
    text_hash: [customerText === null ? null : sha256(customerText)],
    transcript: [cut(spoken.join("\n"), transcriptMost)],
    summary: [summaryOf(cleaned)],
  };
}

/** The sentences of a customer's messages that say most; null where none says anything. */
function summaryOf(texts: readonly MaskedText[]): string | null {
  const sentences = texts.flatMap(tellingSentences);
  if (sentences.length === 0) return null;
  const vectors = sentences.length === 1 ? noVector : stageEncoder().embed(sentences);
  const chosen = chooseSentences(sentences, vectors, summaryLimits);
  const summary = joinedSentences(chosen.map((index) => sentences[index]!));
  return shortened(summary, summaryLimits.characterCountMax);
}

const noVector = new Float32Array(1);

function countsOf(said: readonly Said[]) {
  const messages = said.filter(({ isMessage }) => isMessage);
  const own = messages.filter(({ isCustomer }) => isCustomer);
  return { message_count: [messages.length], customer_message_count: [own.length] };
}

/** A text of so many characters at most; null of an empty one. */
function cut(text: string, most: number): string | null {
  if (text === "") return null;
  return beginning(text, most).toWellFormed();
}
