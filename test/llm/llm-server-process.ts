import { readFileSync } from "node:fs";

import { misbehaviours, rateLimited } from "./llm-misbehaviour.ts";
import { startLlmServer, type Answerer } from "./llm-server.ts";

/** How a server in a process of its own behaves, as its first argument in JSON. */
export type ServerProcessOptions = {
  latencyMs?: number;
  dimension?: number;
  apiKey?: string;
  model?: string;
  isObedient?: boolean;
  /** The answer of each item; default: its `echo`. */
  answer?: object;
  /** A file with a JSON object of answers by text; a text that it lacks gets an empty one. */
  answersFile?: string;
  /** What goes wrong with the first calls, by name; `429` or `429:<seconds>` for a limit. */
  misbehave?: string[];
};

// Says its address on a line of JSON, answers each line it is sent with what it saw, ends with stdin.
const {
  answer,
  answersFile,
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
  ...answererOf(),
});
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
for await (const _ of process.stdin.setEncoding("utf8")) {
  const { requests, billed } = server;
  process.stdout.write(`${JSON.stringify({ requests, billed, peak: server.peak() })}\n`);
}

function answererOf(): { answer?: Answerer } {
  if (answersFile !== undefined) {
    const answers = JSON.parse(readFileSync(answersFile, "utf8")) as Record<string, object>; // as above
    return { answer: (items) => items.map(({ text }) => answers[text] ?? {}) };
  }
  return answer === undefined ? {} : { answer: (items) => items.map(() => answer) };
}
