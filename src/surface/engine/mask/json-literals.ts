/** A string, number or key of a JSON text, with where it stands. */
export type JsonLiteral = {
  kind: "string" | "number" | "key";
  start: number;
  end: number;
};

/** Which values are meant: all, or those under some paths (`customer.name`; lists add nothing). */
export type JsonChoice =
  | { paths: ReadonlySet<string>; /** Met so far. */ seen: Set<string> }
  | "all";

/** What surrounds the place at hand. */
type Frame = {
  isObject: boolean;
  /** A key comes next, not a value. */
  wantsKey: boolean;
  path: string;
  isChosen: boolean;
  childPath: string;
  isChildChosen: boolean;
};

/**
 * The strings and numbers of a valid JSON text that are chosen, in order; keys too where all is
 * chosen or they stand inside of what is.
 */
export function jsonLiterals(text: string, choice: JsonChoice): JsonLiteral[] {
  const found: JsonLiteral[] = [];
  const root = frame(false, "", choice === "all");
  const stack: Frame[] = [root];
  for (let i = 0; i < text.length; i++) {
    const top = stack.at(-1) ?? root;
    const letter = text[i] ?? "";
    switch (letter) {
      case "{":
      case "[":
        stack.push(frame(letter === "{", top.childPath, top.isChildChosen));
        break;
      case "}":
      case "]":
        stack.pop();
        break;
      case ",":
        top.wantsKey = top.isObject;
        break;
      default:
        i = takeLiteral(text, i, { top, choice, found });
    }
  }
  return found;
}

type LiteralPlace = { top: Frame; choice: JsonChoice; found: JsonLiteral[] };

/** Takes the string or number that begins here, if one does, and gives its last character. */
function takeLiteral(text: string, start: number, { top, choice, found }: LiteralPlace): number {
  const letter = text[start] ?? "";
  if (letter === '"') {
    const last = stringEnd(text, start);
    const isKey = top.wantsKey;
    if (isKey) takeKey(text.slice(start, last + 1), top, choice);
    top.wantsKey = false;
    if (isKey ? top.isChosen : top.isChildChosen)
      found.push({ kind: isKey ? "key" : "string", start, end: last + 1 });
    return last;
  }
  if (letter !== "-" && (letter < "0" || letter > "9")) return start;
  const last = numberEnd(text, start);
  if (top.isChildChosen) found.push({ kind: "number", start, end: last + 1 });
  return last;
}

function frame(isObject: boolean, path: string, isChosen: boolean): Frame {
  const child = { childPath: path, isChildChosen: isChosen };
  return { isObject, wantsKey: isObject, path, isChosen, ...child };
}

/** Notes which value comes next. */
function takeKey(literal: string, top: Frame, choice: JsonChoice): void {
  if (choice === "all") return;
  const key = literal.includes("\\") ? String(JSON.parse(literal)) : literal.slice(1, -1);
  top.childPath = top.path === "" ? key : `${top.path}.${key}`;
  const isNamed = choice.paths.has(top.childPath);
  if (isNamed) choice.seen.add(top.childPath);
  top.isChildChosen = top.isChosen || isNamed;
}

/** The closing quote of the string that opens here. */
function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); ; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at;
  }
}

/** The last character of the number that begins here. */
function numberEnd(text: string, from: number): number {
  let at = from;
  while (/[-+.\deE]/.test(text[at + 1] ?? "")) at += 1;
  return at;
}

/** A string literal's text, and where each of its code units is written. */
export type DecodedString = {
  text: string;
  /** Where a position of the text stands in the literal; of the length, where its content ends. */
  writtenAt: (position: number) => number;
};

/** Reads a string literal, quotes and all. */
export function decodeJsonString(literal: string): DecodedString {
  if (!literal.includes("\\"))
    return { text: literal.slice(1, -1), writtenAt: (position) => position + 1 };
  let starts: number[] | undefined;
  return {
    text: String(JSON.parse(literal)),
    writtenAt(position) {
      starts ??= unitStarts(literal);
      return starts[position] ?? literal.length - 1;
    },
  };
}

/** Where each code unit of a literal's text is written. */
function unitStarts(literal: string): number[] {
  const starts: number[] = [];
  const last = literal.length - 1;
  for (let at = 1; at < last;) {
    starts.push(at);
    if (literal[at] !== "\\") at += 1;
    else at += literal[at + 1] === "u" ? 6 : 2;
  }
  return starts;
}
