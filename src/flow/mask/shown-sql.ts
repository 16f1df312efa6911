import { quoteText } from "../../core/base/sql-text.ts";

/** Name of the SQL function `shown(how, value, country)`; engines call {@link openShown}'s. */
export const shownName = "shown";

const uuid = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const hash = "[0-9a-f]{20,64}";

/**
 * Values of an id that hold nothing personal by their form: letters and a short number, a short
 * number, UUIDs and hashes. They are most, and pass without a call.
 */
const plainId =
  "[A-Za-z]{1,12}[-_#/]?([0-9]{1,10}|[0-9]{1,8}[-_.][0-9]{1,6})|[0-9]{1,8}|" +
  `${uuid}(-[0-9]{1,6})?|${hash}(-[0-9]{1,6})?`;

/** The same for ids of people, where letters may be a name and ten digits a phone. */
const plainPersonId =
  "([A-Za-z]{0,4}|(?i:agent|client|cliente|contact|customer|user|usuario))[-_#/]?[0-9]{1,8}|" +
  `${uuid}|${hash}`;

/** A word of European letters; a class of all letters makes the engine's pattern large and slow. */
const word = "[A-Za-z\\x{c0}-\\x{24f}]+";

/**
 * Short labels of up to three words, and names of files that are one or two: too short for a key or
 * for an address that is spelled out.
 */
const plainLabel = `${word}([ _/-]${word})?( ${word})?|${word}([_/-]${word})?\\.(csv|tsv|json|jsonl|ndjson|parquet)(\\.gz)?`;
const plainLabelBytesMost = 24;

/** SQL of an id as silver shows it. */
export function shownId(value: string, { person }: { person: boolean }): string {
  const pattern = quoteText(person ? plainPersonId : plainId);
  const how = quoteText(person ? "person id" : "id");
  return `CASE WHEN regexp_full_match(${value}, ${pattern}) THEN ${value} ELSE ${call(how, value)} END`;
}

/** SQL of a label: a short text that is no free text, such as a region. */
export function shownLabel(value: string): string {
  const isPlain = `strlen(${value}) <= ${plainLabelBytesMost} AND regexp_full_match(${value}, ${quoteText(plainLabel)})`;
  return `CASE WHEN ${isPlain} THEN ${value} ELSE ${call("'label'", value)} END`;
}

/** SQL of the pseudonym of a value. */
export function shownPseudonym(type: string, value: string, country: string | undefined): string {
  return call(quoteText(type), value, country);
}

function call(how: string, value: string, country?: string): string {
  return `${shownName}(${how}, ${value}, ${country === undefined ? "CAST(NULL AS VARCHAR)" : quoteText(country)})`;
}
