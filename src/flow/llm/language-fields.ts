import { z } from "zod";

import { LlmDeniedError } from "./llm-errors.ts";
import type { Endpoint } from "./provider.ts";

/** A service of Azure AI Language that can answer a field. */
export type LanguageService = {
  /** Its name in requests. */
  kind:
    | "SentimentAnalysis"
    | "KeyPhraseExtraction"
    | "CustomSingleLabelClassification"
    | "ExtractiveSummarization";
  /** It is a job that is asked for until it is done, not answered at once. */
  isJob: boolean;
  parameters: Readonly<Record<string, unknown>>;
};

/** A document of an answer, in whichever service's form. */
export const LanguageDocument = z.object({
  id: z.string(),
  sentiment: z.string().optional(),
  keyPhrases: z.array(z.string()).optional(),
  class: z.array(z.object({ category: z.string(), confidenceScore: z.number() })).optional(),
  sentences: z.array(z.object({ text: z.string().optional() })).optional(),
});
export type LanguageDocument = z.infer<typeof LanguageDocument>;

/** A field of the answer, who answers it, and its value of what came back. */
export type LanguageField = {
  name: string;
  service: LanguageService;
  /** Undefined where the service says nothing that fits. */
  valueOf: (document: LanguageDocument) => unknown;
};

const Shape = z.object({
  enum: z.array(z.string()).optional(),
  items: z.object({ enum: z.array(z.string()).optional() }).optional(),
});
type Shape = z.infer<typeof Shape>;

const Form = z.object({
  properties: z.object({
    items: z.object({ items: z.object({ properties: z.record(z.string(), z.unknown()) }) }),
  }),
});

// Texts are not kept for their support's 48 hours.
const parameters = { modelVersion: "latest", loggingOptOut: true };

/**
 * The fields of an answer's schema, and the service that answers each.
 *
 * @throws LlmDeniedError where a field has none: it takes a language model.
 */
export function languageFields(schema: unknown, endpoint: Endpoint): LanguageField[] {
  const { properties } = Form.parse(schema).properties.items.items;
  return Object.entries(properties)
    .filter(([name]) => name !== "id")
    .map(([name, shape]) => fieldOf(name, Shape.safeParse(shape).data ?? {}, endpoint));
}

function fieldOf(name: string, shape: Shape, endpoint: Endpoint): LanguageField {
  switch (name) {
    case "sentiment":
      return {
        name,
        service: { kind: "SentimentAnalysis", isJob: false, parameters },
        valueOf: ({ sentiment }) => labelOf(sentiment ?? "", shape.enum),
      };
    case "tags":
      return {
        name,
        service: { kind: "KeyPhraseExtraction", isJob: false, parameters },
        valueOf: ({ keyPhrases = [] }) => tagsOf(keyPhrases, shape.items?.enum),
      };
    case "category":
    case "label":
      return {
        name,
        service: {
          kind: "CustomSingleLabelClassification",
          isJob: true,
          parameters: projectOf(name, endpoint),
        },
        valueOf: ({ class: classes = [] }) => labelOf(classes[0]?.category ?? "", shape.enum),
      };
    case "summary":
      return {
        name,
        service: {
          kind: "ExtractiveSummarization",
          isJob: true,
          parameters: { ...parameters, sentenceCount: 1 },
        },
        valueOf: ({ sentences }) => sentences?.[0]?.text,
      };
    default:
      throw new LlmDeniedError(
        `azure-language has no service for ${name}; leave it out of llm.tasks, or set a language model`,
      );
  }
}

/** The project that was trained for a classification: named as the model, with its deployment. */
function projectOf(
  name: string,
  { model, deployment, section }: Endpoint,
): Readonly<Record<string, string>> {
  if (model === "" || deployment === undefined) {
    throw new LlmDeniedError(
      `azure-language needs a project of yours to answer ${name}: set ${section}.model to its name and ${section}.deployment`,
    );
  }
  return { projectName: model, deploymentName: deployment };
}

/** A service's label as the schema spells it. */
function labelOf(label: string, known: readonly string[] | undefined): string | undefined {
  if (label === "" || known === undefined) return label || undefined;
  return known.find((candidate) => folded(candidate) === folded(label));
}

/** Key phrases, or of known tags those that all words of one phrase or more name. */
function tagsOf(phrases: readonly string[], known: readonly string[] | undefined): string[] {
  if (known === undefined) return [...phrases];
  const found = phrases.map((phrase) => ` ${folded(phrase)} `);
  return known.filter((tag) => found.some((phrase) => phrase.includes(` ${folded(tag)} `)));
}

function folded(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .trim();
}
