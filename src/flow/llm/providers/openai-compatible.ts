import { openOpenaiChat, openOpenaiEmbedding } from "../openai-endpoint.ts";
import { defineProvider } from "../provider.ts";

export default defineProvider({
  name: "openai-compatible",
  summary: "Any server that speaks OpenAI's API, such as vLLM, LM Studio, LiteLLM or a gateway.",
  baseUrlExample: "http://localhost:8000/v1",
  needs: { key: false, model: true },
  openChat: openOpenaiChat,
  openEmbedding: openOpenaiEmbedding,
});
