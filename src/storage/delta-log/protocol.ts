import type { Metadata, Protocol } from "./actions.ts";
import { DeltaUnsupportedError } from "./errors.ts";
import { holdsType, type DeltaType, type StructField } from "./schema.ts";

/** Features that ask something of a reader, and that we can answer. */
const readableFeatures = [
  "columnMapping", // only where it is not in use
  "deletionVectors",
  "timestampNtz",
  "typeWidening",
  "typeWidening-preview",
  "v2Checkpoint",
  "vacuumProtocolCheck",
  "variantType", // only where no column is one; delta-rs names it for all its tables
];

/** Features of a table that we can write to; some of them only where they are not in use. */
const writableFeatures = [
  ...readableFeatures,
  "allowColumnDefaults",
  "appendOnly",
  "changeDataFeed",
  "checkConstraints",
  "clustering",
  "domainMetadata",
  "generatedColumns",
  "identityColumns",
  "inCommitTimestamp",
  "invariants",
];

/** What the writer versions before features stand for: each adds to the ones before it. */
const impliedFeatures: [minWriterVersion: number, features: string[]][] = [
  [2, ["appendOnly", "invariants"]],
  [3, ["checkConstraints"]],
  [4, ["changeDataFeed", "generatedColumns"]],
  [5, ["columnMapping"]],
  [6, ["identityColumns"]],
];

/** What a new table asks of its clients when no column asks for more. */
const plainProtocol: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };
/** A new table that names its features, none so far. */
const newest: Protocol = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: [],
  writerFeatures: [],
};

/** The protocol a table of this schema needs: 1/2, or 3/7 once it holds a `timestamp_ntz`. */
export function neededProtocol(
  fields: readonly StructField[],
  present: Protocol | undefined,
): Protocol {
  if (!fields.some(({ type }) => holdsType(type, "timestamp_ntz"))) {
    return present ?? plainProtocol;
  }
  if (present?.readerFeatures?.includes("timestampNtz") === true) return present;
  const { minReaderVersion, minWriterVersion, readerFeatures, writerFeatures } = present ?? newest;
  const mapping = minReaderVersion === 2 ? ["columnMapping"] : [];
  const implied = impliedFeatures.flatMap(([least, names]) =>
    minWriterVersion >= least ? names : [],
  );
  return {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: [...(readerFeatures ?? mapping), "timestampNtz"],
    writerFeatures: [...(writerFeatures ?? implied), "timestampNtz"],
  };
}

/**
 * Makes sure that we understand all that the table's files mean.
 *
 * @throws DeltaUnsupportedError when it needs a feature that we lack.
 */
export function assertReadable(folder: string, protocol: Protocol, metadata: Metadata): void {
  const { minReaderVersion, readerFeatures = [] } = protocol;
  const unknown = readerFeatures.filter((feature) => !readableFeatures.includes(feature));
  if (minReaderVersion > 3 || unknown.length > 0) {
    throw new DeltaUnsupportedError(
      folder,
      `reading it (Delta reader ${minReaderVersion}) needs ${needs(unknown)}`,
    );
  }
  const mapping = metadata.configuration["delta.columnMapping.mode"] ?? "none";
  if (mapping !== "none") {
    throw new DeltaUnsupportedError(folder, `its columns are mapped by ${mapping} (columnMapping)`);
  }
  if (metadata.format.provider !== "parquet") {
    throw new DeltaUnsupportedError(folder, `its files are ${metadata.format.provider}`);
  }
}

function needs(features: readonly string[]): string {
  const what = features.length > 0 ? `the feature ${features.join(", ")}` : "a newer version";
  return `${what}, which Earshot does not have`;
}

/** A table as far as it matters to those who write to it. */
type WrittenTable = { protocol: Protocol; metadata: Metadata; schema: readonly StructField[] };

/**
 * Makes sure that we keep all that the table promises when we write to it.
 *
 * @param removes - Whether the write takes rows away or changes them.
 * @throws DeltaUnsupportedError when it promises something that we cannot keep.
 */
export function assertWritable(folder: string, table: WrittenTable, removes: boolean): void {
  const { minWriterVersion, writerFeatures = [] } = table.protocol;
  const unknown = writerFeatures.filter((feature) => !writableFeatures.includes(feature));
  if (minWriterVersion > 7 || unknown.length > 0) {
    throw new DeltaUnsupportedError(
      folder,
      `writing to it (Delta writer ${minWriterVersion}) needs ${needs(unknown)}`,
    );
  }
  const problem = promiseOfTable(table.metadata.configuration, removes) ?? promiseOf(table.schema);
  if (problem !== undefined) throw new DeltaUnsupportedError(folder, problem);
}

/** Something that the table's properties promise and we cannot keep. */
function promiseOfTable(
  properties: Readonly<Record<string, string>>,
  removes: boolean,
): string | undefined {
  const prefix = "delta.constraints.";
  const constraint = Object.keys(properties).find((name) => name.startsWith(prefix));
  if (constraint !== undefined) {
    return `it has the constraint ${constraint.slice(prefix.length)} (checkConstraints)`;
  }
  if (!removes) return undefined;
  if (properties["delta.appendOnly"] === "true") return "it is append only (delta.appendOnly)";
  if (properties["delta.enableChangeDataFeed"] !== "true") return undefined;
  return "its changes are recorded (changeDataFeed), so rows can only be appended to it";
}

const promisesOfColumns = {
  "delta.invariants": "an invariant (invariants)",
  "delta.generationExpression": "a generated value (generatedColumns)",
  "delta.identity.start": "a generated number (identityColumns)",
  CURRENT_DEFAULT: "a default (allowColumnDefaults)",
};

/** Something that a column, or a member of one, promises and we cannot keep. */
function promiseOf(fields: readonly StructField[]): string | undefined {
  for (const { name, nullable, metadata, type } of fields) {
    for (const [key, promise] of Object.entries(promisesOfColumns)) {
      if (metadata[key] !== undefined) return `column ${name} has ${promise}`;
    }
    if (!nullable) return `column ${name} must not be null`;
    const inner = promiseInside(type);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function promiseInside(type: DeltaType): string | undefined {
  if (typeof type === "string") return undefined;
  if (type.type === "array") return promiseInside(type.elementType);
  if (type.type === "struct") return promiseOf(type.fields);
  return promiseInside(type.keyType) ?? promiseInside(type.valueType);
}
