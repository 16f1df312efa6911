import type { Json } from "@duckdb/node-api";

import { textOf } from "../../storage/duckdb/json-text.ts";
import type { AiQuestion } from "../ai/ai-question.ts";
import { constantOf, constantText, isNode } from "./ai-nodes.ts";

/**
 * Parts what a query's author wrote of a prompt from what comes out of rows: in `'Summarize: ' ||
 * body || ' in one line'` the constants are the request and `body` is the text. So a row can't pass
 * for a request. Of several other parts the constants before the first are the request.
 */
export function splitPrompt(prompt: Json): { request: AiQuestion["request"]; text: Json } {
  const parts = partsOf(prompt);
  const constants = parts.map(constantOf);
  const first = constants.findIndex((value) => typeof value !== "string");
  const last = constants.findLastIndex((value) => typeof value !== "string");
  const textIn = (from: number, to?: number): string =>
    constants.slice(from, to).map(textOf).join("");
  if (first === -1) return { request: { before: textIn(0), after: "" }, text: constantText("") };
  const request = { before: textIn(0, first), after: textIn(last + 1) };
  return { request, text: parts.slice(first, last + 1).reduce(joined) };
}

/** The parts that `||` puts together. */
function partsOf(node: Json): Json[] {
  if (!isNode(node) || node["class"] !== "FUNCTION" || node["function_name"] !== "||")
    return [node];
  return (node["children"] as Json[]).flatMap(partsOf); // every call has a list of arguments
}

function joined(left: Json, right: Json): Json {
  return {
    class: "FUNCTION",
    type: "FUNCTION",
    alias: "",
    query_location: 0,
    function_name: "||",
    schema: "",
    children: [left, right],
    filter: null,
    order_bys: { type: "ORDER_MODIFIER", orders: [] },
    distinct: false,
    is_operator: true,
    export_state: false,
    catalog: "",
  };
}
