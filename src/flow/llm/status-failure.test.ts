import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { fixedClock } from "../../core/base/clock.ts";
import type { Endpoint } from "./provider.ts";
import { nameOf, statusFailure } from "./status-failure.ts";

const endpoint: Endpoint = {
  provider: "openai",
  section: "llm",
  baseUrl: "https://api.example.com/v1",
  apiKey: "sk-1",
  keyVariables: ["EARSHOT_LLM_API_KEY", "OPENAI_API_KEY"],
  model: "m",
  deployment: undefined,
  apiVersion: undefined,
};
const clock = fixedClock(new Date("2026-11-21T10:00:00Z"));

function failure(status: number, text: string, more: { headers?: object; refused?: Set<string> }) {
  const headers = new Headers(Object.entries(more.headers ?? {}));
  const refused = more.refused ?? new Set<string>();
  return statusFailure(endpoint, { status, text, headers, refused, clock });
}

describe("statusFailure", () => {
  it.each<[number, object | string, string]>([
    [429, { code: "rate_limit_exceeded" }, "status 429 (rate_limit_exceeded): too many requests"],
    [401, { code: "invalid_api_key" }, "the key of EARSHOT_LLM_API_KEY or OPENAI_API_KEY"],
    [404, { code: "DeploymentNotFound" }, "no such model or address; see llm.model"],
    [400, { message: "The model `x` does not exist" }, "no such model or address"],
    [400, { message: "Invalid API key" }, "does not take the key"],
    [402, {}, "its quota or credit is used up"],
    [403, { code: "billing_not_active" }, "its quota or credit is used up"],
    [413, {}, "llm.texts_per_call"],
    [302, {}, "a redirect, which is not followed"],
    [400, "temperature is not supported", "it does not take temperature"],
    [400, { message: "Unrecognized request argument supplied: seed" }, "it does not take seed"],
    [404, { code: null, type: "api_error" }, "status 404 (api_error): there is no such model"],
    [403, { code: 1010 }, "status 403: it does not take"],
    [400, "whatever", "it does not take this request"],
  ])("says of status %i with %j: %s", (status, error, message) => {
    expect(failure(status, JSON.stringify({ error }), {}).message).toContain(message);
  });

  it.each<[object, string]>([
    [{ detail: [{ type: "extra_forbidden", loc: ["body", "seed"] }] }, "seed"],
    [{ object: "error", message: "max_tokens: extra fields not permitted" }, "max_tokens"],
    [{ error: { message: "Invalid schema for response_format 'answer'" } }, "response_format"],
    [{ error: { message: "it must be strict", param: "response_format" } }, "response_format"],
    [{ error: "This model does not support response format `json_schema`" }, "response_format"],
    [{ error: "json_schema is enabled only for newer api versions" }, "response_format"],
  ])("finds in %j that %s is not taken", (body, parameter) => {
    const refused = new Set<string>();
    const error = failure(400, JSON.stringify(body), { refused });
    expect([[...refused], error.name]).toEqual([[parameter], "LlmUnavailableError"]);
  });

  it("finds that texts are too long in other makes' words", () => {
    const body = { object: "error", message: "This model's maximum context length is 4096 tokens" };
    expect(failure(400, JSON.stringify(body), {}).name).toBe("LlmRejectedError");
  });

  it("takes the finer header where there are two", () => {
    const headers = { "retry-after": "9", "retry-after-ms": "1500" };
    expect(failure(429, "", { headers })).toMatchObject({ retryAfterMs: 1_500 });
    expect(failure(503, "", { headers: { "retry-after": "2" } })).toMatchObject({
      retryAfterMs: 2_000,
      isRateLimit: false,
    });
  });

  it("learns what is not taken, of the schema in two steps", () => {
    const refused = new Set<string>();
    const text = '{"error":{"message":"json_schema is not supported","param":"response_format"}}';
    failure(400, text, { refused });
    expect([...refused]).toEqual(["response_format"]);
    failure(400, text, { refused });
    expect([...refused]).toEqual(["response_format", "json_object"]);
  });

  it("repeats nothing of what was said but a plain code, whatever it is", () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9 .@-]{0,20}#[a-z0-9]{3,10}$/);
    const error = fc.record({ message: word, code: word, type: word, param: word });
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), error, (status, said) => {
        const { message } = failure(status, JSON.stringify({ error: said }), {});
        expect(message).not.toContain("#");
        expect(message.startsWith(`${nameOf(endpoint)} answered with status ${status}`)).toBe(true);
      }),
    );
  });

  it("takes any body at all", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(failure(500, text, {})).toMatchObject({ code: "LLM_UNAVAILABLE" });
      }),
    );
  });
});
