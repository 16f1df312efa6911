import { describe, expect, it } from "vitest";

import { adaptBody } from "./openai-endpoint.ts";

const schema = { type: "object" };
const body = {
  model: "m",
  max_tokens: 200,
  messages: [{ role: "user", content: "[]" }],
  response_format: { type: "json_schema", json_schema: { name: "answer", schema } },
};

describe("adaptBody", () => {
  it("leaves a body alone that has nothing the endpoint refuses", () => {
    expect(adaptBody(body, new Set(["temperature", "seed"]))).toEqual(body);
  });

  it("gives the limit of tokens its newer name", () => {
    const { max_tokens: limit, ...rest } = body;
    expect(adaptBody(body, new Set(["max_tokens"]))).toEqual({
      ...rest,
      max_completion_tokens: limit,
    });
  });

  it("says the schema in words where none is taken, and then asks for any JSON or nothing", () => {
    const words =
      'Answer with one JSON object and nothing around it. Its JSON schema: {"type":"object"}';
    const messages = [...body.messages, { role: "system", content: words }];
    expect(adaptBody(body, new Set(["response_format"]))).toEqual({
      ...body,
      messages,
      response_format: { type: "json_object" },
    });
    const { response_format: _format, ...bare } = body;
    expect(adaptBody(body, new Set(["response_format", "json_object"]))).toEqual({
      ...bare,
      messages,
    });
  });
});
