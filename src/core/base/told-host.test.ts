import { describe, expect, it } from "vitest";

import { toldHost } from "./told-host.ts";

describe("toldHost", () => {
  it.each([
    ["https://api.example.com/v1", "api.example.com"],
    ["http://models.local:8000/v1", "models.local:8000"],
    ["http://127.0.0.1:8000/v1", "localhost:8000"],
    ["http://[::1]/v1", "localhost"],
    ["http://10.1.2.3:8000/v1", "the address of llm.base_url"],
    ["http://[2001:db8::7]:8000/v1", "the address of llm.base_url"],
  ])("tells %s as %s", (url, told) => {
    expect(toldHost(new URL(url), "llm.base_url")).toBe(told);
  });
});
