import { z } from "zod";

import type { Clock } from "../../core/base/clock.ts";
import { parseRetryAfter } from "../../core/base/retry.ts";
import { toldHost } from "../../core/base/told-host.ts";
import { LlmDeniedError, LlmRejectedError, LlmUnavailableError } from "./llm-errors.ts";
import type { Endpoint } from "./provider.ts";

/** An answer that is none. */
export type BadAnswer = {
  status: number;
  headers: Headers;
  text: string;
  /** Gets the parameter that the endpoint does not take, if it is that. */
  refused: Set<string>;
  clock: Clock;
};

/** A provider's complaint, in the forms they have: OpenAI, Azure, Anthropic, Ollama. */
const Complaint = z.object({
  error: z.union([
    z.string().transform((message) => ({ message, code: "", type: "", param: "" })),
    z.object({
      message: z.string().catch(""),
      code: z.union([z.string(), z.int().transform(String)]).catch(""),
      type: z.string().catch(""),
      param: z.string().catch(""),
    }),
  ]),
});
type Complaint = z.infer<typeof Complaint>["error"];

/**
 * The error that an answer's status and body mean. What the provider said stays out of it, except for
 * a plain code: it may repeat the key or the texts.
 */
export function statusFailure(endpoint: Endpoint, answer: BadAnswer): Error {
  const complaint = complaintOf(answer.text);
  const what = `${nameOf(endpoint)} answered with status ${answer.status}${codeOf(complaint)}`;
  const { status } = answer;
  if (isExhausted(status, complaint)) {
    return new LlmDeniedError(
      `${what}: its quota or credit is used up; see the account's billing, or set another provider`,
    );
  }
  if (status === 429) return unavailable(`${what}: too many requests or tokens`, answer, true);
  if (status >= 500 || passing.has(status)) return unavailable(what, answer, false);
  const advice = denial(endpoint, status, complaint);
  if (advice !== undefined) return new LlmDeniedError(`${what}${advice}`);
  return refusal({ what, complaint, answer, endpoint });
}

/** Statuses below 500 that may pass: a timeout, a conflict, too early. */
const passing = new Set([408, 409, 425]);

/** What to mend where a status says that nothing can be asked until then. */
function denial(endpoint: Endpoint, status: number, { code }: Complaint): string | undefined {
  if (status >= 300 && status < 400)
    return `, a redirect, which is not followed; set ${endpoint.section}.base_url to where it leads`;
  if (status === 401 || status === 403) return keyAdvice(endpoint);
  if (status === 404 || /model_not_found|DeploymentNotFound/i.test(code))
    return placeAdvice(endpoint);
  return undefined;
}

/** Names an endpoint in a message: its provider and host. */
export function nameOf({ provider, baseUrl, section }: Endpoint): string {
  return `${provider} at ${toldHost(new URL(baseUrl), `${section}.base_url`)}`;
}

function unavailable(what: string, { headers, clock }: BadAnswer, isRateLimit: boolean): Error {
  const ms = Number(headers.get("retry-after-ms") ?? ""); // OpenAI's and Azure's finer one
  const retryAfterMs = ms > 0 ? Math.ceil(ms) : parseRetryAfter(headers.get("retry-after"), clock);
  return new LlmUnavailableError(what, { retryAfterMs, isRateLimit });
}

function isExhausted(status: number, { code, type, message }: Complaint): boolean {
  if (status === 402) return true;
  const word = /insufficient_quota|billing_hard_limit|billing_not_active/i;
  return word.test(`${code} ${type}`) || /credit balance is too low/i.test(message);
}

function keyAdvice({ apiKey, keyVariables, section }: Endpoint): string {
  const variables = keyVariables.join(" or ");
  return apiKey === undefined
    ? `: it wants a key; set ${variables}`
    : `: it does not take the key of ${variables}, or not for this model; see ${section}.model`;
}

function placeAdvice({ provider, section }: Endpoint): string {
  const model = provider === "azure-openai" ? "deployment" : "model";
  const more = provider === "ollama" ? " (`ollama pull` it first)" : "";
  return `: there is no such ${model} or address; see ${section}.${model}${more} and ${section}.base_url`;
}

type Refusal = { what: string; complaint: Complaint; answer: BadAnswer; endpoint: Endpoint };

function refusal({ what, complaint, answer, endpoint }: Refusal): Error {
  const parameter = refusedParameter(complaint);
  if (parameter !== undefined) {
    answer.refused.add(
      parameter === "response_format" && answer.refused.has(parameter) ? "json_object" : parameter,
    );
    return new LlmUnavailableError(
      `${what}: it does not take ${parameter}; it is asked without from now on`,
    );
  }
  const all = `${complaint.code} ${complaint.type} ${complaint.message}`;
  if (/content_filter|content management policy|ResponsibleAI/i.test(all))
    return new LlmRejectedError(`${what}: its filter held these texts back`);
  if (answer.status === 413 || tooLong.test(all)) {
    return new LlmRejectedError(
      `${what}: these texts are too long together; see llm.texts_per_call and llm.text_tokens`,
    );
  }
  if (/model/i.test(complaint.message) && /not found|does not exist|not exist/i.test(all))
    return new LlmDeniedError(`${what}${placeAdvice(endpoint)}`);
  if (/api key not valid|invalid api key|invalid x-api-key/i.test(complaint.message))
    return new LlmDeniedError(`${what}${keyAdvice(endpoint)}`);
  return new LlmRejectedError(`${what}: it does not take this request`);
}

const tooLong =
  /context_length|context length|context window|maximum context|too long|too large|too many tokens|request_too_large/i;

const parameters = ["temperature", "seed", "max_tokens", "response_format"] as const;

const refusing =
  /unsupported|not support|unrecogni[sz]ed|unknown|not permitted|not allowed|forbidden|deprecated|unavailable|enabled only|invalid schema/i;

/** A parameter of ours that the endpoint does not know or take. */
function refusedParameter({ message, param, code }: Complaint): string | undefined {
  if (!refusing.test(`${code} ${message}`) && !param.startsWith("response_format"))
    return undefined;
  const named = `${param} ${/json_schema/i.test(message) ? "response_format" : ""} ${message}`;
  return parameters
    .map((parameter) => ({ parameter, at: named.search(new RegExp(`\\b${parameter}\\b`)) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)[0]?.parameter;
}

function complaintOf(text: string): Complaint {
  const none = { message: "", code: "", type: "", param: "" };
  try {
    const body: unknown = JSON.parse(text);
    // Servers of other makes put what they say elsewhere: it is looked through, and never shown.
    return Complaint.safeParse(body).data?.error ?? { ...none, message: JSON.stringify(body) };
  } catch {
    return none;
  }
}

/** A provider's code, if it is one plain word: digits and signs could be a key. */
function codeOf({ code, type }: Complaint): string {
  const word = [code, type].find((candidate) => /^[A-Za-z][A-Za-z_]{1,59}$/.test(candidate));
  return word === undefined ? "" : ` (${word})`;
}
