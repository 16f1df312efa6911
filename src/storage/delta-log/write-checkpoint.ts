import { randomUUID } from "node:crypto";
import { rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { quoteText } from "../../core/base/sql-text.ts";
import { formatActions, type Action } from "./actions.ts";
import { formatVersion } from "./log.ts";
import { logFolderName } from "./paths.ts";
import { checkpointColumns } from "./read-checkpoint.ts";
import { fileRetentionMs } from "./retention.ts";
import type { Snapshot } from "./snapshot.ts";
import { escapeGlob, type SqlConnection } from "./sql.ts";
import { syncFile } from "../../core/base/sync.ts";

/** With fewer, a large checkpoint would be read in many small pieces. */
const lineBytesMin = 1_048_576;

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
