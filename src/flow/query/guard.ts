import { nearestName } from "../../core/base/nearest-name.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import {
  parseSelects,
  SqlSyntaxError,
  tablesOf,
  walkSyntax,
  type SyntaxNode,
} from "../../storage/duckdb/parse.ts";
import { versionMark } from "./dialect.ts";
import { QueryDeniedError, QueryError } from "./query-errors.ts";

/** Table functions a query may call: they make rows of their arguments and open nothing. */
const tableFunctions = new Set([
  "range",
  "generate_series",
  "unnest",
  "generate_subscripts",
  "repeat",
]);

/** Scalar functions that tell about the machine or reach outside of the rows. */
const deniedFunctions =
  /^(getenv|current_setting|getvariable|read_\w+|parquet_\w+|sniff_csv|glob|query|query_table|duckdb_\w+|pragma_\w+|json_execute_serialized_sql|from_substrait\w*|sql_auto_complete|which_secret|write_log|nextval|currval|txid_current|pg_\w+|file_\w+|load_\w+)$/;

/** A table that a query names. */
export type NamedTable = {
  /** As the query spells it, for the engine. */
  schema: string;
  name: string;
  /** The table of the lake it means. */
  id: string;
  version: number | undefined;
};

/**
 * Reads a query and lets it pass only when it is one SELECT over tables of the lake: no writing,
 * no files, no network, no settings. What passes here still runs where files are closed.
 *
 * @param known - Ids of the tables there are.
 * @returns The tables it reads.
 * @throws QueryDeniedError, QueryError
 */
export async function guardQuery(
  connection: Connection,
  sql: string,
  known: readonly string[],
): Promise<NamedTable[]> {
  const statements = await parse(connection, sql);
  if (statements.length !== 1) {
    throw new QueryDeniedError(
      `one SELECT at a time; this is ${statements.length === 0 ? "empty" : `${statements.length} statements`}`,
    );
  }
  walkSyntax(statements, checkNode);
  return tablesOf(statements).map(({ schema, table, version: at }) => {
    if (at !== undefined) throw new QueryError("AT is not read here; write: table VERSION AS OF 3");
    const [bare = "", version] = table.split(versionMark);
    const id = resolveTable(schema, bare, known);
    return {
      schema,
      name: table,
      id,
      version: version === undefined ? undefined : Number(version),
    };
  });
}

async function parse(connection: Connection, sql: string): Promise<SyntaxNode[]> {
  try {
    return await parseSelects(connection, sql);
  } catch (cause) {
    if (!(cause instanceof SqlSyntaxError)) throw cause;
    if (/Only SELECT statements/i.test(cause.message)) {
      throw new QueryDeniedError(
        "only SELECT runs here: the lake is written by `earshot run` alone",
        { cause },
      );
    }
    throw new QueryError(`this is not SQL that can be read: ${cause.message}`, { cause });
  }
}

function checkNode(node: SyntaxNode): void {
  if (node["type"] === "TABLE_FUNCTION") {
    const call = node["function"] as SyntaxNode | undefined;
    const name = String(call?.["function_name"] ?? "").toLowerCase();
    if (!tableFunctions.has(name)) {
      throw new QueryDeniedError(
        `${name}() can't be called here: queries read tables of the lake, nothing else`,
      );
    }
  }
  if (node["class"] === "FUNCTION") {
    const name = String(node["function_name"] ?? "").toLowerCase();
    if (deniedFunctions.test(name)) throw new QueryDeniedError(`${name}() can't be called here`);
  }
  if (
    node["type"] === "BASE_TABLE" &&
    node["catalog_name"] !== "" &&
    node["catalog_name"] !== undefined
  ) {
    throw new QueryDeniedError(
      `${String(node["catalog_name"])} is no catalog here; name tables as layer.table`,
    );
  }
  if (node["type"] === "SHOW_REF")
    throw new QueryDeniedError(
      "SHOW and DESCRIBE don't run here; `earshot sql --tables` lists the tables",
    );
}

/** Layers in which a bare name is looked for, first to last; bronze only by its full name. */
const searchOrder = ["gold", "silver", "enriched", "ops", "quarantine"] as const;

/** The table a name means. */
export function resolveTable(schema: string, table: string, known: readonly string[]): string {
  const wanted = table.toLowerCase();
  const candidates =
    schema === "" || schema.toLowerCase() === "main"
      ? searchOrder.map((layer) => `${layer}.${wanted}`)
      : [`${schema.toLowerCase()}.${wanted}`];
  const found = candidates.find((id) => known.includes(id));
  if (found !== undefined) return found;
  const name = schema === "" ? table : `${schema}.${table}`;
  const names = known.flatMap((id) => [id, id.split(".")[1] ?? id]);
  const near = nearestName(name, names);
  const hint =
    near === undefined ? "`earshot sql --tables` lists what there is" : `did you mean ${near}?`;
  throw new QueryError(`there is no table ${name}; ${hint}`);
}
