/** Something found out about a file: what, by which sign, and whether another answer fits too. */
export type Sniffed<T> = { value: T; why: string; isSure: boolean };

type Kind = "number" | "date" | "address" | "text";

const forms: readonly [kind: Kind, form: RegExp][] = [
  ["number", /^[-+(]?\p{Sc}? ?\d[\d.,' ]*(?:e[-+]?\d+)?\)? ?[%\p{Sc}]?$/iu],
  ["date", /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b/],
  ["address", /^\S+@\S+\.\S+$|^https?:\/\//i],
];

/** Words that names of columns are made of, whatever the records tell. */
const columnWords =
  /(?:^|[_ -])(?:id|ids|no|nr|name|date|time|at|type|status|state|email|phone|code|number|amount|value|price|total|count|text|body|subject|title|description|category|priority|country|city|region|url|user|customer|account|product|key|label|score|agent|channel|created|updated|data|nome|valor|cliente|fecha|datum|nom)(?:$|[_ -]|\d)/i;

/**
 * Finds out whether the first record names the columns: names stand above values of another kind
 * or form, and do not come again among them.
 */
export function sniffHeader(records: readonly (readonly string[])[]): Sniffed<boolean> {
  const [first = [], ...rest] = records;
  if (first.length === 0) return { value: true, why: "there is no record", isSure: false };
  const names = first.map((name) => name.trim());
  const isUnique = new Set(names.map((name) => name.toLowerCase())).size === names.length;
  const signs = names.map((name, i) =>
    columnSign(
      name,
      rest.map((row) => row[i]?.trim() ?? ""),
    ),
  );
  const score =
    signs.reduce((sum, sign) => sum + sign, isUnique ? 0.25 : -0.5) + yearsSign(names, rest);
  const value = score > 0;
  const why = value
    ? "the first line reads like names, and no value below is of its kind"
    : "the first line reads like the values below it";
  return { value, why, isSure: rest.length > 0 && Math.abs(score) >= 1 };
}

/** Above zero where a name stands above values, below where a value stands above its like. */
function columnSign(name: string, values: readonly string[]): number {
  const filled = values.filter((value) => value !== "").slice(0, 200);
  if (name !== "") return nameSign(name) + (filled.length === 0 ? 0 : valuesSign(name, filled));
  return filled.length === values.length && filled.length > 0 ? 0 : -0.25;
}

/** How much a text reads like a name of a column by itself. */
function nameSign(name: string): number {
  const words = name.replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1_$2");
  const isProse = name.length > 80 || /[.!?] /.test(name);
  const isPlain = /^[\p{L}_][\p{L}\p{N}\p{M}_ .\-/()%#?:&']*$/u.test(name);
  const kind = kindOf(name) === "text" ? (isPlain ? 0.1 : 0) : -0.6;
  return (columnWords.test(words) ? 0.75 : 0) + (isProse ? -0.5 : 0) + kind;
}

/** What the values below a name tell: it is none of them, neither by kind nor by form. */
function valuesSign(name: string, values: readonly string[]): number {
  const kinds = new Set(values.map(kindOf));
  const [kind] = kinds;
  if (kinds.size === 1 && kind !== "text") return kindOf(name) === kind ? -1 : 1;
  if (values.includes(name)) return -1.5;
  const shapes = new Set(values.map(shapeOf));
  const [shape = ""] = shapes;
  if (shapes.size > 1 || values.length < 2 || !shape.includes("9")) return 0;
  return shapes.has(shapeOf(name)) ? -1 : 0.75;
}

/** Years in a row are names, unless years stand below them. */
function yearsSign(names: readonly string[], rest: readonly (readonly string[])[]): number {
  const places = names.flatMap((name, i) => (/^(?:19|20)\d\d$/.test(name) ? [i] : []));
  const inRow = places.every(
    (at, i) => i === 0 || Number(names[at]) - Number(names[places[i - 1]!]) === 1,
  );
  const isYear = (row: readonly string[]): boolean =>
    places.some((at) => /^(?:19|20)\d\d$/.test(row[at] ?? ""));
  if (places.length < 2 || !inRow || rest.some(isYear)) return 0;
  return 2 * places.length;
}

function kindOf(value: string): Kind {
  return forms.find(([, form]) => form.test(value))?.[0] ?? "text";
}

/** A value's form: `T-0042` is `A-9`. */
function shapeOf(value: string): string {
  return value.replaceAll(/\p{N}+/gu, "9").replaceAll(/\p{L}+/gu, "A");
}
