import { messageOf } from "../../core/base/errors.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { SqlSyntaxError } from "../../storage/duckdb/duckdb-errors.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";
import { parseSelects, walkSyntax, type SyntaxNode } from "../../storage/duckdb/parse.ts";
import type { TableVersion } from "../pipeline/local-executor.ts";
import { QueryError } from "./query-errors.ts";

/** The name under which queries see a version of a table: `t@3`, or `t@(now() - …)`. */
export function versionedName(
  table: string,
  version: { number: string } | { instant: string },
): string {
  return `${table}@${"number" in version ? version.number : `(${version.instant})`}`;
}

/**
 * The table and the version that such a name means.
 *
 * @param check - Throws at what a query may not hold.
 */
export async function splitVersion(
  connection: Connection,
  name: string,
  check: (tree: SyntaxNode[]) => void,
): Promise<{ bare: string; at: TableVersion | undefined }> {
  const [, bare, number, instant] = /^([^]+?)@(?:(\d{1,15})|\(([^]*)\))$/.exec(name) ?? [];
  if (bare === undefined) return { bare: name, at: undefined };
  if (instant === undefined) return { bare, at: { version: Number(number) } };
  return { bare, at: { asOf: await readInstant(connection, instant, check) } };
}

/** What a constant is made of in the engine's tree. */
const constantClasses: ReadonlySet<string> = new Set([
  "CONSTANT",
  "CAST",
  "FUNCTION",
  "OPERATOR",
  "COLUMN_REF",
]);

/** The instant of an expression without tables; a time without zone is the connection's. */
async function readInstant(
  connection: Connection,
  expression: string,
  check: (tree: SyntaxNode[]) => void,
): Promise<Date> {
  const wrong = (reason: string): QueryError =>
    new QueryError(
      `TIMESTAMP AS OF takes a time, such as '2026-01-31 18:00:00' or current_timestamp() - INTERVAL 1 DAY; ${expression} ${reason}`,
    );
  const sql = `SELECT epoch_ms(CAST((${expression}\n) AS TIMESTAMPTZ)) AS instant`;
  const tree = await parseSelects(connection, sql).catch((cause: unknown) => {
    throw cause instanceof SqlSyntaxError ? wrong("is none") : cause;
  });
  check(tree);
  walkSyntax(tree, (node) => {
    const isTable =
      "from_table" in node && textOf((node["from_table"] as SyntaxNode)["type"]) !== "EMPTY";
    const isOther = typeof node["class"] === "string" && !constantClasses.has(node["class"]);
    if (isTable || isOther || tree.length > 1) throw wrong("is no constant");
  });
  const row = await connection.row(sql).catch((cause: unknown) => {
    throw wrong(`is none (${messageOf(cause)})`);
  });
  if (row?.["instant"] === null) throw wrong("is NULL");
  return new Date(Number(row?.["instant"]));
}
