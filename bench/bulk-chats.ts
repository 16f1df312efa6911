import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { type Contender, measure } from "./measure.ts";

const main = resolve(import.meta.dirname, "../src/surface/cli/main.ts");
const asOf = "2026-11-20T12:00:00Z";
const settings = `
data: ./earshot
as_of: "${asOf}"
sources:
  bulk_chats:
    path: chats/*.ndjson
    entity: conversation
    system: support
    messages: { body: text, author: speaker, sent_at: started_at }
`;

/** Makes chats in `chats/` of a folder, and the settings of a company that has nothing else. */
export async function makeBulkChats(folder: string, chatCount: number): Promise<void> {
  const scale = ["--scale", String(chatCount / 1_000), "--as-of", asOf];
  const generate = [main, "generate", "--out", folder, ...scale, "--quiet"];
  await measure({ name: "generate", command: process.execPath, arguments: generate });
  await writeFile(settingsFile(folder), settings);
}

/** A run of that company, as a process of its own. */
export function runBulkChats(folder: string, ...words: string[]): Contender {
  const run = [main, "run", "--config", settingsFile(folder), ...words];
  return { name: "earshot", command: process.execPath, arguments: run };
}

function settingsFile(folder: string): string {
  return join(folder, "bench.yaml");
}
