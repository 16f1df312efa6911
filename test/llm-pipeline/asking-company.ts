import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";

import { categoryOfSubcategory } from "../../src/core/domain/subcategories.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { earshot, type Ended } from "../cli/command-line.ts";
import { startLlmServer, type Answerer, type LlmServerOptions } from "../llm/llm-server.ts";
import { giveKeys, openFolder, smallSettings, type Company } from "../pipeline/company.ts";
import { lakeRows } from "../pipeline/lake-state.ts";

/** A model that says the same of a text whenever it is asked, and different things of different ones. */
export const steady: Answerer = (items, { instructions }) => {
  const asks = (field: string): boolean => instructions.includes(`- ${field}:`);
  return items.map(({ text }) => ({
    ...(asks("category") ? { category: drawn(text, Object.keys(categoryOfSubcategory)) } : {}),
    ...(asks("sentiment") ? { sentiment: drawn(text, ["POSITIVE", "NEUTRAL", "NEGATIVE"]) } : {}),
    ...(asks("summary") ? { summary: `The customer writes about ${hashOf(text)}.` } : {}),
  }));
};

/** Letters that tell texts apart; digits could be taken for something personal. */
function hashOf(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return Array.from(digits, (digit) => "bcdfghjklmnpqrst"[Number.parseInt(digit, 16)]!).join("a");
}

function drawn(text: string, values: readonly string[]): string {
  const number = createHash("sha256").update(text).digest().readUInt32LE();
  return values[number % values.length]!; // within the list
}

/** A company whose texts go to a language model, which is a server of this test's. */
export type AskingCompany = Company & {
  server: Awaited<ReturnType<typeof startLlmServer>>;
  /** Runs `earshot …` in a process of its own, with a key in its environment. */
  command(...args: string[]): Promise<Ended>;
  /** Texts that the server was sent in calls that it answered or not, in order. */
  sent(): string[];
  /** Changes the settings of the language model. */
  set(llm: Readonly<Record<string, unknown>>): Promise<void>;
};

export const apiKey = "key-of-the-test";

export type AskingOptions = {
  server?: LlmServerOptions;
  llm?: Readonly<Record<string, unknown>>;
  company?: Company;
  settings?: (extra: string) => string;
};

/** Opens a server and a company of feedback, or a company that is given. */
export async function openAsking(options: AskingOptions = {}): Promise<AskingCompany> {
  const server = await startLlmServer({ answer: steady, apiKey, ...options.server });
  const company = options.company ?? (await openFolder());
  const settings = options.settings ?? ((extra: string) => smallSettings(sources, extra));
  const set = (llm: Readonly<Record<string, unknown>>): Promise<void> => {
    const all = {
      provider: "openai-compatible",
      base_url: `${server.url}/v1`,
      model: "gpt-4o-mini",
      confidence: 1,
      price: { input_usd: 0.15, output_usd: 0.6 },
      ...options.llm,
      ...llm,
    };
    return company.write({ "earshot.yaml": settings(`llm: ${JSON.stringify(all)}`) });
  };
  await giveKeys(company);
  await set({});
  return {
    ...company,
    server,
    set,
    command: (...args) =>
      earshot([...args, "--config", company.config], {
        environment: { EARSHOT_LLM_API_KEY: apiKey },
      }),
    sent: () => server.requests.flatMap(({ items }) => items.map(({ text }) => text)),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await company[Symbol.asyncDispose]();
    },
  };
}

const sources = { voices: "path: voices/*.csv, entity: feedback" };

const subjects = ["card", "terminal", "invoice", "refund", "app", "contract", "delivery", "login"];
const complaints = ["does not work", "came twice", "is late", "is wrong", "was lost", "is great"];
const times = ["today", "since Monday", "again", "for a week", "as always"];

/** Different texts of feedback, as a file; `from` is the number of the first. */
export function voices(count: number, from = 0): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const n = from + i;
    const [what, how] = [subjects[n % subjects.length], complaints[n % complaints.length]];
    return `F${n},My ${what} in shop ${words(n)} ${how} ${times[n % times.length]},2026-02-01T10:00:00Z`;
  });
  return ["feedback_id,body,created_at", ...rows, ""].join("\n");
}

/** A number in letters, which no masker takes for something personal. */
function words(n: number): string {
  return Array.from(String(n), (digit) => `${"bcdfghjklm"[Number(digit)]!}a`).join("");
}

/** The ledger, as the lake has it: a row for all. */
export async function ledgerOf({
  data,
}: Company): Promise<Record<"calls" | "texts" | "usd" | "tokens", number>> {
  const [row] = await lakeRows(
    data,
    "ops.llm_calls",
    `SELECT count(*)::INT AS calls, sum(text_count)::INT AS texts, sum(cost_usd)::DOUBLE AS usd,
       sum(tokens_in + tokens_out)::INT AS tokens FROM $t`,
  );
  return row as Record<"calls" | "texts" | "usd" | "tokens", number>; // a count and sums of numbers
}

/** Rows of the language model's answers by failure; those with an answer stand under `null`. */
export async function answersOf({ data }: Company): Promise<Record<string, number>> {
  const rows = await lakeRows(
    data,
    "enriched.llm_answers",
    "SELECT failure, count(*)::INT AS n FROM $t GROUP BY 1 ORDER BY 1",
  );
  return Object.fromEntries(rows.map(({ failure, n }) => [textOf(failure) || "null", Number(n)]));
}

/** Whether something stands in a folder of the company. */
export async function isThere(...parts: string[]): Promise<boolean> {
  return stat(join(...parts)).then(
    () => true,
    () => false,
  );
}
