import { assert } from "../../core/base/errors.ts";
import { DeltaSchemaError } from "../delta-log/errors.ts";
import { decimalShape, field, type DeltaType, type StructField } from "../delta-log/schema.ts";
import { quoteName } from "../../core/base/sql-text.ts";

/** A DuckDB type as its text parses: a name with what stands in its brackets. */
export type DuckType =
  | { kind: "plain"; name: string }
  | { kind: "list"; element: DuckType; length: number | undefined }
  | { kind: "map"; key: DuckType; value: DuckType }
  | { kind: "struct"; members: [name: string, type: DuckType][] };

const plainTypes: Record<string, string> = {
  BOOLEAN: "boolean",
  TINYINT: "byte",
  SMALLINT: "short",
  INTEGER: "integer",
  BIGINT: "long",
  UTINYINT: "short",
  USMALLINT: "integer",
  UINTEGER: "long",
  UBIGINT: "decimal(20,0)",
  HUGEINT: "decimal(38,0)",
  UHUGEINT: "decimal(38,0)",
  FLOAT: "float",
  DOUBLE: "double",
  VARCHAR: "string",
  JSON: "string",
  UUID: "string",
  ENUM: "string",
  TIME: "string",
  TIME_NS: "string",
  "TIME WITH TIME ZONE": "string",
  INTERVAL: "string",
  BIT: "string",
  BLOB: "binary",
  DATE: "date",
  "TIMESTAMP WITH TIME ZONE": "timestamp",
  TIMESTAMP: "timestamp_ntz",
  TIMESTAMP_S: "timestamp_ntz",
  TIMESTAMP_MS: "timestamp_ntz",
  TIMESTAMP_NS: "timestamp_ntz",
};

const sqlTypes: Record<string, string> = {
  boolean: "BOOLEAN",
  byte: "TINYINT",
  short: "SMALLINT",
  integer: "INTEGER",
  long: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  string: "VARCHAR",
  binary: "BLOB",
  date: "DATE",
  timestamp: "TIMESTAMP WITH TIME ZONE",
  timestamp_ntz: "TIMESTAMP",
};

/** The DuckDB type that holds exactly the values of a Delta type, as SQL. */
export function sqlType(type: DeltaType): string {
  if (typeof type === "string") {
    const [precision, scale] = decimalShape(type) ?? [];
    const name = precision === undefined ? sqlTypes[type] : `DECIMAL(${precision},${scale})`;
    assert(name !== undefined, `sqlType: ${type} is not a Delta type`);
    return name;
  }
  if (type.type === "array") return `${sqlType(type.elementType)}[]`;
  if (type.type === "map") return `MAP(${sqlType(type.keyType)}, ${sqlType(type.valueType)})`;
  return `STRUCT(${type.fields.map(memberSql).join(", ")})`;
}

function memberSql({ name, type }: StructField): string {
  return `${quoteName(name)} ${sqlType(type)}`;
}

/**
 * The Delta type that a DuckDB column is written as; types that Delta lacks go to the next wider
 * one (UINTEGER to `long`), or to text (UUID, ENUM, TIME).
 *
 * @param column - For the message only.
 * @throws DeltaSchemaError for a type that no Delta type can hold.
 */
export function deltaType(type: DuckType, column: string): DeltaType {
  if (type.kind === "list") {
    return { type: "array", elementType: deltaType(type.element, column), containsNull: true };
  }
  if (type.kind === "map") {
    const keyType = deltaType(type.key, column);
    const valueType = deltaType(type.value, column);
    return { type: "map", keyType, valueType, valueContainsNull: true };
  }
  if (type.kind === "struct") {
    const fields = type.members.map(([name, member]) => field(name, deltaType(member, column)));
    return { type: "struct", fields };
  }
  const name = plainTypes[type.name];
  if (name !== undefined) return name;
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type.name);
  if (decimal !== null) return `decimal(${decimal[1]},${decimal[2]})`;
  throw new DeltaSchemaError(
    `column ${column} has the type ${type.name}, which Delta tables do not have; cast it in the SELECT`,
  );
}

/**
 * Parses a type as DESCRIBE prints it, such as `STRUCT("a b" INTEGER, c DECIMAL(4,1)[])[]`.
 *
 * @throws AssertionError when the text is not a type; DuckDB would have to have printed it so.
 */
export function parseDuckType(text: string): DuckType {
  const [type, end] = parseAt(text, 0);
  assert(end === text.length, `parseDuckType: ${text} goes on after ${end} characters`);
  return type;
}

/** Parses one type with its array suffixes; gives the place after it. */
function parseAt(text: string, start: number): [DuckType, number] {
  let [type, at] = parseBase(text, start);
  for (;;) {
    const suffix = /^\[(\d*)\]/.exec(text.slice(at, at + 24));
    if (suffix === null) return [type, at];
    const length = suffix[1] === "" ? undefined : Number(suffix[1]);
    type = { kind: "list", element: type, length };
    at += suffix[0].length;
  }
}

function parseBase(text: string, start: number): [DuckType, number] {
  if (text.startsWith("STRUCT(", start)) return parseStruct(text, start + 7);
  if (text.startsWith("MAP(", start)) {
    const [key, comma] = parseAt(text, start + 4);
    const [value, end] = parseAt(text, comma + 2);
    return [{ kind: "map", key, value }, end + 1];
  }
  if (text.startsWith("ENUM(", start)) {
    const labels = /^ENUM\('(?:[^']|'')*'(?:, '(?:[^']|'')*')*\)/.exec(text.slice(start));
    assert(labels !== null, `parseDuckType: an ENUM in ${text} does not end`);
    return [{ kind: "plain", name: "ENUM" }, start + labels[0].length];
  }
  const name = /^[A-Za-z_0-9"]+(?: WITH TIME ZONE)?(?:\([^()]*\))?/.exec(text.slice(start))?.[0];
  assert(name !== undefined, `parseDuckType: no type at ${start} of ${text}`);
  return [{ kind: "plain", name }, start + name.length];
}

function parseStruct(text: string, start: number): [DuckType, number] {
  const members: [string, DuckType][] = [];
  for (let at = start; ; at += 2) {
    const name = /^(?:"((?:[^"]|"")*)"|([^\s"]+)) /.exec(text.slice(at));
    assert(name !== null, `parseDuckType: no member name at ${at} of ${text}`);
    const [type, end] = parseAt(text, at + name[0].length);
    members.push([name[1]?.replaceAll('""', '"') ?? name[2] ?? "", type]);
    if (text[end] === ")") return [{ kind: "struct", members }, end + 1];
    at = end;
  }
}
