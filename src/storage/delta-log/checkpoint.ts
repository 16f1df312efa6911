import { randomUUID } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { formatActions, parseAction, parseActions, type Action } from "./actions.ts";
import { DeltaCorruptError } from "./errors.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { formatVersion } from "./log.ts";
import { decodePath, logFolderName } from "./paths.ts";
import { fileRetentionMs } from "./retention.ts";
import type { Snapshot } from "./snapshot.ts";
import { quoteName, quoteText, quoteTexts } from "../../core/base/sql-text.ts";
import { escapeGlob, type SqlConnection } from "./sql.ts";
import { syncFile } from "./sync.ts";

const vectorType =
  'STRUCT(storageType VARCHAR, pathOrInlineDv VARCHAR, "offset" INTEGER, sizeInBytes INTEGER, ' +
  "cardinality BIGINT)";

/** Columns of a checkpoint that we write, as DuckDB types. */
const checkpointColumns = {
  txn: "STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)",
  add:
    "STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, " +
    "modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR, tags MAP(VARCHAR, VARCHAR), " +
    `deletionVector ${vectorType}, clusteringProvider VARCHAR)`,
  remove:
    "STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, " +
    "extendedFileMetadata BOOLEAN, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, " +
    `deletionVector ${vectorType})`,
  metaData:
    "STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, " +
    "format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, " +
    "partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)",
  protocol:
    "STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], " +
    "writerFeatures VARCHAR[])",
  domainMetadata: "STRUCT(domain VARCHAR, configuration VARCHAR, removed BOOLEAN)",
};

/** With fewer, a large checkpoint would be read in many small pieces. */
const lineBytesMin = 1_048_576;

/**
 * Reads the actions of a checkpoint: one file, several parts, or one with sidecars (version 2).
 *
 * @throws DeltaCorruptError when it does not say what the table is; DuckDB's error when a part is
 *   not a Parquet file.
 */
export async function readCheckpoint(
  folder: string,
  connection: SqlConnection,
  files: readonly string[],
): Promise<Action[]> {
  const paths = files.map((name) => join(folder, logFolderName, name));
  const [path = folder] = paths;
  const actions = path.endsWith(".json")
    ? parseActions(await readFile(path, "utf8"), path)
    : await readParquetActions(connection, paths);
  const count = (kind: keyof Action): number =>
    actions.filter((action) => action[kind] !== undefined).length;
  if (count("metaData") !== 1 || count("protocol") !== 1) {
    throw new DeltaCorruptError(path, "this checkpoint does not hold one table");
  }
  const sidecars = actions.flatMap(({ sidecar }) => {
    if (sidecar === undefined) return [];
    const name = basename(decodePath(sidecar.path, path));
    return [join(folder, logFolderName, "_sidecars", name)];
  });
  if (sidecars.length === 0) return actions;
  return [...actions, ...(await readParquetActions(connection, sidecars))];
}

async function readParquetActions(
  connection: SqlConnection,
  paths: readonly string[],
): Promise<Action[]> {
  const source = `read_parquet(${quoteTexts(paths.map(escapeGlob))}, hive_partitioning = false)`;
  const present = await connection.rows(`DESCRIBE SELECT * FROM ${source}`);
  const names = present.map((row) => row.column_name).filter((name) => typeof name === "string");
  const kinds = [...Object.keys(checkpointColumns), "sidecar"].filter((kind) =>
    names.includes(kind),
  );
  if (kinds.length === 0) return [];
  const columns = kinds.map((kind) => `to_json(${quoteName(kind)})::VARCHAR AS ${quoteName(kind)}`);
  const rows = await connection.rows(`SELECT ${columns.join(", ")} FROM ${source}`);
  return rows.map(parseRow);
}

