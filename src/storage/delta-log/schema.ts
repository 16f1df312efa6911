import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** A Delta type: the name of a primitive one (`long`, `decimal(12,2)`), or a nested one. */
export type DeltaType = string | ArrayType | MapType | StructType;

export type ArrayType = { type: "array"; elementType: DeltaType; containsNull: boolean };
export type MapType = {
  type: "map";
  keyType: DeltaType;
  valueType: DeltaType;
  valueContainsNull: boolean;
};
export type StructType = { type: "struct"; fields: StructField[] };

/** A column, or a member of a struct. */
export type StructField = {
  name: string;
  type: DeltaType;
  nullable: boolean;
  metadata: JsonObject;
};

const primitives =
  /^(boolean|byte|short|integer|long|float|double|string|binary|date|timestamp|timestamp_ntz|decimal\(\d{1,2}, ?\d{1,2}\))$/;

/** A type that is not one of those above: `variant`, `void`, or one of a later protocol. */
export class UnknownTypeError extends SyntaxError {
  constructor(type: string) {
    super(`the type ${JSON.stringify(type)} is not known`);
  }
}

/** A column that may be null and carries no metadata: the only kind that we write. */
export function field(name: string, type: DeltaType): StructField {
  return { name, type, nullable: true, metadata: {} };
}

/** The `schemaString` of a metaData action. */
export function formatSchema(fields: readonly StructField[]): string {
  return JSON.stringify({ type: "struct", fields });
}

/**
 * Parses the `schemaString` of a metaData action.
 *
 * @throws UnknownTypeError when it holds a type that we do not have; any other SyntaxError when it
 *   is not a schema.
 */
export function parseSchema(schemaString: string): StructField[] {
  const type = parseType(JSON.parse(schemaString) as Json); // JSON.parse gives Json
  if (typeof type === "string" || type.type !== "struct") {
    throw new SyntaxError("the schema is not a struct");
  }
  return type.fields;
}

function parseType(json: Json | undefined): DeltaType {
  if (typeof json === "string" && primitives.test(json)) return json.replace(" ", "");
  if (isJsonObject(json)) {
    if (json.type === "struct" && Array.isArray(json.fields)) {
      return { type: "struct", fields: json.fields.map(parseField) };
    }
    if (json.type === "array") {
      const containsNull = json.containsNull !== false;
      return { type: "array", elementType: parseType(json.elementType), containsNull };
    }
    if (json.type === "map") {
      const [keyType, valueType] = [parseType(json.keyType), parseType(json.valueType)];
      return {
        type: "map",
        keyType,
        valueType,
        valueContainsNull: json.valueContainsNull !== false,
      };
    }
  }
  throw typeof json === "string"
    ? new UnknownTypeError(json)
    : new SyntaxError(`${JSON.stringify(json)} is not a type`);
}

function parseField(json: Json): StructField {
  if (!isJsonObject(json) || typeof json.name !== "string") {
    throw new SyntaxError(`${JSON.stringify(json)} is not a column`);
  }
  return {
    name: json.name,
    type: parseType(json.type),
    nullable: json.nullable !== false,
    metadata: isJsonObject(json.metadata) ? json.metadata : {},
  };
}

/** True when both types hold the same values under the same member names. */
export function sameType(left: DeltaType, right: DeltaType): boolean {
  return JSON.stringify(bare(left)) === JSON.stringify(bare(right));
}

/** A type without nullability and metadata, which do not decide which values fit. */
function bare(type: DeltaType): Json {
  if (typeof type === "string") return type;
  if (type.type === "array") return ["array", bare(type.elementType)];
  if (type.type === "map") return ["map", bare(type.keyType), bare(type.valueType)];
  return ["struct", ...type.fields.map(({ name, type: inner }) => [name, bare(inner)])];
}

/** True when a type, or anything inside it, is the one named. */
export function holdsType(type: DeltaType, name: string): boolean {
  if (typeof type === "string") return type === name;
  if (type.type === "array") return holdsType(type.elementType, name);
  if (type.type === "map") return holdsType(type.keyType, name) || holdsType(type.valueType, name);
  return type.fields.some((inner) => holdsType(inner.type, name));
}

/** Precision and scale of `decimal(p,s)`, or undefined for any other type. */
export function decimalShape(type: DeltaType): [precision: number, scale: number] | undefined {
  const match = typeof type === "string" ? /^decimal\((\d+),(\d+)\)$/.exec(type) : null;
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

const integers = ["byte", "short", "integer", "long"];

/** True when every value of `from` is a value of `to`, so that a cast loses nothing. */
export function widens(from: DeltaType, to: DeltaType): boolean {
  if (sameType(from, to)) return true;
  if (typeof from !== "string" || typeof to !== "string") return false;
  if (from === "float") return to === "double";
  if (integers.includes(from) && integers.includes(to)) {
    return integers.indexOf(from) < integers.indexOf(to);
  }
  const [small, large] = [decimalShape(from), decimalShape(to)];
  if (small === undefined || large === undefined) return false;
  return large[1] >= small[1] && large[0] - large[1] >= small[0] - small[1];
}
