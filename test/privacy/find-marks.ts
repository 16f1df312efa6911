/** How many characters at the start of a needle are looked up by. */
const headChars = 8;
const tableBits = 20;

/** Looks for many strings at once: gives those that stand in a text, whatever its length. */
type Finder = (text: string) => Set<string>;

/**
 * Makes a search for marks in any of the forms in which a value may leak: as it is, in capitals, in
 * lower case, URL-encoded, in base64, and numbers also as their digits alone or with other
 * separators between.
 *
 * @param marks - Lower case, at least eight characters each; digits alone for numbers.
 * @returns The marks found in a text, each once.
 */
export function markFinder(marks: readonly string[]): (text: string) => string[] {
  const formOf = new Map<string, string>();
  for (const mark of marks) for (const form of formsOf(mark)) formOf.set(form, mark);
  const findWords = finder([...formOf.keys()]);
  const findNumbers = finder([...formOf.keys()].filter((form) => /^\d+$/.test(form)));
  return (text) => {
    const found = [...findWords(text.toLowerCase()), ...findNumbers(withoutSeparators(text))];
    return [...new Set(found.map((form) => formOf.get(form)!))]; // every form is of a mark
  };
}

function formsOf(mark: string): string[] {
  const forms = [mark, encodeURIComponent(mark).toLowerCase()];
  if (/^[\d.]+$/.test(mark)) forms.push(mark.replaceAll(".", ""));
  // base64 of a text depends on where in it the value starts, modulo three; only whole groups count
  for (const [lead, skipped] of [
    ["", 0],
    ["_", 4],
    ["__", 4],
  ] as const) {
    const bytes = Buffer.from(lead + mark);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString("base64");
    forms.push(whole.slice(skipped).toLowerCase());
  }
  return forms.filter((form, i) => i === 0 || form.length >= headChars);
}

/** Joins digits that only marks of numbers, spaces or their URL forms stand between. */
function withoutSeparators(text: string): string {
  return text.replaceAll(/(?<=\d)(?:[ .\-()/+\u00a0]|%2[0-9a-f]){1,3}(?=\d)/gi, "");
}

/** Rabin and Karp: a rolling hash of eight characters says where it is worth to look. */
function finder(needles: readonly string[]): Finder {
  const byHead = new Map<string, string[]>();
  const isHead = new Uint8Array(1 << tableBits);
  for (const needle of needles) {
    const head = needle.slice(0, headChars);
    byHead.set(head, [...(byHead.get(head) ?? []), needle]);
    isHead[hashAt(head, 0)] = 1;
  }
  return (text) => {
    const found = new Set<string>();
    for (let i = 0; i + headChars <= text.length; i++) {
      if (isHead[hashAt(text, i)] === 0) continue;
      for (const needle of byHead.get(text.slice(i, i + headChars)) ?? []) {
        if (text.startsWith(needle, i)) found.add(needle);
      }
    }
    return found;
  };
}

function hashAt(text: string, start: number): number {
  let hash = 0;
  for (let i = start; i < start + headChars; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
  return hash >>> (32 - tableBits);
}
