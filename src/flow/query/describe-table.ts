import { timestampOf } from "../../storage/delta-log/as-of.ts";
import type { Json } from "../../storage/delta-log/json.ts";
import { commitFingerprint, listLog, readCommit } from "../../storage/delta-log/log.ts";
import type { Snapshot } from "../../storage/delta-log/snapshot.ts";

/** Rows with the names that Databricks gives them. */
export type Described = { columns: string[]; rows: Json[][] };

/** What each version of a table says about its making, latest first. */
export async function tableHistory(folder: string, rowsMax = Infinity): Promise<Described> {
  const versions = (await listLog(folder))?.commits.toReversed().slice(0, rowsMax) ?? [];
  const rows: Json[][] = [];
  for (const version of versions) {
    const actions = await readCommit(folder, version);
    const info = actions.find(({ commitInfo }) => commitInfo !== undefined)?.commitInfo ?? {};
    const time = timestampOf(info, (await commitFingerprint(folder, version))?.modifiedAt);
    const said = ["operation", "operationParameters", "operationMetrics", "engineInfo"] as const;
    rows.push([version, time.toISOString(), ...said.map((key) => info[key] ?? null)]);
  }
  return {
    columns: [
      "version",
      "timestamp",
      "operation",
      "operationParameters",
      "operationMetrics",
      "engineInfo",
    ],
    rows,
  };
}

/** What a table is: where, how large, of which form. */
export function tableDetail(id: string, snapshot: Snapshot): Described {
  const { metadata, files, protocol } = snapshot;
  const { createdTime } = metadata;
  const described: Record<string, Json> = {
    format: "delta",
    id: snapshot.tableId,
    name: id,
    location: snapshot.folder,
    createdAt: createdTime === undefined ? null : new Date(createdTime).toISOString(),
    lastModified: snapshot.timestamp.toISOString(),
    version: snapshot.version,
    partitionColumns: [...snapshot.partitionColumns],
    numFiles: files.size,
    sizeInBytes: [...files.values()].reduce((sum, { size }) => sum + size, 0),
    properties: { ...snapshot.properties },
    minReaderVersion: protocol.minReaderVersion,
    minWriterVersion: protocol.minWriterVersion,
  };
  return { columns: Object.keys(described), rows: [Object.values(described)] };
}

/**
 * The columns of a table, in its order.
 *
 * @param types - SQL types, by the column's name.
 * @param docs - What the columns mean, as far as it is declared.
 */
export function tableColumns(
  types: Readonly<Record<string, string>>,
  docs: Readonly<Record<string, string>>,
): Described {
  return {
    columns: ["col_name", "data_type", "comment"],
    rows: Object.entries(types).map(([name, type]) => [name, type, docs[name] ?? null]),
  };
}
