import { EarshotError } from "../../core/base/errors.ts";

/** What a function takes beside its texts. */
type Parameter = "labels" | "words" | "language";

type AiFunction = {
  /** As it is called, for messages. */
  usage: string;
  /** Arguments that are texts and may differ from row to row; they stand first. */
  textCount: 1 | 2;
  /** What stands behind them, the same for all rows. */
  parameter?: Parameter;
  /** Whether that may be left out. */
  isOptional?: boolean;
  /** What its answer is in SQL. */
  gives: "text" | "number" | "fields";
};

/** The functions of SQL that read texts, as Databricks names them. */
export const aiFunctions = {
  ai_analyze_sentiment: { usage: "ai_analyze_sentiment(content)", textCount: 1, gives: "text" },
  ai_classify: {
    usage: "ai_classify(content, ARRAY('label', 'label', …))",
    textCount: 1,
    parameter: "labels",
    gives: "text",
  },
  ai_extract: {
    usage: "ai_extract(content, ARRAY('label', …))",
    textCount: 1,
    parameter: "labels",
    gives: "fields",
  },
  ai_gen: { usage: "ai_gen(prompt)", textCount: 1, gives: "text" },
  ai_mask: {
    usage: "ai_mask(content, ARRAY('label', …))",
    textCount: 1,
    parameter: "labels",
    gives: "text",
  },
  ai_similarity: { usage: "ai_similarity(text, text)", textCount: 2, gives: "number" },
  ai_summarize: {
    usage: "ai_summarize(content [, max_words])",
    textCount: 1,
    parameter: "words",
    isOptional: true,
    gives: "text",
  },
  ai_translate: {
    usage: "ai_translate(content, 'language')",
    textCount: 1,
    parameter: "language",
    gives: "text",
  },
} as const satisfies Record<string, AiFunction>;

/** Name of one of the {@link aiFunctions}. */
export type AiFunctionName = keyof typeof aiFunctions;

/** The shape of a function; the same for all of them. */
export function shapeOf(name: AiFunctionName): AiFunction {
  return aiFunctions[name];
}

/** Whether a function of SQL is one of the {@link aiFunctions}; lower case. */
export function isAiFunction(name: string): name is AiFunctionName {
  return Object.hasOwn(aiFunctions, name);
}

/** What is asked about texts. */
export type AiQuestion = {
  name: AiFunctionName;
  /** Of `ai_classify`, `ai_extract` and `ai_mask`. */
  labels: readonly string[];
  /** Of `ai_summarize`: most words; 0 for any number. */
  wordCountMax: number;
  /** Of `ai_translate`: the language that texts are brought to. */
  language: string;
  /** Of `ai_gen`: what is written in the query before and behind the text, which is the request. */
  request: { before: string; after: string };
};

/** Words of a summary where nobody says how many. */
const wordCountUsual = 50;
const labelsMost = 500;
const labelLettersMost = 100;
const wordsMost = 10_000;

/** An argument of an `ai_…` function can't be used. */
export class AiArgumentError extends EarshotError {
  readonly code = "AI_ARGUMENT";
  readonly kind = "invalid";
}

/** A question with what its function needs. */
export function questionOf(
  name: AiFunctionName,
  given: Partial<Omit<AiQuestion, "name">> = {},
): AiQuestion {
  const { labels = [], wordCountMax = wordCountUsual, language = "" } = given;
  const { request = { before: "", after: "" } } = given;
  const question = { name, labels, wordCountMax, language, request };
  checkQuestion(question);
  return question;
}

function checkQuestion({ name, labels, wordCountMax, language }: AiQuestion): void {
  const { parameter, usage } = shapeOf(name);
  const isCount = Number.isInteger(wordCountMax) && wordCountMax >= 0 && wordCountMax <= wordsMost;
  let problem = isCount ? undefined : `max_words is a whole number from 0 to ${wordsMost}`;
  if (parameter === "labels") problem = labelProblem(labels, name === "ai_classify" ? 2 : 1);
  if (parameter === "language" && !/\p{L}/u.test(language))
    problem = "there is no language to translate to";
  if (problem !== undefined)
    throw new AiArgumentError(`${name}: ${problem}; it is called ${usage}`);
}

function labelProblem(labels: readonly string[], least: number): string | undefined {
  if (labels.length < least) return `it needs ${least} labels or more`;
  if (labels.length > labelsMost) return `${labels.length} labels are more than ${labelsMost}`;
  if (labels.some((label) => !/[\p{L}\p{N}]/u.test(label)))
    return "a label needs a letter or a digit";
  if (labels.some((label) => label.length > labelLettersMost))
    return `a label has ${labelLettersMost} characters at most`;
  const different = new Set(labels.map((label) => label.toLowerCase()));
  return different.size < labels.length ? "a label stands twice in the list" : undefined;
}
