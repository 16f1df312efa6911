import { DeltaCorruptError } from "./errors.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** A data file that belongs to the table from this version on. */
export type AddFile = {
  /** As in the log: a URI, relative to the table's folder. */
  path: string;
  partitionValues: Record<string, string | null>;
  size: number;
  modificationTime: number;
  dataChange: boolean;
  /** JSON as text; parse it with `parseStats`, for its numbers may not fit JavaScript's. */
  stats?: string;
  tags?: Record<string, string | null>;
  /** Rows deleted without rewriting the file; we read them and never write any. */
  deletionVector?: DeletionVector;
  /** Who clustered the file; other clients' concern, kept for them. */
  clusteringProvider?: string;
};

/** A set of rows of one data file that are deleted; how to read it says `deletion-vector.ts`. */
export type DeletionVector = {
  /** `u`: in a file of the table, `p`: in any file, `i`: inline. */
  storageType: string;
  pathOrInlineDv: string;
  /** Where it starts in the file. */
  offset?: number;
  sizeInBytes: number;
  /** How many rows it deletes. */
  cardinality: number;
};

/** A data file that no longer belongs to the table. */
export type RemoveFile = {
  path: string;
  deletionTimestamp: number;
  dataChange: boolean;
  extendedFileMetadata: boolean;
  partitionValues?: Record<string, string | null>;
  size?: number;
  deletionVector?: DeletionVector;
};

/** The table's schema, partitioning and properties. */
export type Metadata = {
  id: string;
  name?: string;
  description?: string;
  format: { provider: string; options: Record<string, string> };
  schemaString: string;
  partitionColumns: string[];
  configuration: Record<string, string>;
  createdTime?: number;
};

/** What a client must know to read or write the table. */
export type Protocol = {
  minReaderVersion: number;
  minWriterVersion: number;
  readerFeatures?: string[];
  writerFeatures?: string[];
};

/** How far an application has come: its own version, stored atomically with its rows. */
export type Transaction = { appId: string; version: number; lastUpdated?: number };

/** What a feature or an application keeps with the table, as text of its own. */
export type DomainMetadata = { domain: string; configuration: string; removed: boolean };

/** One line of a commit: exactly one member is set. Kinds we do not know have none. */
export type Action = {
  add?: AddFile;
  remove?: RemoveFile;
  metaData?: Metadata;
  protocol?: Protocol;
  txn?: Transaction;
  domainMetadata?: DomainMetadata;
  commitInfo?: JsonObject;
  /** Only in a checkpoint: a file below `_sidecars` that holds more of it. */
  sidecar?: { path: string };
};

/**
 * What tells a logical file from others: a data file with other deleted rows is another one.
 *
 * @param path - Decoded.
 */
export function fileKey(path: string, vector: DeletionVector | undefined): string {
  if (vector === undefined) return path;
  const { storageType, pathOrInlineDv, offset } = vector;
  return `${path}\n${storageType}${pathOrInlineDv}${offset === undefined ? "" : `@${offset}`}`;
}

/**
 * Whether a commit may change what a reader of the table gets. It does not when it only rearranges
 * files, as every client's compaction does (`dataChange: false`), or holds no more than a note.
 */
export function changesRows(actions: readonly Action[]): boolean {
  return actions.some(
    ({ add, remove, metaData, protocol }) =>
      add?.dataChange === true ||
      remove?.dataChange === true ||
      metaData !== undefined ||
      protocol !== undefined,
  );
}

/** A commit's file: one JSON object a line. */
export function formatActions(actions: readonly Action[]): string {
  return actions.map((action) => `${JSON.stringify(action)}\n`).join("");
}

/**
 * Parses a commit's file.
 *
 * @param path - For the message only.
 * @throws DeltaCorruptError when a line is not an action, or the file holds none.
 */
export function parseActions(text: string, path: string): Action[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new DeltaCorruptError(path, "the commit is empty");
  return lines.map((line, i) => {
    try {
      return parseAction(JSON.parse(line) as Json); // JSON.parse gives Json
    } catch (cause) {
      throw new DeltaCorruptError(path, `line ${i + 1} is not a Delta action`, cause);
    }
  });
}

/**
 * Checks one action and fills in what other writers may leave out.
 *
 * @throws TypeError when a member that we rely on is missing or of another type.
 */
export function parseAction(json: Json): Action {
  const action = expectObject(json, "the action");
  if (isJsonObject(action.add)) return { add: parseAdd(action.add) };
  if (isJsonObject(action.remove)) return { remove: parseRemove(action.remove) };
  if (isJsonObject(action.metaData)) return { metaData: parseMetadata(action.metaData) };
  if (isJsonObject(action.protocol)) return { protocol: parseProtocol(action.protocol) };
  if (isJsonObject(action.txn)) return { txn: parseTransaction(action.txn) };
  if (isJsonObject(action.domainMetadata)) {
    return { domainMetadata: parseDomainMetadata(action.domainMetadata) };
  }
  if (isJsonObject(action.sidecar)) {
    return { sidecar: { path: expectText(action.sidecar.path, "sidecar.path") } };
  }
  if (isJsonObject(action.commitInfo)) return { commitInfo: action.commitInfo };
  return {};
}

