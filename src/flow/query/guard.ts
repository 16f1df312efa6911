import type { Connection } from "../../storage/duckdb/connection.ts";
import { SqlSyntaxError } from "../../storage/duckdb/duckdb-errors.ts";
import { parseSelects, tablesOf, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import type { TableVersion } from "../pipeline/local-executor.ts";
import { engineFunctions } from "./functions.ts";
import { checkNodes } from "./guard-nodes.ts";
import { QueryDeniedError, QueryError } from "./query-errors.ts";
import { resolveTable } from "./resolve-table.ts";
import { splitVersion } from "./time-travel.ts";

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
 * @param connection - Has the time zone and functions that the query will run with.
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
  const check = (tree: SyntaxNode[]): void =>
    checkNodes(tree, functions, new Set(nameable.functions));
  check(statements);
  const tables: NamedTable[] = [];
  for (const { schema, table, version } of tablesOf(statements)) {
    if (version !== undefined)
      throw new QueryError("AT is not read here; write: table VERSION AS OF 3");
    const { bare, at } = await splitVersion(connection, table, check);
    tables.push({ schema, name: table, id: resolveTable(schema, bare, nameable), at });
  }
  return tables;
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
