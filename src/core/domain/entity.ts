import type { EnumerationName } from "./enumeration.ts";

/** Why a column is personal; decides how it is masked. */
export type PiiClass =
  | "DIRECT_ID"
  | "CONTACT"
  | "NATIONAL_ID"
  | "TAX_ID"
  | "BIRTH_DATE"
  | "NETWORK_ID"
  | "FREE_TEXT"
  | "EMPLOYEE";

/** What pseudonyms are made of, which is also how they begin: `EMAIL_…`. */
export type PseudonymType = "EMAIL" | "PHONE" | "PERSON" | "NATIONAL_ID" | "TAX_ID";

/** Types of columns in silver and gold, as both engines spell them. */
export type ColumnType =
  | "VARCHAR"
  | "VARCHAR[]"
  | "BIGINT"
  | "DOUBLE"
  | "DECIMAL(18,2)"
  | "BOOLEAN"
  | "DATE"
  | "TIMESTAMPTZ"
  | "DOUBLE[]"
  | "BINARY";

/** What a column must refer to. */
export type Reference = {
  /** Entity whose key this column holds. */
  entity: string;
  /** What becomes of a row that refers to nothing: it is set aside, or kept and counted. */
  orphan: "quarantine" | "warn";
};

/** One column of an entity, from the mapped source to silver. */
export type EntityColumn = {
  type: ColumnType;
  doc: string;
  /** Other names sources use, lower snake case; the column's own name always counts. */
  aliases?: readonly string[];
  /** A row without it is set aside. Key columns always are required. */
  required?: true;
  /** Value taken when the source gives none: SQL, such as `'OPEN'`. */
  default?: string;
  enumeration?: EnumerationName;
  references?: Reference;
  /** Condition on the value, the column left of it: `">= 0"`. A row that fails it is set aside. */
  check?: string;
  pii?: PiiClass;
  /** What a personal column that is no free text identifies by: the type of its pseudonyms. */
  pseudonym?: PseudonymType;
  /** Its values are ids of people: one that is a name or a number of theirs is personal. */
  person?: true;
  /** A time that can't be yet: a row that landed more than a day before it is set aside. */
  past?: true;
  /** Text form: `upper` for codes, `lower` for keys that differ in case only. */
  fold?: "upper" | "lower";
};

/** A thing the business speaks of: what silver keeps one table of. */
export type Entity = {
  /** Singular, as settings spell it: `ticket`. */
  name: string;
  /** The silver table: the plural. */
  table: string;
  summary: string;
  /** Column that identifies it, within a system. */
  key: string;
  columns: Readonly<Record<string, EntityColumn>>;
};

/**
 * How silver shows what a source gives for a column.
 *
 * - `text`: free text, with placeholders in place of what is personal.
 * - `pseudonym`: the same value always has the same pseudonym, in every table.
 * - `year`: a date by the first day of its year.
 * - `id`, `person id`: as it is, unless it is personal itself; then a pseudonym.
 * - `label`: as it is, unless something personal stands in it.
 * - `value`: typed as a number, a time or a yes or no, which hold no text.
 */
export type Showing = "text" | "pseudonym" | "year" | "id" | "person id" | "label" | "value";

/** How silver shows a column of an entity. */
export function showingOf({ key, columns }: Entity, name: string): Showing {
  const { type, pii, person, references } = columns[name]!; // asked of an entity's own columns
  if (pii === "FREE_TEXT") return "text";
  if (pii !== undefined) return type === "DATE" ? "year" : "pseudonym";
  if (person === true) return "person id";
  if (name === key || references !== undefined) return "id";
  return type === "VARCHAR" || type === "VARCHAR[]" ? "label" : "value";
}

/** Declares an entity; the file is named after it. */
export function defineEntity<const E extends Entity>(entity: E): E {
  return entity;
}
