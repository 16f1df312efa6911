/** Marks that stand for masked data, which link nowhere: `[EMAIL_1]`. */
const mask = /\[[A-Z][A-Z_]*_\d+\](?![([:])/y;

/**
 * A text of unknown origin as one line of Markdown that shows it and does nothing else: no link,
 * no picture, no HTML, no heading, no cell of a table. Characters that steer a screen are left out.
 */
export function escapeMarkdown(text: string): string {
  const line = text
    .replaceAll(/[\p{Zl}\p{Zp}\s]+/gu, " ")
    .replaceAll(/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "")
    .toWellFormed()
    .trim();
  let escaped = "";
  for (let i = 0; i < line.length; i++) {
    mask.lastIndex = i;
    const [marked] = mask.exec(line) ?? [];
    escaped += marked ?? escapeAt(line, i);
    i += (marked?.length ?? 1) - 1;
  }
  return escaped;
}

/** What a character becomes where it stands; others become themselves. */
const escapes: Readonly<Record<string, (line: string, at: number) => string>> = {
  "<": () => "&lt;",
  ">": () => "&gt;",
  _: (line, at) => (isInWord(line, at) ? "_" : "\\_"),
  "&": (line, at) => (/^&#?\w+;/.test(line.slice(at, at + 40)) ? "&amp;" : "&"),
  ":": (line, at) => (line.startsWith("://", at) ? "\\:" : ":"),
  ".": (line, at) => (/www$/i.test(line.slice(Math.max(0, at - 3), at)) ? "\\." : "."),
  "!": (line, at) => (line[at + 1] === "[" ? "\\!" : "!"),
};

function escapeAt(line: string, at: number): string {
  const character = line[at]!; // within the line
  const escape = escapes[character];
  if (escape !== undefined) return escape(line, at);
  const isMark = /[\\`*[\]|~]/.test(character) || (at === 0 && /[#+=-]/.test(character));
  return isMark ? `\\${character}` : character;
}

/** An underscore between letters and digits marks nothing. */
function isInWord(line: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(line[at - 1] ?? "") && /[\p{L}\p{N}]/u.test(line[at + 1] ?? "");
}
