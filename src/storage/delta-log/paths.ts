import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

import { sha256 } from "../../core/base/hash.ts";
import { DeltaCorruptError, DeltaUnsupportedError } from "./errors.ts";

/** Folder of a table's log, inside the table's folder. */
export const logFolderName = "_delta_log";

/** What Hive and Spark call the partition folder of null. */
const nullPartition = "__HIVE_DEFAULT_PARTITION__";

/** Longest name of a folder that we give; file systems allow 255 bytes. */
const folderNameMax = 200;

/**
 * One partition folder, named as DuckDB and Spark do: column and value, both percent-encoded; a
 * name too long for a file system becomes a hash. Readers take the value from the log.
 */
export function partitionFolder(column: string, value: string | null): string {
  const name = `${encodePart(column)}=${value === null ? nullPartition : encodePart(value)}`;
  return name.length > folderNameMax ? `partition=${sha256(name).slice(0, 32)}` : name;
}

/** A column or a value as it stands in the name of a partition folder. */
export function encodePart(text: string): string {
  const encoded = encodeURIComponent(text);
  return encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The `path` of an add action for a file inside the table: a relative URI. */
export function encodePath(relativePath: string): string {
  return encodeURI(relativePath).replaceAll("?", "%3F").replaceAll("#", "%23");
}

/** The file behind a URI of the log: relative to the table's folder, or absolute. */
export function decodePath(uri: string, logFile: string): string {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : decodeURIComponent(uri);
  } catch (cause) {
    throw new DeltaCorruptError(logFile, `the path ${JSON.stringify(uri)} is not a URI`, cause);
  }
}

/** Where a table's data file lies on this machine. */
export function localPath(folder: string, relativePath: string): string {
  if (isAbsolute(relativePath)) return relativePath;
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(relativePath)) {
    throw new DeltaUnsupportedError(folder, `its file ${relativePath} lies in another store`);
  }
  return join(folder, relativePath);
}
