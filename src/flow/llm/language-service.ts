import { z } from "zod";

import { LanguageDocument, type LanguageService } from "./language-fields.ts";
import { LlmDeniedError, LlmUnavailableError } from "./llm-errors.ts";
import { openLlmFetch } from "./llm-fetch.ts";
import type { Endpoint, Outside } from "./provider.ts";
import { nameOf } from "./status-failure.ts";

/** A text as the service takes it. */
export type LanguageText = { id: string; language: string; text: string };

/** What it answered of some texts; those that it could not read are missing. */
export type LanguageAnswer = { documents: LanguageDocument[]; modelVersion: string | undefined };

/** Azure AI Language's REST API, `/language/:analyze-text` and its jobs. */
export type LanguageClient = {
  analyze(
    service: LanguageService,
    texts: readonly LanguageText[],
    signal?: AbortSignal,
  ): Promise<LanguageAnswer>;
};

/** The newest version of the API that is no preview and has all that is asked. */
const apiVersion = "2023-04-01";

/** Texts that one request takes, at once and as a job. */
const textsAtOnceMax = 10;
const textsOfJobMax = 25;

const jobAskMs = 1_000;

const Results = z.object({
  documents: z.array(LanguageDocument),
  modelVersion: z.string().optional(),
});
const Analyzed = z.object({ results: Results });
const Job = z.object({
  status: z.string(),
  tasks: z.object({ items: z.array(z.object({ results: Results.optional() })).default([]) }),
});

/** Opens the API of an endpoint; nothing is asked yet. */
export function openLanguageClient(endpoint: Endpoint, outside: Outside): LanguageClient {
  const line: Line = { endpoint, outside, request: openLlmFetch(endpoint, outside) };
  return {
    async analyze(service, texts, signal) {
      const size = service.isJob ? textsOfJobMax : textsAtOnceMax;
      const documents: LanguageDocument[] = [];
      let modelVersion: string | undefined;
      for (let start = 0; start < texts.length; start += size) {
        const asked = { service, documents: texts.slice(start, start + size), signal };
        const found = await (service.isJob ? byJob : atOnce)(line, asked);
        documents.push(...found.documents);
        modelVersion = found.modelVersion ?? modelVersion;
      }
      return { documents, modelVersion };
    },
  };
}

type Line = { endpoint: Endpoint; outside: Outside; request: typeof fetch };

type Asked = {
  service: LanguageService;
  documents: readonly LanguageText[];
  signal: AbortSignal | undefined;
};

type Found = z.infer<typeof Results>;

async function atOnce(line: Line, { service, documents, signal }: Asked): Promise<Found> {
  const { kind, parameters } = service;
  const body = { kind, parameters, analysisInput: { documents } };
  const response = await send(line, ":analyze-text", { body, signal });
  return (await read(line, Analyzed, response)).results;
}

async function byJob(line: Line, { service, documents, signal }: Asked): Promise<Found> {
  const { endpoint, outside } = line;
  const { kind, parameters } = service;
  const body = { tasks: [{ kind, parameters }], analysisInput: { documents } };
  const begun = await send(line, "analyze-text/jobs", { body, signal });
  const place = placeOf(endpoint, begun.headers.get("operation-location"));
  for (let waitedMs = 0; waitedMs < outside.timeoutMs; waitedMs += jobAskMs) {
    await outside.sleep(jobAskMs, signal);
    const init = { headers: headersOf(endpoint), signal: signal ?? null };
    const { status, tasks } = await read(line, Job, await line.request(place, init));
    if (status === "notStarted" || status === "running") continue;
    const [result] = tasks.items;
    if (result?.results !== undefined) return result.results;
    throw new LlmUnavailableError(`${nameOf(endpoint)} did not finish what it began`, {
      mayBeBilled: true,
    });
  }
  throw new LlmUnavailableError(
    `${nameOf(endpoint)} was not done within ${outside.timeoutMs / 1_000} s`,
    { mayBeBilled: true },
  );
}

type Sent = { body: object; signal: AbortSignal | undefined };

function send({ endpoint, request }: Line, path: string, { body, signal }: Sent) {
  const url = new URL(`${endpoint.baseUrl.replace(/\/language$/, "")}/language/${path}`);
  url.searchParams.set("api-version", endpoint.apiVersion ?? apiVersion);
  return request(url, {
    method: "POST",
    headers: headersOf(endpoint),
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
}

function headersOf({ apiKey }: Endpoint): Record<string, string> {
  return { "content-type": "application/json", "ocp-apim-subscription-key": apiKey ?? "" };
}

async function read<T>({ endpoint }: Line, schema: z.ZodType<T>, response: Response): Promise<T> {
  const { data } = schema.safeParse(await response.json().catch(() => undefined));
  if (data !== undefined) return data;
  throw new LlmUnavailableError(`${nameOf(endpoint)} answered in another form than it should`, {
    mayBeBilled: true,
  });
}

/** Where a job is asked for: the key goes nowhere but to the endpoint. */
function placeOf(endpoint: Endpoint, location: string | null): URL {
  const place = location !== null && URL.canParse(location) ? new URL(location) : undefined;
  if (place?.origin === new URL(endpoint.baseUrl).origin) return place;
  throw new LlmDeniedError(
    `${nameOf(endpoint)} began a job somewhere else; see ${endpoint.section}.base_url`,
  );
}
