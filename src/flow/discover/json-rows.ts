import { UnreadableFileError } from "../ingest/ingest-errors.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The objects of a JSON text: items of an array, or one after another. A text that begins or ends
 * within an object gives those that are whole.
 *
 * @throws UnreadableFileError when the text is one object only, which is no list of records.
 */
export function jsonRows(
  text: string,
  isWhole: boolean,
): { objects: JsonObject[]; isCut: boolean } {
  const objects: JsonObject[] = [];
  let isCut = false;
  for (const piece of objectTexts(text)) {
    const value = parsed(piece);
    if (value === undefined) isCut = true;
    else objects.push(value);
  }
  const [only] = objects;
  if (isWhole && objects.length === 1 && only !== undefined && !/^\s*\[/.test(text)) {
    const list = Object.entries(only).find(([, value]) => isRecordList(value));
    if (list !== undefined)
      throw new UnreadableFileError(
        `it is one object with a list of records inside, \`${list[0]}\`; write the list alone, or one object a line`,
      );
    if (Object.values(only).every((value) => typeof value === "object"))
      throw new UnreadableFileError("it is one object, not a list of records");
  }
  return { objects, isCut };
}

function isRecordList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((item) => typeof item === "object" && item !== null && !Array.isArray(item))
  );
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
