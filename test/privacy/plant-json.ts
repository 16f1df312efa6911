import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { type Mint, structuredKinds } from "./canary-values.ts";

type Turn = Record<string, unknown> & { text: string };
type Chat = Record<string, unknown> & { chat_id: string; turns: Turn[] };

const chatFields = [
  "chat_id",
  "company_id",
  "customer_id",
  "channel",
  "region",
  "started_at",
  "ended_at",
] as const;
const turnFields = ["speaker", "name", "text", "at"] as const;
const inquiryFields = [
  "inquiry_id",
  "subject",
  "body",
  "sender_email",
  "sender_name",
  "channel",
  "received_at",
] as const;

/** Adds chats with canaries in every field, in keys, and deep inside of what nothing reads. */
export async function plantChats(mint: Mint, folder: string): Promise<string[]> {
  const path = "sample_chats.json";
  const chats = JSON.parse(await readFile(join(folder, path), "utf8")) as Chat[]; // our own sample
  const originals = [...chats];
  const next = (): Chat => {
    const chat = structuredClone(originals[chats.length % originals.length]!); // there are some
    chats.push({ ...chat, chat_id: `${chat.chat_id}-${chats.length}` });
    return chats.at(-1)!; // just added
  };
  for (const kind of structuredKinds) {
    const value = (what: string): string => mint.canary(kind, `${path} ${what}`).text;
    for (const field of chatFields) next()[field] = value(field);
    for (const field of turnFields) next().turns[0]![field] = value(`turns.${field}`); // no chat is empty
    for (let i = 0; i < 10; i++) next().turns.at(-1)!.text += ` Grüße, ${value("turns.text")} ok?`;
    const chat = next();
    chat["more"] = { [value("key")]: [{ deep: [[value("nested")]] }] };
    chat.turns[0]![value("turns key")] = { of: value("nested in turns") };
  }
  await writeFile(join(folder, path), JSON.stringify(chats, undefined, 1));
  const turns = [...turnFields, "key"].map((field) =>
    field === "key" ? "turns key" : `turns.${field}`,
  );
  const fields = [...chatFields, ...turns, "key", "nested", "nested in turns"];
  return fields.map((field) => `${path} ${field}`);
}

/** Adds inquiries, which go no further than bronze, and lines that are no JSON. */
export async function plantInquiries(mint: Mint, folder: string): Promise<string[]> {
  const path = "raw/inquiries.ndjson";
  const text = await readFile(join(folder, path), "utf8");
  const lines = text.trimEnd().split("\n");
  const originals = lines.map((line) => JSON.parse(line) as Record<string, unknown>); // our own
  for (const kind of structuredKinds) {
    for (const field of inquiryFields) {
      const base = originals[lines.length % originals.length];
      const value = mint.canary(kind, `${path} ${field}`).text;
      lines.push(JSON.stringify({ ...base, [field]: value }));
    }
    lines.push(`{"inquiry_id": "INQ-x", "body": "${mint.canary(kind, `${path} broken line`).text}`);
  }
  await writeFile(join(folder, path), `${lines.join("\n")}\n`);
  return [...inquiryFields, "broken line"].map((field) => `${path} ${field}`);
}
