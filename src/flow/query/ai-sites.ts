import type { Json } from "@duckdb/node-api";

import { textOf } from "../../storage/duckdb/json-text.ts";
import { walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import { isAiFunction, shapeOf, type AiQuestion } from "../ai/ai-question.ts";
import { checkSyntax, questionOfCall } from "./ai-calls.ts";

/** A place of a query that asks something about texts. */
export type AiSite = {
  /** Name of the function that stands there when the query runs. */
  called: string;
  question: AiQuestion;
  /** Texts that it takes. */
  textCount: 1 | 2;
  /** When it can be asked: all it depends on has a lower level. From 1. */
  level: number;
};

/** The sites of a query, by their nodes in its tree. */
export type AiSites = {
  byNode: ReadonlyMap<SyntaxNode, AiSite>;
  /** Each once, in the order of their levels. */
  all: readonly AiSite[];
};

/**
 * Finds the calls of `ai_…` functions in a tree, and in which order their arguments can be known:
 * WITHs and FROM first, then WHERE, GROUP BY and HAVING, then the SELECT list, and in each the
 * innermost call first. Where the order is told too low, more is asked than is needed; the answer
 * is the same.
 *
 * @throws AiArgumentError, QueryError for calls that can't be answered.
 */
export function findAiSites(tree: Json): AiSites {
  const finder = new Finder();
  finder.visit(tree, 0, undefined);
  if (finder.byNode.size > 0) checkSyntax(tree);
  const all = [...new Set(finder.byNode.values())].toSorted((a, b) => a.level - b.level);
  return { byNode: finder.byNode, all };
}

/** Whether there is a call of an `ai_…` function in a tree. */
export function asksAi(tree: Json): boolean {
  let found = false;
  walkSyntax(tree, (node) => {
    found ||= isAiCall(node);
  });
  return found;
}

function isAiCall(node: SyntaxNode): boolean {
  const isCall = node["class"] === "FUNCTION" || node["class"] === "WINDOW";
  return isCall && isAiFunction(textOf(node["function_name"]).toLowerCase());
}

/** A SELECT whose parts are being visited. */
type Scope = {
  /** Items of its list that ask something, by the name they have. */
  named: ReadonlyMap<string, SyntaxNode>;
  /** Level of the items visited so far. */
  levels: Map<SyntaxNode, number>;
  /** Sites by what is written there: the same expression is the same site, as GROUP BY needs it. */
  sites: Map<string, AiSite>;
};

/** Visits a tree in the order in which its parts are computed; each visit gives the level reached. */
class Finder {
  readonly byNode = new Map<SyntaxNode, AiSite>();

  /** Parts that are computed beside each other: all begin at the same level. */
  visit(json: Json, base: number, scope: Scope | undefined): number {
    if (json === null || typeof json !== "object") return base;
    if (Array.isArray(json))
      return json.reduce((top: number, item) => Math.max(top, this.visit(item, base, scope)), base);
    if (json["type"] === "SELECT_NODE") return this.#select(json, base);
    if (json["type"] === "SET_OPERATION_NODE" || json["type"] === "JOIN")
      return this.#inOrder(Object.values(json), base, scope);
    const start = scope === undefined ? base : this.#ofAlias(json, base, scope);
    if (!isAiCall(json)) return this.visit(Object.values(json), start, scope);
    const level = this.visit(json["children"] ?? null, start, scope) + 1;
    this.byNode.set(json, this.#site(json, level, scope));
    return level;
  }

  /** Parts that are computed one after another. */
  #inOrder(parts: readonly (Json | undefined)[], base: number, scope: Scope | undefined): number {
    return parts.reduce((level: number, part) => this.visit(part ?? null, level, scope), base);
  }

  #select(node: SyntaxNode, base: number): number {
    const items = node["select_list"] as SyntaxNode[]; // every SELECT has a list
    const named = new Map(
      items.flatMap((item) => {
        const name = textOf(item["alias"]).toLowerCase();
        return name !== "" && asksAi(item) ? [[name, item] as const] : [];
      }),
    );
    const scope: Scope = { named, levels: new Map(), sites: new Map() };
    const from = this.#inOrder([...withQueries(node), node["from_table"]], base, undefined);
    const rows = this.#inOrder(
      [node["where_clause"], node["group_expressions"], node["having"]],
      from,
      scope,
    );
    const list = items.map((item) => this.#item(item, rows, scope));
    const listed = Math.max(rows, ...list);
    return this.#inOrder([node["qualify"], node["modifiers"]], listed, scope);
  }

  /** An item of the list, once: what names it may have asked for it before. */
  #item(item: SyntaxNode, base: number, scope: Scope): number {
    const known = scope.levels.get(item);
    if (known !== undefined) return known;
    scope.levels.set(item, base); // an item that names itself means a column
    const level = this.visit(item, base, scope);
    scope.levels.set(item, level);
    return level;
  }

  /** The level from which a reference can be read: that of the item whose name it is. */
  #ofAlias(node: SyntaxNode, base: number, scope: Scope): number {
    const names = node["class"] === "COLUMN_REF" ? (node["column_names"] as Json[]) : [];
    const item = names.length === 1 ? scope.named.get(textOf(names[0]).toLowerCase()) : undefined;
    return item === undefined ? base : Math.max(base, this.#item(item, base, scope));
  }

  #site(node: SyntaxNode, level: number, scope: Scope | undefined): AiSite {
    const written = JSON.stringify(node, withoutPlaces);
    const known = scope?.sites.get(written);
    if (known !== undefined) {
      known.level = Math.min(known.level, level);
      return known;
    }
    const question = questionOfCall(node);
    const { textCount } = shapeOf(question.name);
    const count = new Set(this.byNode.values()).size;
    const site = { called: `earshot_${question.name}_${count + 1}`, question, textCount, level };
    scope?.sites.set(written, site);
    return site;
  }
}

function withQueries(node: SyntaxNode): Json[] {
  const clauses = node["cte_map"] as { map?: { value: Json }[] } | undefined; // of every SELECT
  return (clauses?.map ?? []).map(({ value }) => value);
}

/** What an expression says, whatever its name, its place in the text and the case of its columns. */
function withoutPlaces(key: string, value: unknown): unknown {
  if (key === "query_location" || key === "alias") return undefined;
  if (key === "column_names" || key === "function_name") return JSON.stringify(value).toLowerCase();
  return value;
}
