import type { SourceSettings } from "../../core/config/source-settings.ts";
import { showingOf, type Entity, type EntityColumn } from "../../core/domain/entity.ts";
import { enumerations, type Enumeration } from "../../core/domain/enumeration.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { shownId, shownLabel, shownPseudonym } from "../mask/shown-sql.ts";
import { noteList } from "./note-list.ts";

/** One source's rows for an entity: text columns, already under the entity's names. */
export type MappedSource = {
  system: string;
  settings: SourceSettings;
  /** Zone of times that name none. */
  timeZone: string;
  /** ISO 3166 code of the country whose national forms its numbers have, if known. */
  country?: string | undefined;
  /** Relation with the mapped columns and `_source, _file, _row, _content_hash, _ingested_at`. */
  relation: string;
  /** Entity columns the relation has. */
  columns: readonly string[];
};

/**
 * SELECT that types one entity's rows from all its sources, before any check: the entity's
 * columns, `system`, and `_origin`, where the row came from with what was noticed on the way:
 * `failures` (values that are not of the column's type), `unknown` (words an enumeration does not
 * know) and `imputed` (columns that took their default). Identifying columns are pseudonyms, ids and
 * labels that are personal too; only free text is still as it came, for `flow/mask` to mask. Blank
 * text is NULL, and so is what the settings' `values` turn into blank text.
 */
export function conformSelect(entity: Entity, sources: readonly MappedSource[]): string {
  return unionOf(entity, sources, "as silver shows them");
}

/**
 * The same rows with identifying columns as they came, under the ids that silver has: to look for
 * people in texts. It may not be stored.
 */
export function knownSelect(entity: Entity, sources: readonly MappedSource[]): string {
  return unionOf(entity, sources, "as they came");
}

type Identifying = "as silver shows them" | "as they came";

function unionOf(
  entity: Entity,
  sources: readonly MappedSource[],
  identifying: Identifying,
): string {
  if (sources.length === 0) return emptySelect(entity);
  const selects = sources.map((source) => conformSource(entity, source, identifying));
  return selects.join("\nUNION ALL\n");
}

/** Type of the `_origin` struct that entity rows carry until they are written. */
export const originType =
  "STRUCT(source VARCHAR, file VARCHAR, row BIGINT, content_hash VARCHAR, ingested_at TIMESTAMPTZ, " +
  "failures VARCHAR[], unknown VARCHAR[], imputed VARCHAR[])";

