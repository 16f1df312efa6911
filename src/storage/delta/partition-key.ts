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
  if (type === "float" || type === "double") return String(Number(text));
  const number = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text);
  if (number === null || type === "string") return text;
  const [, sign, whole, fraction = ""] = number;
  return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
