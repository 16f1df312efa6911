import { misbehaviours, rateLimited } from "./llm-misbehaviour.ts";
import { startLlmServer } from "./llm-server.ts";

/** How a server in a process of its own behaves, as its first argument in JSON. */
export type ServerProcessOptions = {
  latencyMs?: number;
  dimension?: number;
  apiKey?: string;
  model?: string;
  isObedient?: boolean;
  /** The answer of each item; default: its `echo`. */
  answer?: object;
  /** What goes wrong with the first calls, by name; `429` or `429:<seconds>` for a limit. */
  misbehave?: string[];
};

// Says its address on a line of JSON, answers each line it is sent with what it saw, ends with stdin.
const {
  answer,
  misbehave = [],
  ...rest
} = JSON.parse(process.argv[2] ?? "{}") as ServerProcessOptions; // the test that starts it wrote it
const wrong = misbehave.map((name) => {
  const limit = /^429(?::(\d+))?$/.exec(name);
  if (limit !== null) return rateLimited(limit[1]);
  return Object.entries(misbehaviours).find(([known]) => known === name)?.[1];
});
await using server = await startLlmServer({
  ...rest,
  misbehave: wrong,
  ...(answer === undefined ? {} : { answer: (items) => items.map(() => answer) }),
});
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
for await (const _ of process.stdin.setEncoding("utf8")) {
  const { requests, billed } = server;
  process.stdout.write(`${JSON.stringify({ requests, billed, peak: server.peak() })}\n`);
}
