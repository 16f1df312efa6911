import { instantEnd } from "./instant-end.ts";
import { QueryError } from "./query-errors.ts";
import { versionedName } from "./time-travel.ts";

const name = String.raw`(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"]|"")+"|\x60(?:[^\x60]|\x60\x60)+\x60)`;

/** One piece of SQL as the engine cuts it, but for block comments, which may stand in each other. */
const token = new RegExp(
  [
    String.raw`(?<kept>e'(?:[^'\\]|''|\\[\s\S])*'|\$(?<tag>[\p{L}_][\p{L}\p{N}_]*)?\$[\s\S]*?\$\k<tag>\$)`,
    String.raw`(?<text>'(?:[^'\\]|''|\\[\s\S])*')`,
    "(?<open>'[^]*)", // a text that never ends
    String.raw`(?<blank>\s+|--[^\n\r]*|;)`,
    String.raw`(?<block>/\*)`,
    String.raw`(?<array>array(?=\s*\((?!\s*(?:(?:select|with|from|values|table|pivot|unpivot|describe|show|summarize)\b|\())))`,
    String.raw`(?<table>(?:${name}\.)?${name})(?:(?:(?:\s+FOR)?\s+VERSION\s+AS\s+OF\s+|@v)(?<version>\d+)\b|(?<unversioned>(?:\s+FOR)?\s+VERSION\s+AS\s+OF\s+(?=[-+'(]))|@(?<stamp>\d{17})\b|(?<asOf>(?:\s+FOR)?\s+TIMESTAMP\s+AS\s+OF\s+))`,
    String.raw`(?<name>${name})`,
    String.raw`\d[\p{L}\p{N}_.]*`,
    String.raw`[\s\S]`,
  ].join("|"),
  "giuy",
);

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
 * quotes and comments: `ARRAY('a', 'b')`, `t VERSION AS OF 3` and `t@v3`, `t TIMESTAMP AS OF '2026-01-31'` and
 * `t@20260131180000000`, names between backticks, and `\n`, `\t`, `\\`, `\'` within texts (not within `E'…'` and `$$…$$`, which are the engine's own). What stands
 * at the end and says nothing, comments and semicolons, is cut off.
 *
 * @throws QueryError when a version is asked for and is no number, or a text never ends: the engine
 *   may find an end where a backslash says that there is none.
 *
 * Whatever comes out is what is parsed, checked and run: a piece cut otherwise than the engine
 * does can spoil a query, never smuggle one.
 */
export function rewriteDialect(sql: string): string {
  let result = "";
  let end = 0;
  token.lastIndex = 0;
  while (token.lastIndex < sql.length) {
    const start = token.lastIndex;
    const groups = token.exec(sql)?.groups ?? {}; // the last alternative takes any character
    if (groups["unversioned"] !== undefined) {
      throw new QueryError(
        "VERSION AS OF takes the number of a version, such as t VERSION AS OF 3; `DESCRIBE HISTORY t` lists them",
      );
    }
    if (groups["open"] !== undefined) throw new QueryError(endless);
    if (groups["block"] !== undefined) token.lastIndex = endOfComment(sql, start);
    if (groups["asOf"] !== undefined) {
      const from = token.lastIndex;
      token.lastIndex = instantEnd(sql, from);
      groups["instant"] = sql.slice(from, token.lastIndex);
    }
    const next = token.lastIndex;
    result += rewritten(sql.slice(start, next), groups);
    token.lastIndex = next; // an instant is rewritten by the same pattern
    if (groups["blank"] === undefined && groups["block"] === undefined) end = result.length;
  }
  return result.slice(0, end).trimStart();
}

const endless =
  "a text between ' and ' never ends; `\\'` and `''` are a quote within a text, `\\\\` is a backslash";

function rewritten(piece: string, groups: Record<string, string | undefined>): string {
  const { text, table, name: alone } = groups;
  if (text !== undefined) return unescapeText(text);
  if (groups["array"] !== undefined) return "list_value";
  if (alone !== undefined) return plainName(alone);
  if (table === undefined) return piece;
  const names = table.match(new RegExp(name, "giu")) ?? [];
  const last = bareName(names.at(-1) ?? "");
  const versioned = quoted(versionedName(last, versionOf(groups)));
  return [...names.slice(0, -1).map(plainName), versioned].join(".");
}

function versionOf({
  version,
  stamp,
  instant = "",
}: Record<string, string | undefined>): Parameters<typeof versionedName>[1] {
  if (version !== undefined) return { number: version };
  if (stamp === undefined) return { instant: rewriteDialect(instant) };
  const parts = /^(....)(..)(..)(..)(..)(..)(...)$/.exec(stamp)?.slice(1) ?? [];
  const [year, month, day, hour, minute, second, milli] = parts;
  return { instant: `'${year}-${month}-${day} ${hour}:${minute}:${second}.${milli}'` };
}

/** Where the comment that starts at `start` ends; at the end of the text when it never does. */
export function endOfComment(sql: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

/** A text with the escapes that Databricks reads; others stay as they are (`\d` of a pattern). */
function unescapeText(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole: string, letter: string) => escapes[letter] ?? whole);
}

function plainName(spelled: string): string {
  return spelled.startsWith("`") ? quoted(bareName(spelled)) : spelled;
}

function bareName(spelled: string): string {
  const mark = spelled.charAt(0);
  if (mark !== "`" && mark !== '"') return spelled;
  return spelled.slice(1, -1).replaceAll(mark + mark, mark);
}

function quoted(bare: string): string {
  return `"${bare.replaceAll('"', '""')}"`;
}

/**
 * Functions that Databricks has under other names, and the time that queries stand on: whatever
 * asks for the present gets the same instant, in the business's time zone where it has none.
 *
 * @param day - Day of the business, `2026-01-31`.
 * @param instant - The same moment, ISO 8601 with zone.
 */
export function dialectMacros(day: string, instant: string, timeZone: string): string {
  const now = `TIMESTAMPTZ '${instant}'`;
  const local = `timezone('${timeZone.replaceAll("'", "''")}', ${now})`;
  const present: Readonly<Record<string, string>> = {
    current_date: `DATE '${day}'`,
    today: `DATE '${day}'`,
    now,
    current_timestamp: now,
    get_current_timestamp: now,
    transaction_timestamp: now,
    current_localtimestamp: local,
    current_localtime: `CAST(${local} AS TIME)`,
    get_current_time: `CAST(${now} AS TIMETZ)`,
  };
  const macros = Object.entries(present).map(
    ([macro, sql]) => `CREATE OR REPLACE MACRO ${macro}() AS ${sql};`,
  );
  return `${macros.join("\n")}
    CREATE OR REPLACE MACRO age(later) AS system.main.age(CAST(DATE '${day}' AS TIMESTAMP), later),
      (later, earlier) AS system.main.age(later, earlier);
    CREATE OR REPLACE MACRO collect_list(x) AS list(x) FILTER (WHERE x IS NOT NULL);
    CREATE OR REPLACE MACRO array_join(items, separator) AS array_to_string(items, separator);`;
}
