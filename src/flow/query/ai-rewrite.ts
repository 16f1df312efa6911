import type { Json } from "@duckdb/node-api";

import type { Connection } from "../../storage/duckdb/connection.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import { shapeOf, type AiQuestion } from "../ai/ai-question.ts";
import { textArguments } from "./ai-calls.ts";
import { limitFirst } from "./ai-limit.ts";
import { call, cast, constantText, isNode, selectFrom } from "./ai-nodes.ts";
import { asksAi, findAiSites, type AiSite, type AiSites } from "./ai-sites.ts";
import { parseExactly, sqlOfTree } from "./exact-tree.ts";

/** A query whose `ai_…` calls have become functions that look answers up. */
export type AiQuery = {
  /** As it runs. */
  sql: string;
  /** As it is planned: the answers are anything, so that nothing is concluded from them. */
  planned: string;
  sites: readonly AiSite[];
};

/** Node of the tree in whose place another is written. */
type Replacements = ReadonlyMap<SyntaxNode, SyntaxNode>;

/**
 * Rewrites the `ai_…` calls of a query; undefined where it has none.
 *
 * @throws QueryError, AiArgumentError for calls that can't be answered.
 */
export async function rewriteAiCalls(
  connection: Connection,
  sql: string,
): Promise<AiQuery | undefined> {
  if (!/\bai_/i.test(sql)) return undefined;
  const parsed = await parseExactly(connection, sql);
  if (!asksAi(parsed)) return undefined;
  const called = await itemNames(connection, parsed, () => true);
  const tree = limitFirst(parsed, (item) => called.get(item) ?? "");
  const sites = findAiSites(tree);
  const names = await itemNames(connection, tree, asksAi);
  const conditions = lateConditions(tree);
  const rewritten = (place: (node: SyntaxNode, site: AiSite) => SyntaxNode): Promise<string> =>
    sqlOfTree(connection, JSON.stringify(tree, replacer(sites, { names, conditions, place })));
  return {
    sql: await rewritten((node, site) => answerNode(lookup(node, site), site.question)),
    planned: await rewritten((_, site) =>
      answerNode(cast(call("random", []), "VARCHAR"), site.question),
    ),
    sites: sites.all,
  };
}

function replacer(
  { byNode }: AiSites,
  {
    names,
    conditions,
    place,
  }: {
    names: ReadonlyMap<SyntaxNode, string>;
    conditions: Replacements;
    place: (node: SyntaxNode, site: AiSite) => SyntaxNode;
  },
): (key: string, value: unknown) => unknown {
  return (_key, value) => {
    const node = value as SyntaxNode; // whatever it is, it is only looked up
    const site = byNode.get(node);
    const name = names.get(node);
    const next = site === undefined ? (conditions.get(node) ?? node) : place(node, site);
    // An answer keeps the name that its call was given.
    const alias = name ?? (site === undefined ? undefined : node["alias"]);
    return alias === undefined ? next : { ...next, alias };
  };
}

/** Names of items of SELECT lists that have none: what they would be called. */
async function itemNames(
  connection: Connection,
  tree: Json,
  isWanted: (item: SyntaxNode) => boolean,
): Promise<ReadonlyMap<SyntaxNode, string>> {
  const unnamed: SyntaxNode[] = [];
  walkSyntax(tree, (node) => {
    if (node["type"] !== "SELECT_NODE") return;
    const items = node["select_list"] as SyntaxNode[]; // every SELECT has a list
    for (const item of items)
      if (item["alias"] === "" && item["class"] !== "STAR" && isWanted(item)) unnamed.push(item);
  });
  const names = new Map<SyntaxNode, string>();
  for (const item of unnamed) {
    const path = item["class"] === "COLUMN_REF" ? (item["column_names"] as Json[]) : [];
    names.set(item, path.length > 0 ? textOf(path.at(-1)) : await written(connection, item));
  }
  return names;
}

/** An expression as the engine writes it. */
async function written(connection: Connection, item: SyntaxNode): Promise<string> {
  const tree = { error: false, statements: [{ node: selectFrom([item]), named_param_map: [] }] };
  return (await sqlOfTree(connection, JSON.stringify(tree))).replace(/^SELECT /i, "");
}

/**
 * Conditions that hold a call only for rows that meet all others: the engine takes the parts of an
 * AND in the order that seems quickest, and every text that it looks at may cost something.
 */
function lateConditions(tree: Json): Replacements {
  const replacements = new Map<SyntaxNode, SyntaxNode>();
  walkSyntax(tree, (node) => {
    const where = node["type"] === "SELECT_NODE" ? node["where_clause"] : null;
    const isAnd = isNode(where) && where["type"] === "CONJUNCTION_AND";
    if (!isAnd) return;
    const parts = where["children"] as SyntaxNode[]; // an AND has parts
    const plain = parts.filter((part) => !asksAi(part));
    const cheap = plain.filter((part) => !holdsSubquery(part));
    if (cheap.length === 0 || plain.length === parts.length) return;
    const when = cheap.length === 1 ? cheap[0]! : { ...where, children: cheap };
    const late = parts.filter(asksAi).map((part) => onlyWhen(when, part));
    replacements.set(where, { ...where, children: [...plain, ...late] });
  });
  return replacements;
}

function holdsSubquery(part: SyntaxNode): boolean {
  let found = false;
  walkSyntax(part, (node) => {
    found ||= node["class"] === "SUBQUERY";
  });
  return found;
}

function onlyWhen(when: SyntaxNode, then: SyntaxNode): SyntaxNode {
  return {
    class: "CASE",
    type: "CASE_EXPR",
    alias: "",
    query_location: 0,
    case_checks: [{ when_expr: when, then_expr: then }],
    else_expr: {
      class: "CONSTANT",
      type: "VALUE_CONSTANT",
      alias: "",
      query_location: 0,
      value: { type: { id: "NULL", type_info: null }, is_null: true },
    },
  };
}

/** The function that looks answers up, over the call's texts. */
function lookup(node: SyntaxNode, { called }: AiSite): SyntaxNode {
  return call(
    called,
    textArguments(node).map((text) => cast(text, "VARCHAR")),
  );
}

/** An answer, which is kept as text, in the type of its function. */
function answerNode(text: SyntaxNode, { name, labels }: AiQuestion): SyntaxNode {
  const { gives } = shapeOf(name);
  if (gives === "number") return cast(text, "FLOAT");
  if (gives === "text") return text;
  const fields = Object.fromEntries(labels.map((label) => [label, "VARCHAR"]));
  return call("from_json", [text, constantText(JSON.stringify(fields))]);
}
