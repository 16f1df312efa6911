import type { Metadata, Protocol } from "./actions.ts";
import { DeltaUnsupportedError } from "./errors.ts";
import { holdsTimestampNtz, type StructField } from "./schema.ts";

const knownReaderFeatures = new Set(["timestampNtz"]);
const knownWriterFeatures = new Set(["timestampNtz", "appendOnly", "invariants"]);

/** The protocol a table of this schema needs: 1/2, or 3/7 once it holds a `timestamp_ntz`. */
export function neededProtocol(
  fields: readonly StructField[],
  present: Protocol | undefined,
): Protocol {
  if (!fields.some(({ type }) => holdsTimestampNtz(type))) {
    return present ?? { minReaderVersion: 1, minWriterVersion: 2 };
  }
  if (present?.readerFeatures?.includes("timestampNtz") === true) return present;
  const implied = present === undefined ? [] : ["appendOnly", "invariants"]; // of writer 2
  return {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: [...(present?.readerFeatures ?? []), "timestampNtz"],
    writerFeatures: [...(present?.writerFeatures ?? implied), "timestampNtz"],
  };
}

/**
 * Makes sure that we understand all that the table's files mean.
 *
 * @throws DeltaUnsupportedError when it needs a feature that we lack.
 */
export function assertReadable(folder: string, protocol: Protocol, metadata: Metadata): void {
  const { minReaderVersion, readerFeatures = [] } = protocol;
  const unknown = readerFeatures.filter((feature) => !knownReaderFeatures.has(feature));
  if (minReaderVersion > 3 || (minReaderVersion === 3 && unknown.length > 0)) {
    const needs = unknown.length > 0 ? `features ${unknown.join(", ")}` : "a newer version";
    throw new DeltaUnsupportedError(
      folder,
      `reading it (Delta reader ${minReaderVersion}) needs ${needs}, which Earshot does not have`,
    );
  }
  const mapping = metadata.configuration["delta.columnMapping.mode"] ?? "none";
  if (mapping !== "none") {
    throw new DeltaUnsupportedError(folder, `its columns are mapped by ${mapping}`);
  }
  if (metadata.format.provider !== "parquet") {
    throw new DeltaUnsupportedError(folder, `its files are ${metadata.format.provider}`);
  }
}

/**
 * Makes sure that we keep all that the table promises when we write to it.
 *
 * @param removes - Whether the write takes files or rows away.
 * @throws DeltaUnsupportedError when it promises something that we cannot keep.
 */
export function assertWritable(
  folder: string,
  { protocol, metadata, schema }: { protocol: Protocol; metadata: Metadata; schema: StructField[] },
  removes: boolean,
): void {
  const { minWriterVersion, writerFeatures = [] } = protocol;
  const unknown = writerFeatures.filter((feature) => !knownWriterFeatures.has(feature));
  const known = minWriterVersion <= 2 || (minWriterVersion === 7 && unknown.length === 0);
  if (!known) {
    const needs = unknown.length > 0 ? `features ${unknown.join(", ")}` : "more than Earshot has";
    throw new DeltaUnsupportedError(
      folder,
      `writing to it (Delta writer ${minWriterVersion}) needs ${needs}`,
    );
  }
  if (removes && metadata.configuration["delta.appendOnly"] === "true") {
    throw new DeltaUnsupportedError(folder, "it is append only (delta.appendOnly)");
  }
  const checked = schema.find((column) => column.metadata["delta.invariants"] !== undefined);
  if (checked !== undefined) {
    throw new DeltaUnsupportedError(folder, `column ${checked.name} has an invariant`);
  }
  const required = schema.find(({ nullable }) => !nullable);
  if (required !== undefined) {
    throw new DeltaUnsupportedError(folder, `column ${required.name} must not be null`);
  }
}
