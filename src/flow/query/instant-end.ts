/** A text, a quoted name or a parenthesis, or what stands between them. */
const groupPiece = /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[()]|[^'"`()]+/y;

const text = String.raw`'(?:[^'\\]|''|\\[\s\S])*'`;
const unit = String.raw`(?:YEAR|QUARTER|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND|MICROSECOND)S?\b`;

/** One operand as far as it goes without parentheses: those follow where `open` is matched. */
const operand = new RegExp(
  [
    String.raw`INTERVAL\s*(?:(?:${text}|\d+)(?:\s*${unit})?|(?<interval>\())`,
    String.raw`(?:(?:DATE|TIMESTAMP|TIMESTAMPTZ)\s*)?${text}`,
    String.raw`(?:CURRENT_DATE|CURRENT_TIMESTAMP|LOCALTIMESTAMP)\b(?!\s*\()`,
    String.raw`\d+(?:\.\d+)?\b`,
    String.raw`(?:[\p{L}_][\p{L}\p{N}_]*\s*)?(?<open>\()`,
  ].join("|"),
  "iuy",
);
const operator = /\s*[+-]\s*/y;
const unitAfter = new RegExp(String.raw`\s*${unit}`, "iy");

/**
 * Where an expression for an instant ends: texts, typed texts, intervals, calls and parentheses,
 * joined by `+` and `-`. What it does not know ends it, at the start even.
 */
export function instantEnd(sql: string, start: number): number {
  let end = operandEnd(sql, start);
  while (end > start) {
    const next = matchEnd(operator, sql, end);
    const after = next === undefined ? undefined : operandEnd(sql, next);
    if (next === undefined || after === undefined || after === next) return end;
    end = after;
  }
  return end;
}

function operandEnd(sql: string, start: number): number {
  operand.lastIndex = start;
  const match = operand.exec(sql);
  if (match === null) return start;
  const { open, interval } = match.groups ?? {};
  if (open === undefined && interval === undefined) return operand.lastIndex;
  const end = groupEnd(sql, operand.lastIndex);
  return interval === undefined ? end : (matchEnd(unitAfter, sql, end) ?? end);
}

/** The place after the parenthesis that closes the one before `start`; the end when none does. */
function groupEnd(sql: string, start: number): number {
  groupPiece.lastIndex = start;
  let depth = 1;
  for (let piece = groupPiece.exec(sql); piece !== null; piece = groupPiece.exec(sql)) {
    if (piece[0] === "(") depth += 1;
    if (piece[0] === ")") depth -= 1;
    if (depth === 0) return groupPiece.lastIndex;
  }
  return sql.length;
}

function matchEnd(pattern: RegExp, sql: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(sql) ? pattern.lastIndex : undefined;
}
