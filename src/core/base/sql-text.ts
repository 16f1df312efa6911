/** An identifier for SQL, quoted: `a"b` is `"a""b"`. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text literal for SQL: `it's` is `'it''s'`. The text must not hold a NUL byte. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A list literal for SQL of text literals: `['a', 'b']`. */
export function quoteTexts(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(", ")}]`;
}
