import { nearestName } from "../../core/base/nearest-name.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import type { EngineFunctions } from "./functions.ts";
import { QueryDeniedError, QueryError } from "./query-errors.ts";

/** Table functions a query may call: they make rows of their arguments and open nothing. */
const tableFunctions: ReadonlySet<string> = new Set([
  "range",
  "generate_series",
  "unnest",
  "generate_subscripts",
  "repeat",
  "json_each",
  "json_tree",
]);

/**
 * Walks a query's tree and throws at what a query may not hold: table functions that open
 * something, functions that tell about the engine, parameters, SHOW, other catalogs.
 *
 * @param own - Names of our own functions, lower case.
 */
export function checkNodes(
  statements: SyntaxNode[],
  functions: EngineFunctions,
  own: ReadonlySet<string>,
): void {
  const tableCalls = new Set<SyntaxNode>();
  walkSyntax(statements, (node) => {
    if (node["type"] === "TABLE_FUNCTION") {
      const call = node["function"] as SyntaxNode; // what a table function is made of
      checkTableCall(call);
      tableCalls.add(call);
    } else if (node["class"] === "FUNCTION" || node["class"] === "WINDOW") {
      if (!tableCalls.has(node)) checkCall(node, functions, own);
    } else if (node["class"] === "PARAMETER") {
      throw new QueryError("a query has no parameters here; write the values into it");
    } else if (node["type"] === "SHOW_REF") {
      throw new QueryDeniedError(
        "SHOW and DESCRIBE don't run here; `earshot sql --tables` lists the tables",
      );
    } else if (node["type"] === "BASE_TABLE" && (node["catalog_name"] ?? "") !== "") {
      throw new QueryDeniedError(
        `${textOf(node["catalog_name"])} is no catalog here; name tables as layer.table`,
      );
    }
  });
}

function checkTableCall(call: SyntaxNode): void {
  const name = calledName(call);
  if (tableFunctions.has(name) && !isQualified(call)) return;
  throw new QueryDeniedError(
    `${name}() can't be called here: queries read tables of the lake, nothing else`,
  );
}

function checkCall(
  call: SyntaxNode,
  { allowed, known }: EngineFunctions,
  own: ReadonlySet<string>,
): void {
  const name = calledName(call);
  if (isQualified(call)) throw new QueryDeniedError(`call ${name}() without a schema`);
  if (allowed.has(name) || own.has(name)) return;
  if (known.has(name)) throw new QueryDeniedError(`${name}() can't be called here`);
  const near = nearestName(name, [...own, ...allowed]);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw new QueryError(`there is no function ${name}${hint}`);
}

function calledName(call: SyntaxNode): string {
  return textOf(call["function_name"]).toLowerCase();
}

/** Whether a call names a schema or catalog; the parser itself writes `main` at times. */
function isQualified(call: SyntaxNode): boolean {
  return (
    !["", "main"].includes(textOf(call["schema"]).toLowerCase()) || textOf(call["catalog"]) !== ""
  );
}
