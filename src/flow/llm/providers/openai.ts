import { openOpenaiChat, openOpenaiEmbedding } from "../openai-endpoint.ts";
import { defineProvider } from "../provider.ts";

export default defineProvider({
  name: "openai",
  summary: "OpenAI's own API: chat with structured answers, and embeddings.",
  baseUrl: "https://api.openai.com/v1",
  baseUrlExample: "https://api.openai.com/v1",
  needs: { key: true, model: true },
  // Its newer models know the limit of tokens by its newer name only, its older ones by both.
  openChat: (endpoint, outside) => openOpenaiChat(endpoint, outside, { refused: ["max_tokens"] }),
  openEmbedding: openOpenaiEmbedding,
});
