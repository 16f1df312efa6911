import { assert } from "../../core/base/errors.ts";
import type { SyntaxNode } from "../../storage/duckdb/parse.ts";
import { type Flow, mergedFlow, throughKind } from "./column-flow.ts";
import { expressionFlow, type Tracing } from "./lineage-expression.ts";
import { nodeIn, nodesIn, notUnderstood } from "./lineage-nodes.ts";
import { outermostScope } from "./lineage-select.ts";

/** A function of our own, as its statement defines it. */
export type MacroText = { name: string; parameters: readonly string[]; body: string };

/** The macros that a text of `CREATE OR REPLACE MACRO name(x, y) AS …;` statements makes. */
export function macroTexts(sql: string): MacroText[] {
  return statements(sql).map((statement) => {
    const head = /^CREATE OR REPLACE MACRO (\w+)\(([\w, ]*)\) AS(?! TABLE\b)/.exec(statement);
    assert(head !== null, `this is no macro that can be traced: ${statement.slice(0, 80)}`);
    const [start, name = "", list = ""] = head;
    const parameters = list.split(",").map((parameter) => parameter.trim().toLowerCase());
    return {
      name: name.toLowerCase(),
      parameters: parameters.filter((parameter) => parameter !== ""),
      body: statement.slice(start.length).trim(),
    };
  });
}

/** Statements of a text, without comments; texts in quotes stay as they are. */
function statements(sql: string): string[] {
  const pieces = sql.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|;|[^'";-]+|-/g);
  const found = [""];
  for (const [piece] of pieces) {
    if (piece === ";") found.push("");
    else if (!piece.startsWith("--")) found[found.length - 1] += piece;
  }
  return found.map((statement) => statement.trim()).filter((statement) => statement !== "");
}

/** What a macro does with its arguments, which stand as `$0`, `$1` among its columns. */
type Summary = { flow: Flow; filters: ReadonlySet<string>; argumentCount: number };

/**
 * Makes the function that traces calls of macros.
 *
 * @param macros - Each with the syntax tree of `SELECT body`.
 */
export function macroCaller(
  macros: readonly (MacroText & { tree: SyntaxNode })[],
): Tracing["callMacro"] {
  const byName = new Map(macros.map((macro) => [macro.name, macro]));
  assert(byName.size === macros.length, "two macros have the same name");
  const summaries = new Map<string, Summary>();
  const open = new Set<string>();

  function summaryOf(name: string, tracing: Tracing): Summary | undefined {
    const macro = byName.get(name);
    if (macro === undefined) return undefined;
    const known = summaries.get(name);
    if (known !== undefined) return known;
    assert(!open.has(name), `the macro ${name} calls itself`);
    open.add(name);
    const summary = summarize(macro, tracing);
    open.delete(name);
    summaries.set(name, summary);
    return summary;
  }

  return (name, given, tracing) => {
    const summary = summaryOf(name, tracing);
    if (summary === undefined) return undefined;
    assert(
      summary.argumentCount === given.length,
      `${name} takes ${summary.argumentCount} arguments, and is given ${given.length}`,
    );
    for (const column of summary.filters) {
      const own = argumentOf(column, given);
      for (const one of own?.keys() ?? [column]) tracing.filters.add(one);
    }
    return mergedFlow(
      [...summary.flow].map(([column, kind]) => {
        const own = argumentOf(column, given);
        return own === undefined ? new Map([[column, kind]]) : throughKind(own, kind);
      }),
    );
  };
}

function argumentOf(column: string, given: readonly Flow[]): Flow | undefined {
  return column.startsWith("$") ? given[Number(column.slice(1))] : undefined;
}

function summarize(
  { parameters, tree }: MacroText & { tree: SyntaxNode },
  tracing: Tracing,
): Summary {
  const filters = new Set<string>();
  const aliases = new Map(
    parameters.map((name, place): [string, Flow] => [name, new Map([[`$${place}`, "same"]])]),
  );
  const select = nodeIn(tree, "node") ?? notUnderstood(tree);
  const [body, ...more] = nodesIn(select, "select_list");
  if (body === undefined || more.length > 0) notUnderstood(tree, "a macro's body");
  const scope = { ...outermostScope(), aliases };
  const flow = expressionFlow(body, scope, { ...tracing, filters });
  return { flow, filters, argumentCount: parameters.length };
}
