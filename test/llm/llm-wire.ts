import { z } from "zod";

import type { Item, SeenRequest } from "./llm-server.ts";

/** What is to be answered, whatever the form. */
export type WireReply = {
  request: SeenRequest;
  /** As the model wrote it. */
  text: string;
  tokensIn: number;
  tokensOut: number;
  dimension: number;
  /** Undefined for the one asked. */
  model: string | undefined;
  finish: "stop" | "length" | "content_filter" | "refusal";
  answers: readonly ({ id: number } & Readonly<Record<string, unknown>>)[];
};

/** A provider's form of requests and answers. */
export type Dialect = {
  isEmbedding: boolean;
  read: (body: unknown) => { items: readonly Item[]; instructions: string };
  write: (reply: WireReply) => object;
  keyOf: (request: SeenRequest) => string | undefined;
};

/** The form that a path is spoken in; undefined where there is none. */
export function dialectOf(method: string, path: string): Dialect | undefined {
  const { pathname } = new URL(path, "http://localhost");
  if (method === "GET" && pathname.startsWith(`${jobs}/`)) return azureJobDone;
  if (method !== "POST") return undefined;
  const azure = /^\/openai\/deployments\/[^/]+/;
  if (pathname.endsWith("/chat/completions"))
    return azure.test(pathname) ? { ...openaiChat, keyOf: apiKey } : openaiChat;
  if (pathname.endsWith("/embeddings"))
    return azure.test(pathname) ? { ...openaiEmbeddings, keyOf: apiKey } : openaiEmbeddings;
  if (pathname === "/v1/messages") return anthropic;
  if (pathname === "/language/:analyze-text") return azureLanguage;
  if (pathname === jobs) return azureJob;
  return undefined;
}

const bearer = ({ headers }: SeenRequest) => headers["authorization"]?.replace(/^Bearer /, "");
const apiKey = ({ headers }: SeenRequest) => headers["api-key"];

const Items = z.array(z.object({ id: z.number(), text: z.string() }));
const Content = z.union([z.string(), z.array(z.object({ text: z.string() }))]);
const ChatBody = z.object({
  model: z.string().default(""),
  messages: z.array(z.object({ role: z.string(), content: Content })),
});

function textOf(content: z.infer<typeof Content>): string {
  return typeof content === "string" ? content : content.map(({ text }) => text).join("");
}

/** Texts of a user's message: the JSON in it, or itself as the only one. */
function itemsOf(text: string): Item[] {
  try {
    return Items.parse(JSON.parse(text));
  } catch {
    return text === "" ? [] : [{ id: 1, text }];
  }
}

function readChat(body: unknown): { items: Item[]; instructions: string } {
  const { messages } = ChatBody.parse(body);
  const said = (wanted: string) =>
    messages
      .filter(({ role }) => role === wanted)
      .map(({ content }) => textOf(content))
      .join("\n");
  return { items: itemsOf(said("user")), instructions: said("system") };
}

/** The model that was asked; Azure names it in the path only. */
function modelOf({ body, path }: SeenRequest): string {
  const named = z.object({ model: z.string() }).safeParse(body).data?.model;
  return named ?? /deployments\/([^/]+)/.exec(path)?.[1] ?? "";
}

const openaiChat: Dialect = {
  isEmbedding: false,
  keyOf: bearer,
  read: readChat,
  write: ({ request, text, tokensIn, tokensOut, model, finish }) => ({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_790_000_000,
    model: model ?? modelOf(request),
    choices: [
      finish === "refusal"
        ? { message: { role: "assistant", content: null, refusal: text }, finish_reason: "stop" }
        : { message: { role: "assistant", content: text }, finish_reason: finish },
    ],
    usage: {
      prompt_tokens: tokensIn,
      completion_tokens: tokensOut,
      total_tokens: tokensIn + tokensOut,
    },
  }),
};

const EmbeddingBody = z.object({ input: z.array(z.string()) });

const openaiEmbeddings: Dialect = {
  isEmbedding: true,
  keyOf: bearer,
  read: (body) => ({
    items: EmbeddingBody.parse(body).input.map((text, index) => ({ id: index + 1, text })),
    instructions: "",
  }),
  /** In the wrong order, but numbered, as a server may. */
  write: ({ request, tokensIn, dimension, model }) => ({
    object: "list",
    model: model ?? modelOf(request),
    data: request.items
      .map(({ text }, index) => ({
        object: "embedding",
        index,
        embedding: vectorOf(text, dimension),
      }))
      .toReversed(),
    usage: { prompt_tokens: tokensIn, total_tokens: tokensIn },
  }),
};

/** A vector that tells its text: its length in letters, its first letter, then zeros. */
export function vectorOf(text: string, dimension: number): number[] {
  const vector = Array.from({ length: dimension }, () => 0);
  [vector[0], vector[1]] = [text.length, text.charCodeAt(0) || 0];
  return vector.slice(0, dimension);
}

