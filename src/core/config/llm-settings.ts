import { z } from "zod";

const secret = z.string().min(1).optional().meta({ writeOnly: true });
const optionalText = (what: string) => z.string().min(1).optional().describe(what);

/** Where language models can be had. */
export const llmProviders = [
  "openai",
  "openai-compatible",
  "azure-openai",
  "azure-language",
  "anthropic",
  "ollama",
] as const;
export type LlmProviderName = (typeof llmProviders)[number];

/**
 * Variables that users of a provider have its key in already: taken where that provider is set and no
 * key is. An endpoint that is merely compatible gets nobody else's key.
 */
export const llmKeyVariables: Readonly<Partial<Record<LlmProviderName, string>>> = {
  openai: "OPENAI_API_KEY",
  "azure-openai": "AZURE_OPENAI_API_KEY",
  "azure-language": "AZURE_LANGUAGE_KEY",
  anthropic: "ANTHROPIC_API_KEY",
};

/** What a language model may be asked about a text. */
export const llmTasks = [
  "category",
  "sentiment",
  "frustration",
  "urgency",
  "tags",
  "summary",
] as const;
export type LlmTaskName = (typeof llmTasks)[number];

const endpoint = {
  base_url: optionalText("Address of the endpoint; default: the provider's own"),
  api_key: secret.describe(
    "Key of the endpoint, or the variable of that provider; for the environment only",
  ),
  model: optionalText("Model that is asked, such as gpt-4o-mini"),
  deployment: optionalText("Azure OpenAI: the deployment's name; default: the model's"),
  api_version: optionalText("Azure: version of the API; default: the newest known to work"),
};

const budget = z.strictObject({
  usd: z.number().min(0).default(5).describe("Most US dollars that may be spent in a period"),
  tokens: z.int().min(0).optional().describe("Most tokens, in and out; default: no limit"),
  period: z
    .enum(["day", "month", "ever"])
    .default("month")
    .describe("Time after which the budget is whole again, in the business's time zone"),
});

const dollars = (way: string) =>
  z
    .number()
    .min(0)
    .optional()
    .describe(`US dollars for 1,000,000 tokens ${way}; default: the provider's list price`);

const price = z.strictObject({
  input_usd: dollars("sent"),
  output_usd: dollars("received"),
});

/** A second endpoint, asked where the first fails. */
const fallback = z.strictObject({
  provider: z
    .enum(llmProviders)
    .optional()
    .describe("Who answers when the first one does not; default: nobody"),
  ...endpoint,
  price: price.prefault({}),
});

/** How a language model is asked, if one is: without `provider` none ever is. */
export const LlmSettings = z.strictObject({
  provider: z.enum(llmProviders).optional().describe("Who answers; default: no language model"),
  ...endpoint,
  embedding_model: optionalText("Model that makes embeddings, such as text-embedding-3-small"),
  tasks: z
    .array(z.enum(llmTasks))
    .min(1)
    .default(["category", "sentiment"])
    .describe("What it is asked about texts in a run"),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe("Local answers less sure than this go up to it; 1 sends every text"),
  share: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe("Most of the different texts that may go up, the least sure first"),
  batch_size: z.int().min(1).max(10_000).default(100).describe("Texts worked at a time"),
  texts_per_call: z.int().min(1).max(500).default(20).describe("Texts that share one call"),
  workers: z.int().min(1).max(256).default(5).describe("Calls under way at a time"),
  text_tokens: z
    .int()
    .min(16)
    .default(2_000)
    .describe("Tokens of a text that are sent; more is cut"),
  timeout_seconds: z
    .number()
    .positive()
    .max(300) // as long as Node's fetch waits for an answer to begin
    .default(60)
    .describe("Seconds that one call may take, 300 at most"),
  on_failure: z
    .enum(["local", "stop"])
    .default("local")
    .describe("Where no answer can be had: keep the local one and go on, or stop the run"),
  budget: budget.prefault({}),
  price: price.prefault({}),
  fallback: fallback.prefault({}),
});
export type LlmSettings = z.infer<typeof LlmSettings>;

/** Whether a model is set that is asked about texts: a provider may be there for embeddings alone. */
export function asksTexts({
  provider,
  model,
  deployment,
  embedding_model: embeddingModel,
}: LlmSettings): boolean {
  if (provider === undefined) return false;
  return embeddingModel === undefined || model !== undefined || deployment !== undefined;
}
