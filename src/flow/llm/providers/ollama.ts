import { openOpenaiChat, openOpenaiEmbedding } from "../openai-endpoint.ts";
import { defineProvider } from "../provider.ts";

export default defineProvider({
  name: "ollama",
  summary: "Models on this machine or one's own, by Ollama's endpoint that speaks OpenAI's API.",
  baseUrl: "http://localhost:11434/v1",
  baseUrlExample: "http://localhost:11434/v1",
  needs: { key: false, model: true },
  openChat: openOpenaiChat,
  openEmbedding: openOpenaiEmbedding,
});