const AnthropicBody = z.object({
  system: Content.default(""),
  messages: z.array(z.object({ role: z.string(), content: Content })),
  tools: z.array(z.object({ name: z.string() })).default([]),
  tool_choice: z.object({ type: z.string() }).optional(),
});

const anthropicStops = {
  stop: "end_turn",
  length: "max_tokens",
  content_filter: "refusal",
  refusal: "refusal",
};

const anthropic: Dialect = {
  isEmbedding: false,
  keyOf: ({ headers }) => headers["x-api-key"],
  read(body) {
    const { system, messages } = AnthropicBody.parse(body);
    const said = messages.map(({ content }) => textOf(content)).join("");
    return { items: itemsOf(said), instructions: textOf(system) };
  },
  write({ request, text, tokensIn, tokensOut, model, finish }) {
    const { tools, tool_choice: choice } = AnthropicBody.parse(request.body);
    const input = choice === undefined ? undefined : parsed(text);
    const content =
      input === undefined
        ? { type: "text", text }
        : { type: "tool_use", id: "toolu_1", name: tools[0]?.name, input };
    return {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: model ?? modelOf(request),
      content: [content],
      stop_reason: input === undefined ? anthropicStops[finish] : "tool_use",
      stop_sequence: null,
      usage: { input_tokens: tokensIn, output_tokens: tokensOut },
    };
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const Documents = z.object({
  documents: z.array(z.object({ id: z.string(), text: z.string() })),
});
const LanguageBody = z.object({
  kind: z.enum(["SentimentAnalysis", "KeyPhraseExtraction"]),
  analysisInput: Documents,
});
const JobBody = z.object({
  tasks: z
    .array(
      z.object({ kind: z.enum(["CustomSingleLabelClassification", "ExtractiveSummarization"]) }),
    )
    .length(1),
  analysisInput: Documents,
});

const languageKey = ({ headers }: SeenRequest) => headers["ocp-apim-subscription-key"];

function documentItems({ documents }: z.infer<typeof Documents>): Item[] {
  return documents.map(({ id, text }) => ({ id: Number(id), text }));
}

/** Azure AI Language at once: an answer's `sentiment`, or its `tags` as key phrases. */
const azureLanguage: Dialect = {
  isEmbedding: false,
  keyOf: languageKey,
  read: (body) => ({
    items: documentItems(LanguageBody.parse(body).analysisInput),
    instructions: "",
  }),
  write({ request, answers }) {
    const { kind } = LanguageBody.parse(request.body);
    const documents = answers.map((answer) => ({
      id: String(answer.id),
      warnings: [],
      ...(kind === "KeyPhraseExtraction"
        ? { keyPhrases: answer["tags"] ?? [] }
        : sentimentOf(answer["sentiment"])),
    }));
    return { kind: `${kind}Results`, results: { documents, errors: [], modelVersion } };
  },
};

const modelVersion = "2022-11-01";

function sentimentOf(given: unknown): object {
  const sentiment = typeof given === "string" ? given.toLowerCase() : "neutral";
  const scores: Record<string, number> = { positive: 0.04, neutral: 0.06, negative: 0.03 };
  scores[sentiment] = 0.9;
  return { sentiment, confidenceScores: scores, sentences: [] };
}

const jobs = "/language/analyze-text/jobs";

/** A job is begun; its answer is its own address, so that nothing need be kept. */
const azureJob: Dialect = {
  isEmbedding: false,
  keyOf: languageKey,
  read: (body) => ({ items: documentItems(JobBody.parse(body).analysisInput), instructions: "" }),
  write: ({ request, answers }) => {
    const [task] = JobBody.parse(request.body).tasks;
    const done = Buffer.from(JSON.stringify({ kind: task?.kind, answers })).toString("base64url");
    return { [accepted]: `http://${request.headers["host"]}${jobs}/${done}?api-version=x` };
  },
};

/** Key of an answer that is status 202 with this place. */
export const accepted = "operation-location";

/** A job is asked for: done at once. */
const azureJobDone: Dialect = {
  isEmbedding: false,
  keyOf: languageKey,
  read: () => ({ items: [], instructions: "" }),
  write: ({ request }) => {
    const { pathname } = new URL(request.path, "http://localhost");
    const text = Buffer.from(pathname.slice(jobs.length + 1), "base64url").toString("utf8");
    const { kind, answers } = Done.parse(JSON.parse(text));
    const documents = answers.map(({ id, category, label, summary }) => ({
      id: String(id),
      warnings: [],
      class: [{ category: category || label, confidenceScore: 0.8 }],
      sentences: [{ text: summary, rankScore: 1, offset: 0, length: 1 }],
    }));
    const results = { documents, errors: [], modelVersion };
    const items = [{ kind: `${kind}LROResults`, status: "succeeded", results }];
    return { status: "succeeded", tasks: { completed: 1, failed: 0, total: 1, items } };
  },
};

const Done = z.object({
  kind: z.string(),
  answers: z.array(
    z.object({
      id: z.number(),
      category: z.string().default(""),
      label: z.string().default(""),
      summary: z.string().default(""),
    }),
  ),
});