function parseAdd(add: JsonObject): AddFile {
  return {
    path: expectText(add.path, "add.path"),
    partitionValues: texts(add.partitionValues),
    size: expectNumber(add.size, "add.size"),
    modificationTime: numberOr(add.modificationTime, 0),
    dataChange: add.dataChange !== false,
    ...(typeof add.stats === "string" ? { stats: add.stats } : {}),
    ...(isJsonObject(add.tags) ? { tags: texts(add.tags) } : {}),
    ...parseVector(add.deletionVector),
    ...(typeof add.clusteringProvider === "string"
      ? { clusteringProvider: add.clusteringProvider }
      : {}),
  };
}

function parseRemove(remove: JsonObject): RemoveFile {
  return {
    path: expectText(remove.path, "remove.path"),
    deletionTimestamp: numberOr(remove.deletionTimestamp, 0),
    dataChange: remove.dataChange !== false,
    extendedFileMetadata: remove.extendedFileMetadata === true,
    ...(isJsonObject(remove.partitionValues)
      ? { partitionValues: texts(remove.partitionValues) }
      : {}),
    ...(typeof remove.size === "number" ? { size: remove.size } : {}),
    ...parseVector(remove.deletionVector),
  };
}

function parseVector(vector: Json | undefined): { deletionVector?: DeletionVector } {
  if (vector === undefined || vector === null) return {};
  const { storageType, pathOrInlineDv, offset, sizeInBytes, cardinality } = expectObject(
    vector,
    "the deletionVector",
  );
  return {
    deletionVector: {
      storageType: expectText(storageType, "deletionVector.storageType"),
      pathOrInlineDv: expectText(pathOrInlineDv, "deletionVector.pathOrInlineDv"),
      ...(typeof offset === "number" ? { offset } : {}),
      sizeInBytes: expectNumber(sizeInBytes, "deletionVector.sizeInBytes"),
      cardinality: expectNumber(cardinality, "deletionVector.cardinality"),
    },
  };
}

function parseMetadata(metadata: JsonObject): Metadata {
  const format = isJsonObject(metadata.format) ? metadata.format : {};
  return {
    id: expectText(metadata.id, "metaData.id"),
    ...(typeof metadata.name === "string" ? { name: metadata.name } : {}),
    ...(typeof metadata.description === "string" ? { description: metadata.description } : {}),
    format: {
      provider: typeof format.provider === "string" ? format.provider : "parquet",
      options: presentTexts(format.options),
    },
    schemaString: expectText(metadata.schemaString, "metaData.schemaString"),
    partitionColumns: listOfTexts(metadata.partitionColumns),
    configuration: presentTexts(metadata.configuration),
    ...(typeof metadata.createdTime === "number" ? { createdTime: metadata.createdTime } : {}),
  };
}

function parseProtocol(protocol: JsonObject): Protocol {
  return {
    minReaderVersion: expectNumber(protocol.minReaderVersion, "protocol.minReaderVersion"),
    minWriterVersion: expectNumber(protocol.minWriterVersion, "protocol.minWriterVersion"),
    ...(Array.isArray(protocol.readerFeatures)
      ? { readerFeatures: listOfTexts(protocol.readerFeatures) }
      : {}),
    ...(Array.isArray(protocol.writerFeatures)
      ? { writerFeatures: listOfTexts(protocol.writerFeatures) }
      : {}),
  };
}

function parseTransaction(txn: JsonObject): Transaction {
  return {
    appId: expectText(txn.appId, "txn.appId"),
    version: expectNumber(txn.version, "txn.version"),
    ...(typeof txn.lastUpdated === "number" ? { lastUpdated: txn.lastUpdated } : {}),
  };
}

function parseDomainMetadata(metadata: JsonObject): DomainMetadata {
  return {
    domain: expectText(metadata.domain, "domainMetadata.domain"),
    configuration: expectText(metadata.configuration, "domainMetadata.configuration"),
    removed: metadata.removed === true,
  };
}

function expectObject(value: Json | undefined, what: string): JsonObject {
  if (!isJsonObject(value)) throw new TypeError(`${what} is not an object`);
  return value;
}

function expectText(value: Json | undefined, what: string): string {
  if (typeof value !== "string") throw new TypeError(`${what} is not a text`);
  return value;
}

function expectNumber(value: Json | undefined, what: string): number {
  if (typeof value !== "number") throw new TypeError(`${what} is not a number`);
  return value;
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function listOfTexts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function texts(value: Json | undefined): Record<string, string | null> {
  const entries = Object.entries(isJsonObject(value) ? value : {});
  return Object.fromEntries(entries.map(([k, v]) => [k, typeof v === "string" ? v : null]));
}

function presentTexts(value: Json | undefined): Record<string, string> {
  const entries = Object.entries(isJsonObject(value) ? value : {});
  return Object.fromEntries(entries.flatMap(([k, v]) => (typeof v === "string" ? [[k, v]] : [])));
}
