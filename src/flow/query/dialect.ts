/** Between a table's name and its version, in the name under which queries see that version. */
export const versionMark = "@";

const tokens =
  /('(?:[^'\\]|''|\\[\s\S])*')|("(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/)|(`(?:[^`]|``)*`)|\b((?:[a-z_]\w*\.)?)([a-z_]\w*)(?:\s+VERSION\s+AS\s+OF\s+|@v)(\d+)\b/gi;

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "''",
  '"': '"',
};

/**
 * Rewrites spellings of Databricks that the engine does not take into those it does, outside of
 * quotes and comments: `t VERSION AS OF 3` and `t@v3`, names between backticks, and `\n`, `\t`,
 * `\\`, `\'` within texts.
 */
export function rewriteDialect(sql: string): string {
  return sql.replace(tokens, (token: string, ...groups: (string | undefined)[]) => {
    const [text, kept, backticks, schema = "", table, version] = groups;
    if (text !== undefined) return unescapeText(text);
    if (kept !== undefined) return kept;
    if (backticks !== undefined) return requote(backticks);
    return `${schema}"${table}${versionMark}${version}"`;
  });
}

/** A text with the escapes that Databricks reads; others stay as they are (`\d` of a pattern). */
function unescapeText(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole: string, letter: string) => escapes[letter] ?? whole);
}

function requote(name: string): string {
  return `"${name.slice(1, -1).replaceAll("``", "`").replaceAll('"', '""')}"`;
}

/**
 * Functions that Databricks has under other names, and the time that queries stand on.
 *
 * @param day - Day of the business, `2026-01-31`.
 * @param instant - The same moment, ISO 8601 with zone.
 */
export function dialectMacros(day: string, instant: string): string {
  return `
    CREATE OR REPLACE MACRO current_date() AS DATE '${day}';
    CREATE OR REPLACE MACRO now() AS TIMESTAMPTZ '${instant}';
    CREATE OR REPLACE MACRO get_current_timestamp() AS TIMESTAMPTZ '${instant}';
    CREATE OR REPLACE MACRO collect_list(x) AS list(x);
    CREATE OR REPLACE MACRO array_join(items, separator) AS array_to_string(items, separator);`;
}
