import { nearestName } from "../../core/base/nearest-name.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { SqlSyntaxError } from "../../storage/duckdb/duckdb-errors.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { parseSelects, tablesOf, walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import type { TableVersion } from "../pipeline/local-executor.ts";
import { versionMark } from "./dialect.ts";
import { engineFunctions, type EngineFunctions } from "./functions.ts";
import { QueryDeniedError, QueryError } from "./query-errors.ts";
import { resolveTable } from "./resolve-table.ts";

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

/** A table that a query names. */
export type NamedTable = {
  /** As the query spells it, for the engine. */
  schema: string;
  name: string;
  /** The table of the lake it means. */
  id: string;
  /** The version it asks for; undefined for the latest. */
  at: TableVersion | undefined;
};

/** What a query may name. */
export type Nameable = {
  /** Ids of the tables there are. */
  tables: readonly string[];
  /** Functions of our own, beside those of the engine. */
  functions: readonly string[];
  /** Folder of the layers, for tables named by their path. */
  folder: string;
  /** Most characters of a query. */
  charactersMax: number;
};

/**
 * Reads a query and lets it pass only when it is one SELECT over tables of the lake: no writing,
 * no files, no network, no settings. What passes here still runs where files are closed.
 *
 * @returns The tables it reads.
 * @throws QueryDeniedError, QueryError
 */
export async function guardQuery(
  connection: Connection,
  sql: string,
  nameable: Nameable,
): Promise<NamedTable[]> {
  checkText(sql, nameable.charactersMax);
  const statements = await parse(connection, sql);
  if (statements.length !== 1) {
    throw new QueryDeniedError(
      `one SELECT at a time; this is ${statements.length === 0 ? "empty" : `${statements.length} statements`}`,
    );
  }
  const functions = await engineFunctions(connection);
  checkNodes(statements, functions, new Set(nameable.functions));
  return tablesOf(statements).map(({ schema, table, version: at }) => {
    if (at !== undefined) throw new QueryError("AT is not read here; write: table VERSION AS OF 3");
    const { bare, at: version } = splitVersion(table);
    return { schema, name: table, id: resolveTable(schema, bare, nameable), at: version };
  });
}

function checkText(sql: string, charactersMax: number): void {
  if (sql.includes("\0")) throw new QueryError("the query holds a NUL character; remove it");
  if (sql.length <= charactersMax) return;
  throw new QueryError(
    `the query has ${sql.length} characters, more than ${charactersMax}; shorten it, or raise limits.sql_characters in the settings`,
  );
}

async function parse(connection: Connection, sql: string): Promise<SyntaxNode[]> {
  try {
    return await parseSelects(connection, sql);
  } catch (cause) {
    if (!(cause instanceof SqlSyntaxError)) throw cause;
    if (!/Only SELECT statements/i.test(cause.message)) {
      throw new QueryError(`this is not SQL that can be read: ${cause.message}`, { cause });
    }
    if (/\bpivot\b/i.test(sql)) {
      throw new QueryError("PIVOT needs its values here: PIVOT t ON column IN ('a', 'b') USING …", {
        cause,
      });
    }
    throw new QueryDeniedError(
      "only SELECT runs here: the lake is written by `earshot run` alone",
      { cause },
    );
  }
}

function checkNodes(
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

function splitVersion(table: string): { bare: string; at: TableVersion | undefined } {
  const [, bare, digits] = new RegExp(`^([^]+)${versionMark}(\\d{1,15})$`).exec(table) ?? [];
  if (bare === undefined) return { bare: table, at: undefined };
  return { bare, at: { version: Number(digits) } };
}
