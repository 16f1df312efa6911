import { UnreadableFileError } from "../ingest/ingest-errors.ts";
import { cutWrap, unwrapped } from "./json-wrap.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The objects of a JSON text. */
export type JsonRows = {
  objects: JsonObject[];
  /** Objects that are broken. */
  brokenCount: number;
  /** Lists of records in the one object that the text is, the one that was read first. */
  lists: string[];
};

/**
 * The objects of a JSON text: items of an array, or one after another, or of the list inside of one
 * object around it. A text that begins or ends within an object gives those that are whole.
 *
 * @throws UnreadableFileError when the text is one object only, which is no list of records.
 */
export function jsonRows(text: string, isWhole: boolean): JsonRows {
  const { objects, brokenCount } = parsedObjects(text);
  const cut = isWhole || objects.length > 0 ? undefined : cutWrap(text);
  if (cut !== undefined) return { ...parsedObjects(text.slice(cut.start)), lists: [cut.list] };
  const [only] = objects;
  if (isWhole && objects.length === 1 && only !== undefined && !/^\s*\[/.test(text)) {
    const wrapped = unwrapped(only);
    if (wrapped !== undefined)
      return { objects: wrapped.records, brokenCount, lists: wrapped.lists };
    if (Object.values(only).every((value) => typeof value === "object"))
      throw new UnreadableFileError("it is one object, not a list of records");
  }
  return { objects, brokenCount, lists: [] };
}

function parsedObjects(text: string): Omit<JsonRows, "lists"> {
  const objects: JsonObject[] = [];
  let brokenCount = 0;
  for (const piece of objectTexts(text)) {
    const value = parsed(piece);
    if (value === undefined) brokenCount += 1;
    else objects.push(value);
  }
  return { objects, brokenCount };
}

function parsed(piece: string): JsonObject | undefined {
  try {
    return JSON.parse(piece) as JsonObject; // it begins with a brace
  } catch {
    return undefined;
  }
}

/** Texts between a brace that no other is open around and its partner. */
function* objectTexts(text: string): Generator<string> {
  let depth = 0;
  let start = 0;
  const marks = /["{}]/g;
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    const [mark] = match;
    if (mark === '"') {
      marks.lastIndex = stringEnd(text, match.index);
    } else if (mark === "{") {
      if (depth === 0) start = match.index;
      depth += 1;
    } else if (depth > 0) {
      depth -= 1;
      if (depth === 0) yield text.slice(start, match.index + 1);
    }
  }
}

/** Index behind the quote that ends a JSON string. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}
