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

/** Types of columns in silver and gold, as both engines spell them. */
export type ColumnType =
  | "VARCHAR"
  | "VARCHAR[]"
  | "BIGINT"
  | "DOUBLE"
  | "DECIMAL(18,2)"
  | "BOOLEAN"
  | "DATE"
  | "TIMESTAMPTZ";

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

/** Whether a column stays empty above bronze until what it holds can be masked. */
export function isWithheld({ pii }: EntityColumn): boolean {
  return pii !== undefined;
}

/** Declares an entity; the file is named after it. */
export function defineEntity<const E extends Entity>(entity: E): E {
  return entity;
}
