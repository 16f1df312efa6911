import type { Connection } from "../../storage/duckdb/connection.ts";
import { textOf } from "../../storage/duckdb/json-text.ts";

/** The engine's functions, lower case. */
export type EngineFunctions = {
  /** Those that a query may call in an expression. */
  allowed: ReadonlySet<string>;
  /** All there are. */
  known: ReadonlySet<string>;
};

/** Functions that answer differently each time, or not by the catalog, and do no harm. */
const alsoAllowed = ["unnest", "random", "uuid", "gen_random_uuid", "uuidv4"] as const;

/** Functions without effect that tell about the engine, or plan statements of their own. */
const denied =
  /^(__internal_\w+|current_(setting|query|user|role|catalog|database|schemas?)|session_user|user|getvariable|json_(de)?serialize_\w+|parse_duckdb_log_message|pg_\w+|has_\w+_privilege|inet_\w+|\w+_description|get_block_size|map_to_pg_oid|format_pg_type|\w*txid\w*)$/;

let loading: Promise<EngineFunctions> | undefined;

/**
 * The functions of the engine: allowed are aggregates, and scalars and macros that the engine
 * itself calls consistent (same arguments, same answer), less a few that look outside of the rows.
 * They are the same in every database of the process, so they are asked for once (20 ms).
 */
export function engineFunctions(connection: Connection): Promise<EngineFunctions> {
  loading ??= load(connection).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(connection: Connection): Promise<EngineFunctions> {
  const rows = await connection.rows(`
    SELECT lower(function_name) AS name,
      bool_and(function_type = 'aggregate' OR function_type = 'macro' OR (function_type = 'scalar' AND stability = 'CONSISTENT'))
        FILTER (WHERE function_type NOT IN ('table', 'table_macro', 'pragma')) AS allowed
    FROM duckdb_functions() WHERE internal GROUP BY ALL`);
  const allowed = rows.filter((row) => row["allowed"] === true).map((row) => textOf(row["name"]));
  return {
    allowed: new Set([...allowed.filter((name) => !denied.test(name)), ...alsoAllowed]),
    known: new Set(rows.map((row) => textOf(row["name"]))),
  };
}

/** Names of the macros that statements make. */
export function macroNames(sql: string): string[] {
  return [...sql.matchAll(/\bMACRO\s+([a-z_]\w*)\s*\(/gi)].map(([, name = ""]) =>
    name.toLowerCase(),
  );
}
