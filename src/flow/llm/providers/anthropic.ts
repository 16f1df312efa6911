import { openLlmFetch, type Refused } from "../llm-fetch.ts";
import { defineProvider } from "../provider.ts";
import { openSdkChat } from "../sdk-chat.ts";

export default defineProvider({
  name: "anthropic",
  summary: "Anthropic's own API: chat with structured answers; it has no embeddings.",
  baseUrl: "https://api.anthropic.com/v1",
  baseUrlExample: "https://api.anthropic.com/v1",
  needs: { key: true, model: true },
  async openChat(endpoint, outside) {
    const { createAnthropic } = await import("@ai-sdk/anthropic");
    const refused: Refused = new Set();
    const provider = createAnthropic({
      baseURL: endpoint.baseUrl,
      apiKey: endpoint.apiKey ?? "",
      fetch: openLlmFetch(endpoint, outside, refused),
    });
    const model = provider.chat(endpoint.model);
    return openSdkChat({ endpoint, model, refused, takesSeed: false });
  },
});
