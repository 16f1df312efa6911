import { z } from "zod";

import type { MaskedText } from "../../core/base/masked-text.ts";
import type { LlmTaskName } from "../../core/config/llm-settings.ts";
import { enumerations } from "../../core/domain/enumeration.ts";
import { categoryOfSubcategory } from "../../core/domain/subcategories.ts";
import { maskPlain } from "../../kernel/privacy/mask-plain.ts";
import type { LlmQuestion } from "../llm/llm.ts";
import { beginning } from "./meaningful.ts";

/** Fields of an answer, before they become columns. */
type Fields = Readonly<Record<string, unknown>>;

/** What one task adds to a question, and what becomes of its part of the answer. */
type AskedTask = {
  field: string;
  /** What the model is told of the field. */
  told: string;
  schema: z.ZodType;
  /** A likely value, as dear as most are. */
  likely: (text: MaskedText) => unknown;
  columns: (value: never) => Fields;
};

/** Most tags that a text is given, as few texts are about more. */
const tagsMost = 5;

/** Words that a summary may have, and characters that are kept of one that has more. */
const summaryWords = 40;
const summaryMost = 600;
/** Characters of most summaries: models use two thirds of the words that they are given. */
const summaryLikely = 180;

const levels = ["LOW", "MEDIUM", "HIGH"] as const;
const scores: Readonly<Record<string, number>> = {
  POSITIVE: 1,
  NEUTRAL: 0,
  MIXED: 0,
  NEGATIVE: -1,
};

/** Category by each label that may be answered: a subcategory, or a category that none fits. */
const categoryOfLabel: ReadonlyMap<string, string> = new Map([
  ...Object.entries(categoryOfSubcategory),
  ...enumerations.category.values.map((category) => [category, category] as const),
]);

/** All labels, each category behind what it is the rest of. */
function labelsByCategory(): string {
  return enumerations.category.values
    .map((category) => {
      const within = enumerations.subcategory.values.filter(
        (label) => categoryOfLabel.get(label) === category,
      );
      if (within.length === 0) return category;
      return `${within.join(", ")}, or ${category} where none of these fits`;
    })
    .join("; ");
}

function choice(values: readonly string[]): z.ZodType {
  return z.enum([...values] as [string, ...string[]]); // each list has a value
}

function askedTask(task: Exclude<LlmTaskName, "summary">, tags: readonly string[]): AskedTask {
  switch (task) {
    case "category":
      return {
        field: "category",
        told: `what it is about, one of: ${labelsByCategory()}`,
        schema: choice([...categoryOfLabel.keys()]),
        likely: () => "CONNECTION_ERROR",
        columns: (label: string) => {
          const category = categoryOfLabel.get(label) ?? null;
          return { category, subcategory: category === label ? null : label };
        },
      };
    case "sentiment":
      return {
        field: "sentiment",
        told: `how the writer feels about what the text tells, one of: ${enumerations.sentiment.values.join(", ")}`,
        schema: choice(enumerations.sentiment.values),
        likely: () => "NEGATIVE",
        columns: (sentiment: string) => ({ sentiment, sentiment_score: scores[sentiment] ?? null }),
      };
    case "frustration":
      return {
        field: "frustration",
        told: `how annoyed or worn down the writer is, one of: ${levels.join(", ")}; repeated contact, threats to leave, shouting and insults are HIGH`,
        schema: choice(levels),
        likely: () => "MEDIUM",
        columns: (level: string) => ({ frustration_level: level }),
      };
    case "urgency":
      return {
        field: "urgency",
        told: `how soon it must be dealt with, one of: ${enumerations.priority.values.join(", ")}; CRITICAL is for a business that stands still, money that is being lost, or danger`,
        schema: choice(enumerations.priority.values),
        likely: () => "MEDIUM",
        columns: (urgency: string) => ({ urgency }),
      };
    case "tags":
      return {
        field: "tags",
        told: `those that fit, at most ${tagsMost}, the best first, from: ${tags.join(", ")}; an empty array where none fits`,
        schema: z.array(choice(tags)).max(tagsMost),
        likely: () => tags.slice(0, 2),
        columns: (given: readonly string[]) => ({ tags: [...new Set(given)] }),
      };
    default:
      return task satisfies never;
  }
}

/** A question about texts, and the columns that an answer fills. */
export type TextQuestion = {
  question: LlmQuestion<Fields>;
  columns: (answer: Fields) => Fields;
};

/**
 * What the labels of a text are asked by: all tasks at once, so that each text is sent once,
 * whichever of them its local answers leave open. A summary is asked by itself, of few texts.
 *
 * @param tags - The tags that may be given.
 */
export function labelQuestion(
  tasks: readonly LlmTaskName[],
  tags: readonly string[],
): TextQuestion | undefined {
  const asked = tasks
    .filter((task) => task !== "summary")
    .toSorted()
    .map((task) => askedTask(task, tags));
  if (asked.length === 0) return undefined;
  const told = asked.map(({ field, told: words }) => `- ${field}: ${words}`).join("\n");
  const schemas = asked.map(({ field, schema }) => [field, schema] as const);
  return {
    question: {
      prompt: "understand",
      values: { fields: maskPlain(told) },
      answer: z.object(Object.fromEntries(schemas)),
      likely: (text) => Object.fromEntries(asked.map(({ field, likely }) => [field, likely(text)])),
    },
    columns: (answer) => {
      // each value has passed its task's schema
      const parts = asked.map(({ field, columns }) => columns(answer[field] as never));
      return Object.assign({}, ...parts) as Fields;
    },
  };
}

/** What a summary of a long text is asked by. */
export function summaryQuestion(): TextQuestion {
  return {
    question: {
      prompt: "summarize",
      values: { words: maskPlain(String(summaryWords)) },
      answer: z.object({ summary: z.string().trim().min(1) }),
      likely: (text) => ({ summary: beginning(text, summaryLikely) }),
    },
    columns: ({ summary }) => {
      const text = (summary as string).replaceAll(/\s+/g, " "); // by its schema
      return { summary: beginning(text, summaryMost) };
    },
  };
}
