import { assert } from "../../core/base/errors.ts";
import { quoteText } from "../../core/base/sql-text.ts";
import { settingPaths } from "../../core/config/setting-paths.ts";
import type { Settings } from "../../core/config/settings.ts";

/**
 * Values that a SQL model may name: `$as_of`, and each setting by its path, `$sla_low_hours`. Those
 * of privacy, which hold keys and personal texts, are none of them.
 */
export type Parameters = ReadonlyMap<string, string>;

/** SQL literals of all parameters. */
export function modelParameters(settings: Settings, asOf: Date): Parameters {
  const parameters = new Map([["as_of", `TIMESTAMPTZ ${quoteText(asOf.toISOString())}`]]);
  for (const { path } of settingPaths()) {
    const value = path.reduce<unknown>(
      (tree, key) => (tree as Record<string, unknown>)?.[key],
      settings,
    );
    if (value === undefined || path[0] === "as_of" || path[0] === "privacy") continue;
    parameters.set(path.join("_"), literal(value));
  }
  return parameters;
}

/** A model's SQL with its `$parameters` filled in, outside of quotes and comments. */
export function fillParameters(sql: string, parameters: Parameters): string {
  return sql.replace(
    /('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*)|\$([a-z_][a-z0-9_]*)/g,
    (text: string, quoted: string | undefined, name: string) => {
      if (quoted !== undefined) return text;
      const value = parameters.get(name);
      assert(value !== undefined, `no parameter $${name}`);
      return value;
    },
  );
}

function literal(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  return quoteText(String(value));
}
