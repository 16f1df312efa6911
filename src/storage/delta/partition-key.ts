import type { AddFile } from "../delta-log/actions.ts";
import type { DeltaType, StructField } from "../delta-log/schema.ts";
import { parseMicros } from "../delta-log/stats.ts";

/** A partition as a text that is the same for every spelling of its values. */
export function partitionKey(
  { partitionValues }: Pick<AddFile, "partitionValues">,
  columns: readonly StructField[],
): string {
  return JSON.stringify(
    columns.map(({ name, type }) => canonical(partitionValues[name] ?? "", type)),
  );
}

/** One spelling for all that writers give a value; the empty text is null. */
function canonical(text: string, type: DeltaType): string | null {
  if (text === "") return null;
  if (type === "timestamp" || type === "timestamp_ntz") return String(parseMicros(text) ?? text);
  if (type === "float" || type === "double") return canonicalFloating(text);
  return type === "string" ? text : canonicalExact(text);
}

/** Engines spell what is not finite as `inf` or `Infinity`, in any case. */
function canonicalFloating(text: string): string {
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity !== null) return infinity[1] === "-" ? "-inf" : "inf";
  return /^[+-]?nan$/i.test(text) ? "nan" : String(Number(text));
}

/** A number as its digits from the first to the last that counts, with a power of ten. */
function canonicalExact(text: string): string {
  const number = /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
  if (number === null) return text; // a day, or a boolean
  const [, sign, whole = "", fraction = "", power = "0"] = number;
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const exponent = Number(power) - fraction.length + digits.length - significant.length;
  return `${sign === "-" ? "-" : ""}${significant}e${exponent}`;
}
