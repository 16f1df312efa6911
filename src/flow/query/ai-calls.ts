import type { Json } from "@duckdb/node-api";

import { textOf } from "../../storage/duckdb/json-text.ts";
import { walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import {
  isAiFunction,
  questionOf,
  shapeOf,
  type AiFunctionName,
  type AiQuestion,
} from "../ai/ai-question.ts";
import { splitPrompt } from "./ai-prompt.ts";
import { constantOf, isNode } from "./ai-nodes.ts";
import { QueryError } from "./query-errors.ts";

/** Functions that answer differently each time they are asked. */
const unsteady: ReadonlySet<string> = new Set(["random", "uuid", "gen_random_uuid", "uuidv4"]);

/** The arguments of a call that are texts. */
export function textArguments(call: SyntaxNode): Json[] {
  const name = nameOf(call);
  const texts = argumentsOf(call).slice(0, shapeOf(name).textCount);
  return name === "ai_gen" ? [splitPrompt(texts[0]!).text] : texts;
}

/**
 * What a call of an `ai_…` function asks.
 *
 * @throws QueryError, AiArgumentError when it is not called as it can be.
 */
export function questionOfCall(call: SyntaxNode): AiQuestion {
  const name = nameOf(call);
  if (!isPlainCall(call))
    throw new QueryError(
      `${name} answers for each row by itself: no OVER, DISTINCT, FILTER or ORDER BY goes with it`,
    );
  const { usage, textCount, parameter, isOptional = false } = shapeOf(name);
  const rest = argumentsOf(call).slice(textCount);
  const most = parameter === undefined ? 0 : 1;
  const least = isOptional ? 0 : most;
  const isWhole = argumentsOf(call).length >= textCount;
  if (!isWhole || rest.length > most || rest.length < least)
    throw new QueryError(`${name} is called ${usage}`);
  return questionOf(name, parameterOf(name, call, rest[0]));
}

/** What stands in a call beside its texts. */
function parameterOf(
  name: AiFunctionName,
  call: SyntaxNode,
  given: Json | undefined,
): Partial<AiQuestion> {
  if (name === "ai_gen") return { request: splitPrompt(argumentsOf(call)[0]!).request };
  if (given === undefined) return {};
  const { parameter } = shapeOf(name);
  if (parameter === "labels") return { labels: labelsOf(name, given) };
  if (parameter === "words") return { wordCountMax: numberOf(name, given) };
  return { language: languageOf(name, given) };
}

function isPlainCall(call: SyntaxNode): boolean {
  const orders = (call["order_bys"] as { orders?: Json[] } | undefined)?.orders ?? [];
  const isFiltered = (call["filter"] ?? null) !== null;
  return (
    call["class"] === "FUNCTION" && call["distinct"] !== true && !isFiltered && orders.length === 0
  );
}

function nameOf(call: SyntaxNode): AiFunctionName {
  const name = textOf(call["function_name"]).toLowerCase();
  if (!isAiFunction(name)) throw new TypeError(`${name} is no ai_ function`);
  return name;
}

function argumentsOf(call: SyntaxNode): Json[] {
  return call["children"] as Json[]; // every call has a list of arguments
}

/** Labels are written in the query: they are part of what is asked, not of the rows. */
function labelsOf(name: string, node: Json): string[] {
  const isList =
    isNode(node) && node["class"] === "FUNCTION" && node["function_name"] === "list_value";
  const labels = isList ? argumentsOf(node).map((item) => constantOf(item)) : [];
  if (isList && labels.every((label) => typeof label === "string")) return labels;
  throw new QueryError(`${name} takes its labels as a list of texts: ARRAY('label', 'label')`);
}

function numberOf(name: string, node: Json): number {
  const value = constantOf(node);
  if (typeof value === "number") return value;
  throw new QueryError(`${name} takes max_words as a number that is written in the query`);
}

function languageOf(name: string, node: Json): string {
  const value = constantOf(node);
  if (typeof value === "string") return value;
  throw new QueryError(`${name} takes its language as a text that is written in the query: 'es'`);
}

/**
 * Refuses what can't stand beside `ai_…` functions: their query runs more than once, so its rows
 * and texts have to be the same each time, and what recurs would be asked about half-made texts.
 *
 * @throws QueryError
 */
export function checkSyntax(tree: Json): void {
  const again =
    "a query with ai_ functions runs several times, and its rows must be the same each time";
  walkSyntax(tree, (node) => {
    const name = node["class"] === "FUNCTION" ? textOf(node["function_name"]).toLowerCase() : "";
    if (unsteady.has(name))
      throw new QueryError(
        `${name}() can't stand beside ai_ functions: ${again}; ORDER BY hash(id) LIMIT 10 draws rows as well`,
      );
    if (isNode(node["sample"]))
      throw new QueryError(
        `SAMPLE can't stand beside ai_ functions: ${again}; ORDER BY hash(id) LIMIT 10 draws rows as well`,
      );
    if (node["type"] === "RECURSIVE_CTE_NODE")
      throw new QueryError("WITH RECURSIVE can't stand beside ai_ functions");
  });
}