function parseRow(row: JsonObject): Action {
  for (const [kind, text] of Object.entries(row)) {
    const value = typeof text === "string" ? (JSON.parse(text) as Json) : null; // it gives Json
    if (!isJsonObject(value)) continue;
    const action = parseAction({ [kind]: value });
    if (action.add === undefined || action.add.stats !== undefined) return action;
    // Some writers keep stats as columns only; of these the count is what cannot be done without.
    const { numRecords = null } = isJsonObject(value.stats_parsed) ? value.stats_parsed : {};
    if (typeof numRecords !== "number") return action;
    return { add: { ...action.add, stats: JSON.stringify({ numRecords }) } };
  }
  return {};
}

/**
 * Writes a checkpoint of a snapshot, then `_last_checkpoint`, so that readers need not replay the
 * commits before it. A checkpoint that another process wrote meanwhile is replaced by an equal one.
 *
 * @param now - Files removed longer ago than the table's retention are no longer named.
 */
export async function writeCheckpoint(
  snapshot: Snapshot,
  { connection }: { connection: SqlConnection },
  now: Date,
): Promise<void> {
  const logFolder = join(snapshot.folder, logFolderName);
  const name = `${formatVersion(snapshot.version)}.checkpoint.parquet`;
  const temporary = join(logFolder, `_checkpoint-${randomUUID()}`);
  const actions = checkpointActions(snapshot, now);
  try {
    const lines = actions.map((action) => formatActions([action]));
    await writeFile(`${temporary}.json`, lines.join(""));
    const columns = Object.entries(checkpointColumns).map(([kind, type]) => `${kind}: '${type}'`);
    const source =
      `read_json(${quoteText(escapeGlob(`${temporary}.json`))}, format = 'newline_delimited', ` +
      `columns = {${columns.join(", ")}}, maximum_object_size = ${lineBytes(lines)})`;
    await connection.run(
      `COPY (SELECT * FROM ${source}) TO ${quoteText(`${temporary}.parquet`)} ` +
        "(FORMAT parquet, COMPRESSION zstd)",
    );
    await syncFile(`${temporary}.parquet`);
    const { size } = await stat(`${temporary}.parquet`);
    await putInPlace(`${temporary}.parquet`, logFolder, name);
    const pointer = {
      version: snapshot.version,
      size: actions.length,
      sizeInBytes: size,
      numOfAddFiles: snapshot.files.size,
    };
    await writeFile(`${temporary}.last`, JSON.stringify(pointer), { flush: true });
    await putInPlace(`${temporary}.last`, logFolder, "_last_checkpoint");
  } finally {
    const leftovers = ["json", "parquet", "last"].map((end) => `${temporary}.${end}`);
    await Promise.all(leftovers.map((path) => rm(path, { force: true })));
  }
}

/**
 * Bytes that a line of a file may have, as its reader must be told: for each of its threads DuckDB
 * takes twice as many at once, out of the memory that it may use.
 */
function lineBytes(lines: readonly string[]): number {
  return lines.reduce((most, line) => Math.max(most, Buffer.byteLength(line)), lineBytesMin);
}

/**
 * Moves a file to its place. Where Spark had written one of that name, Hadoop's checksum of it
 * goes first: Spark would take ours for damaged.
 */
async function putInPlace(from: string, folder: string, name: string): Promise<void> {
  await rm(join(folder, `.${name}.crc`), { force: true });
  await rename(from, join(folder, name));
}

function checkpointActions(snapshot: Snapshot, now: Date): Action[] {
  const expired = now.getTime() - fileRetentionMs(snapshot.properties);
  const removed = [...snapshot.removed.values()].filter(
    ({ deletionTimestamp }) => deletionTimestamp > expired,
  );
  return [
    { protocol: snapshot.protocol },
    { metaData: snapshot.metadata },
    ...Array.from(snapshot.transactions, ([appId, version]) => ({ txn: { appId, version } })),
    ...Array.from(snapshot.domains.values())
      .filter(({ removed: isGone }) => !isGone)
      .map((domainMetadata) => ({ domainMetadata })),
    ...Array.from(snapshot.files.values(), (add) => ({ add: { ...add, dataChange: false } })),
    ...removed.map((remove) => ({ remove: { ...remove, dataChange: false } })),
  ];
}
