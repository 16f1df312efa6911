/** A JSON value in a text, or why there is none. */
export type JsonScan = {
  /** Index behind the value, or of what is wrong with it. */
  end: number;
  /**
   * What the value is: `repeated` is an object that has a key twice; `cut` when the text ends
   * before it does, `broken` when at `end` stands what may not stand there.
   */
  kind: "object" | "null" | "other" | "cut" | "broken" | "repeated";
  /** Different keys of the object itself, as far as it was looked over. */
  keyCount: number;
};

type Trouble = "cut" | "broken";

/** What may come next: a value, an item or `]`, a key or `}`, `:`, or what follows a value. */
type State = "value" | "item" | "key" | "colon" | "next";

type Scan = {
  text: string;
  at: number;
  state: State;
  /** Brackets that are open. */
  open: string[];
  /** Keys of the outermost object so far. */
  keys: Set<string>;
  isRepeated: boolean;
};

/**
 * Looks over the JSON value that begins at `start`, by the rules of the engine's reader: those of
 * RFC 8259, and a comma behind the last item, and NaN and infinities as numbers. Keys of the value
 * itself must differ; inside of it they need not.
 *
 * Cost: one pass; depth takes memory, not stack.
 */
export function scanJson(text: string, start: number): JsonScan {
  const keys = new Set<string>();
  const scan: Scan = { text, at: start, state: "value", open: [], keys, isRepeated: false };
  const seen = (end: number, kind: JsonScan["kind"]): JsonScan => ({
    end,
    kind,
    keyCount: keys.size,
  });
  for (;;) {
    scan.at = behindBlanks(text, scan.at);
    if (scan.at >= text.length) return seen(text.length, "cut");
    const trouble = steps[scan.state](scan);
    if (trouble !== undefined) return seen(scan.at, trouble);
    if (scan.state === "next" && scan.open.length === 0)
      return seen(scan.at, scan.isRepeated ? "repeated" : kindOf(text[start]));
  }
}

/** Index of the first character that is no blank. */
export function behindBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && " \t\r\n".includes(text[at]!)) at += 1; // at is in range
  return at;
}

function kindOf(first: string | undefined): "object" | "null" | "other" {
  if (first === "{") return "object";
  return first === "n" ? "null" : "other";
}

const steps: Readonly<Record<State, (scan: Scan) => Trouble | undefined>> = {
  value: takeValue,
  item: (scan) => (scan.text[scan.at] === "]" ? close(scan) : takeValue(scan)),
  key: (scan) => (scan.text[scan.at] === "}" ? close(scan) : takeKey(scan)),
  colon: (scan) => step(scan, ":", "value"),
  next(scan) {
    const isObject = scan.open.at(-1) === "{";
    if (scan.text[scan.at] === (isObject ? "}" : "]")) return close(scan);
    return step(scan, ",", isObject ? "key" : "item");
  },
};

function step(scan: Scan, mark: string, state: State): Trouble | undefined {
  if (scan.text[scan.at] !== mark) return "broken";
  scan.at += 1;
  scan.state = state;
  return undefined;
}

function close(scan: Scan): undefined {
  scan.open.pop();
  scan.at += 1;
  scan.state = "next";
}

const literal =
  /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|-?[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|-?[nN][aA][nN]/y;

function takeValue(scan: Scan): Trouble | undefined {
  const first = scan.text[scan.at];
  if (first === "{" || first === "[") {
    scan.open.push(first);
    return step(scan, first, first === "{" ? "key" : "item");
  }
  scan.state = "next";
  if (first === '"') return takeString(scan);
  literal.lastIndex = scan.at;
  if (!literal.test(scan.text)) return "broken";
  scan.at = literal.lastIndex;
  return undefined;
}

function takeKey(scan: Scan): Trouble | undefined {
  const start = scan.at;
  if (scan.text[start] !== '"') return "broken";
  scan.state = "colon";
  const trouble = takeString(scan);
  if (trouble !== undefined || scan.open.length > 1) return trouble;
  const key = textOf(scan.text.slice(start, scan.at));
  scan.isRepeated ||= scan.keys.has(key);
  scan.keys.add(key);
  return undefined;
}

/** A key as text: one that is written in two ways is still the same. */
function textOf(bytes: string): string {
  const text = Buffer.from(bytes, "latin1").toString("utf8");
  return text.includes("\\") ? (JSON.parse(text) as string) : text.slice(1, -1);
}

const escape =
  /\\(?:["\\/bfnrt]|u(?:[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?![dD][89a-fA-F])[\da-fA-F]{4}))/y;

/** Goes behind a string, which holds no line break: an open one ends with its line. */
function takeString(scan: Scan): Trouble | undefined {
  const { text } = scan;
  for (let at = scan.at + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      scan.at = at + 1;
      return undefined;
    }
    if (code >= 0x20 && code !== 0x5c) continue;
    escape.lastIndex = at;
    if (code < 0x20 || !escape.test(text)) {
      scan.at = at;
      return "broken";
    }
    at = escape.lastIndex - 1;
  }
  scan.at = text.length;
  return "cut";
}