function emptySelect(entity: Entity): string {
  const columns = Object.entries(entity.columns).map(
    ([name, { type }]) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`,
  );
  return `SELECT CAST(NULL AS VARCHAR) AS system, ${columns.join(", ")}, CAST(NULL AS ${originType}) AS _origin WHERE false`;
}

function conformSource(entity: Entity, source: MappedSource, identifying: Identifying): string {
  const columns = Object.keys(entity.columns).map((name) =>
    plan(entity, name, { source, identifying }),
  );
  const given = columns.filter(({ given: isGiven }) => isGiven);
  const raw = given.map(
    ({ name }) =>
      `clean_text(${replaced(quoteName(name), source.settings.values[name])}) AS ${quoteName(`raw ${name}`)}`,
  );
  // In a SELECT of their own: macros paste their argument wherever it stands.
  const shown = given
    .filter(({ name }) => hasLabel(entity, name))
    .map(({ name }) => `${shownLabel(quoteName(`raw ${name}`))} AS ${quoteName(`shown ${name}`)}`);
  const typed = given.map(({ name, typed: sql }) => `${sql} AS ${quoteName(name)}`);
  const origin = "_source, _file, _row, _content_hash, _ingested_at";
  return `
    SELECT ${quoteText(source.system)} AS system, ${columns.map(({ final }) => final).join(", ")},
      {'source': _source, 'file': ${shownLabel("_file")}, 'row': CAST(_row AS BIGINT), 'content_hash': _content_hash,
        'ingested_at': _ingested_at,
        'failures': ${noteList(given.flatMap(({ failure }) => failure ?? []))},
        'unknown': ${noteList(given.flatMap(({ unknown }) => unknown ?? []))},
        'imputed': ${noteList(columns.flatMap(({ imputed }) => imputed ?? []))}} AS _origin
    FROM (SELECT ${[...typed, "*"].join(", ")} FROM (
      SELECT ${[...shown, "*"].join(", ")} FROM (
        SELECT ${[...raw, origin].join(", ")} FROM ${source.relation})))`;
}

type ColumnPlan = {
  name: string;
  given: boolean;
  typed: string;
  final: string;
  failure?: string;
  unknown?: string;
  imputed?: string;
};

type Planning = { source: MappedSource; identifying: Identifying };

function plan(entity: Entity, name: string, planning: Planning): ColumnPlan {
  const column = entity.columns[name]!; // one of its own
  const given = planning.source.columns.includes(name);
  const quoted = quoteName(name);
  const raw = quoteName(`raw ${name}`);
  const value = given ? quoted : `CAST(NULL AS ${column.type})`;
  const missing = given ? `${quoted} IS NULL` : "true";
  const useDefault = column.default !== undefined;
  const result: ColumnPlan = {
    name,
    given,
    typed: given ? shownValue(entity, name, planning) : "",
    final: `${useDefault ? `coalesce(${value}, CAST(${column.default} AS ${column.type}))` : value} AS ${quoted}`,
  };
  if (useDefault) result.imputed = `CASE WHEN ${missing} THEN ${quoteText(name)} END`;
  if (!given) return result;
  const note = (text: string): string =>
    `CASE WHEN ${raw} IS NOT NULL AND ${quoted} IS NULL THEN ${quoteText(text)} END`;
  if (column.enumeration !== undefined) result.unknown = note(name);
  else if (column.type !== "VARCHAR" && column.type !== "VARCHAR[]") {
    result.failure = note(`${name} is not ${typeWords[column.type]}`);
  }
  return result;
}

const typeWords: Readonly<Record<string, string>> = {
  BIGINT: "a whole number",
  DOUBLE: "a number",
  "DECIMAL(18,2)": "an amount",
  BOOLEAN: "a yes or no",
  DATE: "a date",
  TIMESTAMPTZ: "a time",
};

/** Whether a column keeps words as its source wrote them; those of a closed list are our own. */
function hasLabel(entity: Entity, name: string): boolean {
  const { enumeration } = entity.columns[name]!; // one of its own
  if (showingOf(entity, name) !== "label") return false;
  return enumeration === undefined || isOpen(enumerations[enumeration]);
}

function isOpen({ open }: Enumeration): boolean {
  return open === true;
}

/** A value typed, and what is personal in it taken out, but for free text. */
function shownValue(entity: Entity, name: string, { source, identifying }: Planning): string {
  const column = entity.columns[name]!; // one of its own
  const raw = quoteName(`raw ${name}`);
  const showing = showingOf(entity, name);
  switch (showing) {
    case "id":
    case "person id":
      return shownId(typedValue(raw, column, source), { person: showing === "person id" });
    case "label":
      return typedValue(hasLabel(entity, name) ? quoteName(`shown ${name}`) : raw, column, source);
    case "pseudonym":
      if (identifying === "as they came") return typedValue(raw, column, source);
      return shownPseudonym(column.pseudonym!, typedValue(raw, column, source), source.country); // asserted by entities.test.ts
    case "year": {
      const day = typedValue(raw, column, source);
      return identifying === "as they came" ? day : `CAST(date_trunc('year', ${day}) AS DATE)`;
    }
    default:
      return typedValue(raw, column, source);
  }
}

function typedValue(
  value: string,
  column: EntityColumn,
  { settings, timeZone }: MappedSource,
): string {
  const order = quoteText(settings.dates);
  const mark = quoteText(settings.decimal);
  switch (column.type) {
    case "BIGINT":
      return `as_bigint(${value}, ${mark})`;
    case "DOUBLE":
      return `as_double(${value}, ${mark})`;
    case "DECIMAL(18,2)":
      return `as_decimal(${value}, ${mark})`;
    case "BOOLEAN":
      return `as_boolean(${value})`;
    case "DATE":
      return `as_day(${value}, ${order}, ${quoteText(timeZone)})`;
    case "TIMESTAMPTZ":
      return `as_timestamp(${value}, ${order}, ${quoteText(timeZone)})`;
    case "VARCHAR[]":
      return `as_texts(${value})`;
    default:
      if (column.enumeration !== undefined) return coded(value, enumerations[column.enumeration]);
      return column.fold === undefined ? value : `${column.fold}(${value})`;
  }
}

/** The settings' own words for values, compared without case; also words that mean nothing. */
function replaced(value: string, words: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(words ?? {});
  if (entries.length === 0) return value;
  const cases = entries.map(
    ([from, to]) => `WHEN lower(squeezed(${quoteText(from)})) THEN ${quoteText(to)}`,
  );
  return `CASE lower(squeezed(${value})) ${cases.join(" ")} ELSE ${value} END`;
}

function coded(value: string, enumeration: Enumeration): string {
  const code = `as_code(${value})`;
  const cases = Object.entries(enumeration.synonyms ?? {}).map(
    ([from, to]) => `WHEN ${quoteText(from)} THEN ${quoteText(to)}`,
  );
  const known = enumeration.values.map((item) => `WHEN ${quoteText(item)} THEN ${quoteText(item)}`);
  return `CASE ${code} ${[...known, ...cases].join(" ")} ${enumeration.open ? `ELSE ${code}` : ""} END`;
}
