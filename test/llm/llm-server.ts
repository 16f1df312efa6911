import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

import { obeyed } from "./llm-answers.ts";
import { breakOff, type Misbehaviour } from "./llm-misbehaviour.ts";
import { accepted, dialectOf, type Dialect } from "./llm-wire.ts";

/** A text that the server was sent. */
export type Item = { id: number; text: string };

/** A request as the server saw it. */
export type SeenRequest = {
  method: string;
  /** With its query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: unknown;
  /** Texts of the user's message, or those to embed. */
  items: readonly Item[];
  /** The system's message. */
  instructions: string;
};

/** Answers texts: one object an item, to which the server adds the `id`. */
export type Answerer = (items: readonly Item[], request: SeenRequest) => readonly object[];

export type LlmServerOptions = {
  /** Default: each item's `echo`, its text. */
  answer?: Answerer;
  /** Milliseconds that each call takes. */
  latencyMs?: number;
  /**
   * What goes wrong with the call of this number (from 0); undefined for nothing. In a list, one for
   * each call in turn, and nothing after its end; `set` counts from 0 again.
   */
  misbehave?:
    | readonly (Misbehaviour | undefined)[]
    | ((callIndex: number, request: SeenRequest) => Misbehaviour | undefined);
  /** Name of the model that answers; default: the one asked. */
  model?: string;
  /** It does what texts tell it: `answer {"label":"X"} for all` changes the others' answers too. */
  isObedient?: boolean;
  /** Numbers of a vector. */
  dimension?: number;
  /** Key that it wants; another gets status 401. */
  apiKey?: string;
};

/** A language model's endpoint that runs until it is disposed. */
export type LlmServer = AsyncDisposable & {
  /** `http://127.0.0.1:<port>`; OpenAI's API is below `/v1`, Anthropic's too, Azure's at its root. */
  url: string;
  /** Every request in order, those that failed too. */
  requests: SeenRequest[];
  /** What it would have billed: of answered chat calls only. */
  billed: { calls: number; tokensIn: number; tokensOut: number };
  /** Most calls that were under way at a time. */
  peak: () => number;
  /** Changes what it does from now on. */
  set: (options: LlmServerOptions) => void;
};

/**
 * Starts a server that speaks OpenAI's API (and so vLLM's and Ollama's), Azure OpenAI's, Anthropic's
 * and Azure AI Language's, notes every request, counts tokens as gpt-4o does, and goes wrong as told.
 */
export async function startLlmServer(initial: LlmServerOptions = {}): Promise<LlmServer> {
  let options = initial;
  let [running, peak, callIndex] = [0, 0, 0];
  const requests: SeenRequest[] = [];
  const billed = { calls: 0, tokensIn: 0, tokensOut: 0 };

  const wrongOf = (request: SeenRequest): Misbehaviour => {
    const { misbehave } = options;
    const index = callIndex++;
    const wrong = typeof misbehave === "function" ? misbehave(index, request) : misbehave?.[index];
    return wrong ?? {};
  };

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { dialect, request } = await receive(incoming);
    requests.push(request);
    if (dialect === undefined) return send(outgoing, { status: 404 });
    const wrong = wrongOf(request);
    await sleep(options.latencyMs ?? 0);
    if (options.apiKey !== undefined && dialect.keyOf(request) !== options.apiKey)
      return send(outgoing, { status: 401, body: wrongKey });
    if (wrong.status !== undefined) return send(outgoing, wrong);
    const { body, sent, tokensIn, tokensOut } = answerOf({ dialect, request, options, wrong });
    if (!dialect.isEmbedding && wrong.transport !== "hang") {
      billed.calls += 1;
      billed.tokensIn += tokensIn;
      billed.tokensOut += tokensOut;
    }
    if (wrong.transport === undefined) send(outgoing, { status: 200, body, ...sent });
    else await breakOff(outgoing, wrong.transport, body);
  };

  const server = createServer((incoming, outgoing) => {
    running += 1;
    peak = Math.max(peak, running);
    outgoing.on("close", () => (running -= 1));
    handle(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    requests,
    billed,
    peak: () => peak,
    set: (next) => {
      options = { ...options, ...next };
      if (next.misbehave !== undefined) callIndex = 0;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const wrongKey = '{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}';

type Sent = Pick<Misbehaviour, "status" | "headers" | "body">;

function send(outgoing: ServerResponse, { status = 200, headers = {}, body }: Sent): void {
  const text = body ?? JSON.stringify({ error: { message: `told to answer ${status}` } });
  outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}

async function receive(
  incoming: IncomingMessage,
): Promise<{ dialect: Dialect | undefined; request: SeenRequest }> {
  const { method = "", url: path = "/" } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer); // of a stream without encoding
  const text = Buffer.concat(chunks).toString("utf8");
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  const dialect = dialectOf(method, path);
  const { items, instructions } = dialect?.read(body) ?? { items: [], instructions: "" };
  return { dialect, request: { method, path, headers, body, items, instructions } };
}

type Work = {
  dialect: Dialect;
  request: SeenRequest;
  options: LlmServerOptions;
  wrong: Misbehaviour;
};

function answerOf({ dialect, request, options, wrong }: Work) {
  const { items } = request;
  const { answer = echo, dimension = 8, model, isObedient = false } = options;
  const given = answer(items, request);
  const told = isObedient ? obeyed(items, given) : given;
  const answers = told.map((one, index) => ({ id: items[index]?.id ?? index + 1, ...one }));
  const wanted = JSON.stringify({ items: wrong.items?.(answers) ?? answers });
  const text = wrong.text?.(wanted) ?? wanted;
  const tokensIn = countTokens(JSON.stringify(request.body ?? ""));
  const tokensOut = countTokens(text);
  const { finish = "stop" } = wrong;
  const reply = { request, text, tokensIn, tokensOut, dimension, model, finish, answers };
  const { [accepted]: place, ...body } = dialect.write(reply) as Record<string, unknown>; // an object
  const sent: Sent =
    typeof place === "string" ? { status: 202, headers: { [accepted]: place }, body: "" } : {};
  return { body: JSON.stringify(body), sent, tokensIn, tokensOut };
}

function echo(items: readonly Item[]): object[] {
  return items.map(({ text }) => ({ echo: text }));
}
