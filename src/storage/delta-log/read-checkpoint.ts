import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { quoteName, quoteTexts } from "../../core/base/sql-text.ts";
import { parseAction, parseActions, type Action } from "./actions.ts";
import { DeltaCorruptError } from "./errors.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { decodePath, logFolderName } from "./paths.ts";
import { escapeGlob, type SqlConnection } from "./sql.ts";

const vectorType =
  'STRUCT(storageType VARCHAR, pathOrInlineDv VARCHAR, "offset" INTEGER, sizeInBytes INTEGER, ' +
  "cardinality BIGINT)";

/** Columns of a checkpoint that we read and write, as DuckDB types. */
export const checkpointColumns = {
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
