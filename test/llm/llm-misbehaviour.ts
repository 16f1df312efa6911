import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How an answer's bytes fail to come: never; half of them; a few at a time; none, then an end. */
type Transport = "hang" | "break" | "drip" | "reset";

type Numbered = { id: number } & Readonly<Record<string, unknown>>;

/** What goes wrong with one call. */
export type Misbehaviour = {
  /** Answers this status at once, with `headers` and `body`. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  transport?: Transport;
  /** Changes the items of the answer: drops, adds or repeats some. */
  items?: (items: readonly Numbered[]) => readonly object[];
  /** Changes the text that the model answers. */
  text?: (text: string) => string;
  /** `refusal`: the model says in a field of its own that it won't. */
  finish?: "stop" | "length" | "content_filter" | "refusal";
};

/** Status 429, as OpenAI words it; `retryAfter` in seconds or as an HTTP date. */
export function rateLimited(retryAfter?: string | number): Misbehaviour {
  const error = { message: "Rate limit reached", type: "requests", code: "rate_limit_exceeded" };
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { status: 429, headers, body: JSON.stringify({ error }) };
}

/** A status with a complaint in OpenAI's form. */
export function failing(
  status: number,
  error: { message?: string; code?: string; type?: string; param?: string } = {},
): Misbehaviour {
  return { status, body: JSON.stringify({ error: { message: `status ${status}`, ...error } }) };
}

/** Ways in which the answer itself goes wrong, by name. */
export const misbehaviours = {
  hang: { transport: "hang" },
  brokenBody: { transport: "break" },
  drip: { transport: "drip" },
  reset: { transport: "reset" },
  badJson: { text: (text) => text.slice(0, Math.ceil(text.length / 2)) },
  fenced: { text: (text) => `Here you are:\n\`\`\`json\n${text}\n\`\`\`\n` },
  cutOff: { text: (text) => text.slice(0, Math.ceil(text.length / 2)), finish: "length" },
  refusal: { text: () => "I'm sorry, but I can't help with that." },
  ownRefusal: { text: () => "I can't help with that.", finish: "refusal" },
  filtered: { text: () => "", finish: "content_filter" },
  empty: { text: () => "" },
  wrongLabels: { items: (items) => items.map((item) => changed(item, () => "NO_SUCH_LABEL")) },
  otherLanguage: { items: (items) => items.map((item) => changed(item, () => "muito positivo")) },
  tooFew: { items: (items) => items.slice(0, -1) },
  tooMany: {
    items: (items) => [...items, { ...items[0], id: items.length + 1 }],
  },
  duplicated: { items: (items) => items.map((item) => ({ ...item, id: items[0]?.id ?? 1 })) },
  unnumbered: { items: (items) => items.map((item) => ({ ...item, id: undefined })) },
  shuffled: { items: (items) => items.toReversed() },
} as const satisfies Readonly<Record<string, Misbehaviour>>;

/** An item whose texts are others. */
function changed(item: Numbered, change: (text: string) => string): Numbered {
  const entries = Object.entries(item).map(([key, value]) => [
    key,
    typeof value === "string" ? change(value) : value,
  ]);
  return { ...Object.fromEntries(entries), id: item.id } as Numbered; // of an object, and its id
}

const dripBytes = 8;
const dripMs = 50;

/** Sends an answer in the way that it fails. */
export async function breakOff(
  outgoing: ServerResponse,
  transport: Transport,
  body: string,
): Promise<void> {
  if (transport === "hang") return;
  if (transport === "reset") return void outgoing.destroy();
  outgoing.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  if (transport === "break") {
    outgoing.write(body.slice(0, Math.ceil(body.length / 2)));
    await sleep(20); // so that its first half is on its way
    return void outgoing.destroy();
  }
  for (let start = 0; start < body.length && !outgoing.destroyed; start += dripBytes) {
    outgoing.write(body.slice(start, start + dripBytes));
    await sleep(dripMs);
  }
  outgoing.end();
}
