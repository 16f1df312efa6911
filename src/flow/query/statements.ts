import { endOfComment } from "./dialect.ts";
import { QueryError } from "./query-errors.ts";

/** A table as a statement spells it: with its layer, or without; `delta` goes before a folder. */
export type SpelledTable = { schema: string; table: string };

/** A statement that is no SELECT: it maintains a table, or tells about it. */
export type Statement =
  | {
      kind: "optimize";
      table: SpelledTable;
      /** A condition on partition columns, as SQL. */
      where: string | undefined;
      /** Columns to cluster by, as spelled; none when files are only put together. */
      zOrderBy: readonly string[];
    }
  | { kind: "vacuum"; table: SpelledTable; retentionHours: number | undefined; dryRun: boolean }
  | { kind: "history"; table: SpelledTable; rowsMax: number | undefined }
  | { kind: "detail"; table: SpelledTable }
  | { kind: "columns"; table: SpelledTable };

/** A piece of a statement: a word, a quoted name, a text, a number, or a single character. */
type Token = {
  kind: "word" | "name" | "text" | "number" | "sign";
  /** Without its quotes; a word in upper case. */
  value: string;
  spelled: string;
  start: number;
  end: number;
};

const piece = new RegExp(
  [
    String.raw`(?<blank>\s+|--[^\n\r]*)`,
    String.raw`(?<block>/\*)`,
    String.raw`(?<name>"(?:[^"]|"")+"|\x60(?:[^\x60]|\x60\x60)+\x60)`,
    String.raw`(?<text>'(?:[^']|'')*')`,
    String.raw`(?<number>\d+(?:\.\d+)?)`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*)`,
    String.raw`(?<sign>[\s\S])`,
  ].join("|"),
  "uy",
);

/**
 * Reads a text of maintenance statements, in the spelling of Databricks; undefined when it begins
 * with anything else. Nothing in it reaches the SQL engine but a condition on partitions, which is
 * parsed by itself.
 *
 * @throws QueryError when a statement is not of its form, or the text goes on with another kind.
 */
export function parseStatements(sql: string, charactersMax: number): Statement[] | undefined {
  if (sql.length > charactersMax) return undefined; // left to the guard's complaint
  const tokens = tokensOf(sql);
  if (formOf(tokens) === undefined) return undefined;
  return splitAtSemicolons(tokens).map((statement) => {
    const form = formOf(statement);
    if (form === undefined) {
      throw new QueryError(
        "OPTIMIZE, VACUUM and DESCRIBE stand in a text of their own; ask the rest by itself",
      );
    }
    const cursor = openCursor(statement, form.usage);
    const parsed = form.parse(cursor, sql);
    cursor.expectEnd();
    return parsed;
  });
}

type Form = { usage: string; parse: (cursor: Cursor, sql: string) => Statement };

const optimize: Form = {
  usage: "OPTIMIZE table [WHERE condition on partition columns] [ZORDER BY (column, …)]",
  parse(cursor, sql) {
    cursor.take("OPTIMIZE");
    const table = readTable(cursor);
    const where = cursor.take("WHERE") ? readCondition(cursor, sql) : undefined;
    const zOrderBy = cursor.take("ZORDER") ? readColumns(cursor) : [];
    return { kind: "optimize", table, where, zOrderBy };
  },
};

const vacuum: Form = {
  usage: "VACUUM table [RETAIN hours HOURS] [DRY RUN]",
  parse(cursor) {
    cursor.take("VACUUM");
    const table = readTable(cursor);
    const retentionHours = cursor.take("RETAIN") ? cursor.number() : undefined;
    if (retentionHours !== undefined && !cursor.take("HOUR")) cursor.expect("HOURS");
    const dryRun = cursor.take("DRY");
    if (dryRun) cursor.expect("RUN");
    return { kind: "vacuum", table, retentionHours, dryRun };
  },
};

const history: Form = {
  usage: "DESCRIBE HISTORY table [LIMIT count]",
  parse(cursor) {
    cursor.skip(2);
    const table = readTable(cursor);
    return { kind: "history", table, rowsMax: cursor.take("LIMIT") ? cursor.number() : undefined };
  },
};

const detail: Form = {
  usage: "DESCRIBE DETAIL table",
  parse(cursor) {
    cursor.skip(2);
    return { kind: "detail", table: readTable(cursor) };
  },
};

const description: Form = {
  usage: "DESCRIBE [TABLE] table, DESCRIBE HISTORY table, or DESCRIBE DETAIL table",
  parse(cursor) {
    cursor.skip(1);
    cursor.take("TABLE");
    return { kind: "columns", table: readTable(cursor) };
  },
};

function formOf(tokens: readonly Token[]): Form | undefined {
  const [first, second] = tokens.map(({ kind, value }) => (kind === "word" ? value : ""));
  if (first === "OPTIMIZE") return optimize;
  if (first === "VACUUM") return vacuum;
  if (second === undefined || (first !== "DESCRIBE" && first !== "DESC")) return undefined;
  if (second === "HISTORY") return history;
  return second === "DETAIL" ? detail : description;
}

/** `layer.table`, `table`, ``delta.`folder` ``, or a folder as a text. */
function readTable(cursor: Cursor): SpelledTable {
  const folder = cursor.text();
  if (folder !== undefined) return { schema: "delta", table: folder };
  const first = cursor.name();
  return cursor.take(".") ? { schema: first, table: cursor.name() } : { schema: "", table: first };
}

/** What stands up to ZORDER BY, or to the end. */
function readCondition(cursor: Cursor, sql: string): string {
  const start = cursor.place();
  let end = start;
  while (!cursor.isAt("ZORDER") && !cursor.isAtEnd()) end = cursor.skip(1);
  return sql.slice(start, end).trim();
}

function readColumns(cursor: Cursor): string[] {
  cursor.expect("BY");
  const isEnclosed = cursor.take("(");
  const columns = [cursor.name()];
  while (cursor.take(",")) columns.push(cursor.name());
  if (isEnclosed) cursor.expect(")");
  return columns;
}

/** Goes through the tokens of a statement; whatever is not as expected is an error. */
type Cursor = {
  isAt(word: string): boolean;
  isAtEnd(): boolean;
  /** Passes a word or sign if it comes next. */
  take(word: string): boolean;
  expect(word: string): void;
  expectEnd(): void;
  /** Passes tokens; the place after the last of them. */
  skip(count: number): number;
  /** Where the token before ends. */
  place(): number;
  name(): string;
  text(): string | undefined;
  number(): number;
};

function openCursor(tokens: readonly Token[], usage: string): Cursor {
  let at = 0;
  const wrong = (): QueryError => {
    const found = tokens[at];
    return new QueryError(
      `${found === undefined ? "the statement ends too early" : `${found.spelled} is not expected`}; write: ${usage}`,
    );
  };
  const isAt = (word: string): boolean => {
    const token = tokens[at];
    return (token?.kind === "word" || token?.kind === "sign") && token.value === word;
  };
  const next = (...kinds: Token["kind"][]): Token => {
    const token = tokens[at];
    if (token === undefined || !kinds.includes(token.kind)) throw wrong();
    at += 1;
    return token;
  };
  return {
    isAt,
    isAtEnd: () => at >= tokens.length,
    take(word) {
      const isThere = isAt(word);
      if (isThere) at += 1;
      return isThere;
    },
    expect(word) {
      if (!isAt(word)) throw wrong();
      at += 1;
    },
    expectEnd() {
      if (at < tokens.length) throw wrong();
    },
    skip(count) {
      at += count;
      return tokens[at - 1]?.end ?? 0;
    },
    place: () => tokens[at - 1]?.end ?? 0,
    name() {
      const token = next("word", "name");
      return token.kind === "word" ? token.spelled : token.value;
    },
    text: () => (tokens[at]?.kind === "text" ? next("text").value : undefined),
    number: () => Number(next("number").value),
  };
}

/** The tokens of a text, without blanks and comments. */
function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  piece.lastIndex = 0;
  while (piece.lastIndex < sql.length) {
    const start = piece.lastIndex;
    const groups = piece.exec(sql)?.groups ?? {}; // the last alternative takes any character
    if (groups["block"] !== undefined) piece.lastIndex = endOfComment(sql, start);
    const place = { start, end: piece.lastIndex };
    const { name, text, number, word, sign } = groups;
    const quote = name ?? text;
    if (quote !== undefined) {
      const mark = quote.charAt(0);
      const value = quote.slice(1, -1).replaceAll(mark + mark, mark);
      tokens.push({ kind: name === undefined ? "text" : "name", value, spelled: quote, ...place });
    } else if (number !== undefined) {
      tokens.push({ kind: "number", value: number, spelled: number, ...place });
    } else if (word !== undefined) {
      tokens.push({ kind: "word", value: word.toUpperCase(), spelled: word, ...place });
    } else if (sign !== undefined) {
      tokens.push({ kind: "sign", value: sign, spelled: sign, ...place });
    }
  }
  return tokens;
}

function splitAtSemicolons(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "sign" && token.value === ";") statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}
