import type { MaskedText } from "../../../core/base/masked-text.ts";
import { LanguageScorer } from "../../../kernel/text/language-scorer.ts";
import { readLanguageTable } from "../../../kernel/text/language-table.ts";
import { detectLanguage } from "../../../kernel/text/language.ts";
import type { ChatCall, ChatModel, ChatReply } from "../chat-model.ts";
import { languageFields } from "../language-fields.ts";
import { openLanguageClient, type LanguageClient, type LanguageText } from "../language-service.ts";
import { defineProvider, type Endpoint } from "../provider.ts";

/** Characters that the service takes of a text. */
const charactersMax = 5_120;

export default defineProvider({
  name: "azure-language",
  summary: "Azure AI Language: sentiment, key phrases, a classification of one's own, summaries.",
  baseUrlExample: "https://my-resource.cognitiveservices.azure.com",
  needs: { key: true, model: false },
  openChat: async (endpoint, outside): Promise<ChatModel> => {
    const client = openLanguageClient(endpoint, outside);
    const hasProject = endpoint.model !== "" && endpoint.deployment !== undefined;
    return {
      provider: endpoint.provider,
      model: endpoint.model || "azure-language",
      tasks: ["understand", "sentiment", "summarize", ...(hasProject ? ["classify"] : [])],
      complete: (call, signal) => complete({ endpoint, client, call }, signal),
    };
  },
});

type Asked = { endpoint: Endpoint; client: LanguageClient; call: ChatCall };

/** Answers in the form of the call's schema, as a language model would; one request a field or more. */
async function complete(
  { endpoint, client, call }: Asked,
  signal: AbortSignal | undefined,
): Promise<ChatReply> {
  const fields = languageFields(call.schema, endpoint);
  const texts = documentsOf(call.texts);
  const items = new Map<string, Record<string, unknown>>();
  let model = endpoint.model || "azure-language";
  for (const { name, service, valueOf } of fields) {
    const { documents, modelVersion } = await client.analyze(service, texts, signal);
    model = `${service.kind} ${modelVersion ?? model}`;
    for (const document of documents) {
      const value = valueOf(document);
      if (value === undefined) continue; // no answer is better than a label that is none
      items.set(document.id, { ...items.get(document.id), [name]: value });
    }
  }
  const answers = [...items].map(([id, answer]) => ({ id: Number(id), ...answer }));
  return {
    text: JSON.stringify({ items: answers }),
    model,
    tokensIn: undefined, // it is billed by text records
    tokensOut: undefined,
    finish: "stop",
  };
}

let scores: LanguageScorer | undefined;

function documentsOf(texts: readonly MaskedText[]): LanguageText[] {
  scores ??= new LanguageScorer(readLanguageTable());
  const options = { scores, fallback: "en" };
  return texts.map((text, index) => ({
    id: String(index + 1),
    language: detectLanguage(text, options).language,
    text: text.slice(0, charactersMax).toWellFormed(),
  }));
}
