import { StoreValueError } from "./store-errors.ts";

/** PostgreSQL's ids of the types that come as something else than text. */
const oids = {
  boolean: 16,
  bytes: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  json: 114,
  float4: 700,
  float8: 701,
  instant: 1184,
  jsonb: 3802,
} as const;

/** Days, times without a zone and decimals: PGlite would make something else of them. */
const texts = [1082, 1114, 1700] as const;

/** Ids of arrays of each of these, and of texts, names, ids and uuids. */
const arrays: readonly (readonly [array: number, element: number])[] = [
  [1000, oids.boolean],
  [1001, oids.bytes],
  [1016, oids.int8],
  [1005, oids.int2],
  [1007, oids.int4],
  [199, oids.json],
  [1021, oids.float4],
  [1022, oids.float8],
  [1185, oids.instant],
  [3807, oids.jsonb],
  [1009, 25],
  [1015, 1043],
  [2951, 2950],
  [1182, 1082],
  [1115, 1114],
  [1231, 1700],
  [1003, 19],
  [1028, oids.oid],
];

type Parse = (text: string) => unknown;

const scalars = new Map<number, Parse>([
  [oids.boolean, (text) => text === "t"],
  [oids.bytes, parseBytes],
  [oids.int8, parseInteger],
  [oids.int2, Number],
  [oids.int4, Number],
  [oids.oid, Number],
  [oids.json, (text) => JSON.parse(text) as unknown],
  [oids.jsonb, (text) => JSON.parse(text) as unknown],
  [oids.float4, parseFloatText],
  [oids.float8, parseFloatText],
  [oids.instant, parseInstant],
]);

/** How the text of a type is read; types that are not here stay text. */
export const valueParsers: ReadonlyMap<number, Parse> = new Map([
  ...scalars,
  ...texts.map((oid): [number, Parse] => [oid, asText]),
  ...arrays.map(([array, element]): [number, Parse] => [
    array,
    (text) => parseArray(text, scalars.get(element) ?? asText),
  ]),
]);

function asText(text: string): string {
  return text;
}

/**
 * The text of a parameter, alike for both drivers.
 *
 * Arrays become arrays, other objects JSON, `Float32Array` a vector, `Uint8Array` bytes; an array
 * that is to be JSON must be made so before.
 *
 * @throws StoreValueError for what PostgreSQL can't keep: NUL and halves of characters in texts.
 */
export function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "string":
      return checkedText(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return objectText(value);
    default:
      throw new StoreValueError(`a ${typeof value} can't be kept in the store`);
  }
}

function objectText(value: object): string {
  if (value instanceof Date) return instantText(value);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (value instanceof Float32Array) return `[${value.join(",")}]`;
  if (Array.isArray(value)) return `{${value.map(elementText).join(",")}}`;
  const json = JSON.stringify(value);
  if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(json)) throw new StoreValueError(unkeepable);
  return json;
}

function elementText(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(elementText).join(",")}}`;
  const text = parameterText(value);
  if (text === null) return "NULL";
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

const unkeepable =
  "a text has the character NUL or half of a character, which PostgreSQL can't keep; take it out first";

function checkedText(text: string): string {
  if (text.includes("\0") || !text.isWellFormed()) throw new StoreValueError(unkeepable);
  return text;
}

/** PostgreSQL's spelling: years of four digits and more, those before the first with BC. */
function instantText(instant: Date): string {
  if (Number.isNaN(instant.getTime())) throw new StoreValueError("an invalid Date can't be kept");
  const year = instant.getUTCFullYear();
  const rest = instant.toISOString().replace(/^[+-]?\d+/, "");
  const spelled = String(year > 0 ? year : 1 - year).padStart(4, "0");
  return `${spelled}${rest}${year > 0 ? "" : " BC"}`;
}

/** An instant as `2026-11-21 23:00:00.5+00`; infinity stays text, for no `Date` is it. */
function parseInstant(text: string): Date | string {
  const found =
    /^(\d+)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?( BC)?$/.exec(
      text,
    );
  if (found === null) return text;
  const part = (index: number): number => Number(found[index] ?? 0);
  const year = found[12] === undefined ? part(1) : 1 - part(1);
  const instant = new Date(0);
  instant.setUTCFullYear(year, part(2) - 1, part(3));
  const fraction = Number((found[7] ?? "").padEnd(3, "0").slice(0, 3));
  instant.setUTCHours(part(4), part(5), part(6), fraction);
  const zoneMs = (part(9) * 3600 + part(10) * 60 + part(11)) * 1000;
  return new Date(instant.getTime() - (found[8] === "-" ? -zoneMs : zoneMs));
}

/** A number where it is exact, else a bigint. */
function parseInteger(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

function parseFloatText(text: string): number {
  return Number(text);
}

function parseBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.slice(2), "hex"));
}

const bareWord = /[^,{}"]*/y;

/** Reads an array as PostgreSQL spells it: `{1,NULL,"a \"b\""}`, also nested. */
export function parseArray(text: string, parse: Parse): unknown[] {
  const bounds = /^(?:\[-?\d+:-?\d+\])+=/.exec(text); // of arrays that don't begin at 1
  let at = bounds?.[0].length ?? 0;
  return list();

  function list(): unknown[] {
    const items: unknown[] = [];
    at += 1;
    while (text[at] !== "}") {
      items.push(item());
      if (text[at] === ",") at += 1;
      else if (text[at] !== "}") throw new SyntaxError("an array's text is broken");
    }
    at += 1;
    return items;
  }

  function item(): unknown {
    if (text[at] === "{") return list();
    if (text[at] === '"') return parse(quoted());
    bareWord.lastIndex = at;
    const [bare = ""] = bareWord.exec(text) ?? [];
    at += bare.length;
    return bare === "NULL" ? null : parse(bare);
  }

  function quoted(): string {
    let content = "";
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) throw new SyntaxError("an array's text is broken");
      if (text[at] === "\\") at += 1;
      content += text[at] ?? "";
    }
    at += 1;
    return content;
  }
}
