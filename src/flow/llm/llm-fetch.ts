import { messageOf, systemCode } from "../../core/base/errors.ts";
import { LlmDeniedError, LlmUnavailableError } from "./llm-errors.ts";
import type { Endpoint, Outside } from "./provider.ts";
import { nameOf, statusFailure } from "./status-failure.ts";

/** Parameters that an endpoint said it does not take; it is asked without them from then on. */
export type Refused = Set<string>;

/**
 * A `fetch` for one endpoint, that only ever gives whole answers in JSON; everything else becomes one
 * of our errors here, before a library can put the request, with its texts and its key, into one of
 * its own. Redirects are errors: they would carry key and texts elsewhere.
 */
export function openLlmFetch(
  endpoint: Endpoint,
  outside: Outside,
  refused: Refused = new Set(),
): typeof fetch {
  return async (input, init) => {
    const caller = init?.signal ?? undefined;
    caller?.throwIfAborted();
    const limit = AbortSignal.timeout(outside.timeoutMs);
    const signal = caller === undefined ? limit : AbortSignal.any([caller, limit]);
    let isAnswered = false;
    try {
      const response = await outside.fetch(input, { ...init, redirect: "manual", signal });
      isAnswered = response.ok;
      const text = await readLimited(response, endpoint, outside.answerBytesMax);
      return judge(endpoint, { response, text, refused, clock: outside.clock });
    } catch (error) {
      caller?.throwIfAborted();
      if (isOurs(error)) throw error;
      const why = limit.aborted
        ? `no answer within ${outside.timeoutMs / 1_000} s`
        : reasonOf(error);
      // Without its cause: that may hold the address with all it says, and the request.
      throw new LlmUnavailableError(
        `${nameOf(endpoint)} ${isAnswered ? "broke off its answer" : "can't be reached"} (${why}); see that it runs, and ${endpoint.section}.base_url`,
        { mayBeBilled: isAnswered || !neverAsked.has(why) },
      );
    }
  };
}

/** Failures before a request could have been sent. */
const neverAsked = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "bad port"]);

/** Whether an error is one of those that say what to do already. */
function isOurs(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("LLM_");
}

/** The text of an answer, read no further than the limit. */
async function readLimited(
  response: Response,
  endpoint: Endpoint,
  bytesMax: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of response.body ?? []) {
    byteCount += chunk.length;
    if (byteCount > bytesMax) {
      throw new LlmDeniedError(
        `${nameOf(endpoint)} answered with more than ${bytesMax} bytes, which no model does; see ${endpoint.section}.base_url`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

type Answer = { response: Response; text: string; refused: Refused; clock: Outside["clock"] };

function judge(endpoint: Endpoint, { response, text, refused, clock }: Answer): Response {
  const { status, headers } = response;
  if (!response.ok) throw statusFailure(endpoint, { status, headers, text, refused, clock });
  const forward = () =>
    new Response(status === 204 ? null : text, { status, headers: kept(headers) });
  if (isJson(text)) return forward();
  if (text === "" && headers.has("operation-location")) return forward(); // a job that was begun
  if (text.trimStart().startsWith("<")) {
    throw new LlmDeniedError(
      `${nameOf(endpoint)} answered with a web page; ${endpoint.section}.base_url is not the address of an API`,
    );
  }
  throw new LlmUnavailableError(`${nameOf(endpoint)} broke off its answer, or gave no JSON`, {
    mayBeBilled: true,
  });
}

/** Headers as they fit the text that was read: fetch has unpacked it. */
function kept(headers: Headers): Headers {
  const left = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) left.delete(name);
  return left;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Why a request failed, in the system's word: messages of `fetch` may hold the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = systemCode(cause);
  if (code !== undefined) return code;
  const message = messageOf(cause);
  return /^[a-z ]{1,40}$/i.test(message) ? message : "the connection failed";
}
