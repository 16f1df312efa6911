import type { JsonObject } from "./json-rows.ts";

/** The records inside of one object around them. */
export type Unwrapped = {
  records: JsonObject[];
  /** Lists of records in it as the setting `rows` names them, the longest first. */
  lists: string[];
};

/**
 * The longest list of records in an object that is none itself, such as an answer of an API:
 * `{"tickets": [...], "next_page": null}`, `{"data": {"items": [...]}}`. An object with an id is a
 * record, whatever lists it has.
 */
export function unwrapped(object: JsonObject): Unwrapped | undefined {
  if (hasId(object)) return undefined;
  const inside = Object.entries(object).flatMap(([key, value]) =>
    isObject(value) ? listsOf(value, `${step(key)}/`) : [],
  );
  const found = [...listsOf(object, ""), ...inside].toSorted(
    (a, b) => b.records.length - a.records.length,
  );
  const [longest] = found;
  return longest && { records: longest.records, lists: found.map(({ list }) => list) };
}

/** Plain values before the first list of objects, in the object that a text begins with. */
const firstList =
  /^\s*\{(?:\s*"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[-+.\w]+)\s*,)*\s*("(?:[^"\\]|\\.)*")\s*:\s*(?=\[\s*\{)/;

/** The same for the beginning of a text: the list in it, and where that starts. */
export function cutWrap(text: string): { list: string; start: number } | undefined {
  const [begin, name] = firstList.exec(text) ?? [];
  if (begin === undefined || name === undefined) return undefined;
  try {
    if (hasId(JSON.parse(`${begin}null}`) as JsonObject)) return undefined; // it begins with a brace
    return { list: step(JSON.parse(name) as string), start: begin.length }; // it stands in quotes
  } catch {
    return undefined;
  }
}

function listsOf(object: JsonObject, before: string): { list: string; records: JsonObject[] }[] {
  return Object.entries(object).flatMap(([key, value]) =>
    Array.isArray(value) && value.length > 0 && value.every(isObject)
      ? [{ list: before + step(key), records: value }]
      : [],
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasId(object: JsonObject): boolean {
  return Object.keys(object).some((key) =>
    /(?:^_?|(?<!request|trace)_)id$|(?<!request|trace)Id$/.test(key),
  );
}

/** A key as a step of a JSON pointer (RFC 6901). */
function step(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
