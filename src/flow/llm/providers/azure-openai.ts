import { openOpenaiChat, openOpenaiEmbedding, type OpenaiDialect } from "../openai-endpoint.ts";
import { defineProvider, type Endpoint } from "../provider.ts";

/** The newest version of the API that is no preview; it takes JSON schemas. */
const apiVersion = "2024-10-21";

export default defineProvider({
  name: "azure-openai",
  summary: "OpenAI's models in one's own Azure resource, by their deployments.",
  baseUrlExample: "https://my-resource.openai.azure.com",
  needs: { key: true, model: true },
  openChat: (endpoint, outside) => openOpenaiChat(endpoint, outside, dialectOf(endpoint)),
  openEmbedding: (endpoint, outside) => openOpenaiEmbedding(endpoint, outside, dialectOf(endpoint)),
});

/** `<resource>/openai/deployments/<deployment>/…?api-version=…`, with the key as `api-key`. */
function dialectOf(endpoint: Endpoint): OpenaiDialect {
  const resource = endpoint.baseUrl.replace(/\/openai(?:\/v1)?$/, "");
  const deployment = encodeURIComponent(endpoint.deployment ?? endpoint.model);
  return {
    baseUrl: `${resource}/openai/deployments/${deployment}`,
    query: { "api-version": endpoint.apiVersion ?? apiVersion },
    headers: { "api-key": endpoint.apiKey ?? "" },
  };
}
