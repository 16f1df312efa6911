import { DuckDBInstance, DuckDBTimestampTZValue } from "@duckdb/node-api";

import { makeFolder } from "../../core/base/make-folder.ts";
import { quoteTexts } from "../../core/base/sql-text.ts";
import { wrapConnection, type Connection } from "./connection.ts";

/** One DuckDB in memory; what does not fit goes to the folder for temporary files. */
export type Database = {
  /** Opens a connection; the caller closes it. */
  connect(): Promise<Connection>;
  /**
   * Closes the database to the outside for good: from now on its SQL reads the given files and
   * nothing else, and writes files only into the given folder.
   */
  confine(open: { files: readonly string[]; writeFolder?: string | undefined }): Promise<void>;
  /**
   * Ends all change: its configuration is locked, and as the engine lets a file that may be read
   * be written as well, its connections run SELECTs only, by the engine's own word on what a
   * statement is.
   */
  seal(): Promise<void>;
  /** Closes it and its connections, once what runs on them has ended. */
  close(): Promise<void>;
};

export type DatabaseOptions = {
  /** Threads of the engine, ≥ 1. */
  threads: number;
  /** Memory before it writes to disk, such as `2GB`. */
  memoryLimit: string;
  /** Folder for what does not fit in memory; made when missing. */
  tempFolder: string;
};

/**
 * Opens an in-memory database. Sessions run in UTC, so that no result depends on the machine's
 * zone; extensions are never fetched.
 */
export async function openDatabase({
  threads,
  memoryLimit,
  tempFolder,
}: DatabaseOptions): Promise<Database> {
  DuckDBTimestampTZValue.timezoneOffsetInMinutes = 0; // the driver prints in the machine's zone
  await makeFolder(tempFolder);
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(threads),
    memory_limit: memoryLimit.replaceAll(" ", ""),
    temp_directory: tempFolder,
    preserve_insertion_order: "true",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    // It takes a file that was written again within the second for the one it knows.
    enable_external_file_cache: "false",
  });
  const connections = new Set<Connection>();
  let isSealed = false;
  let isClosed = false;
  async function open(): Promise<Connection> {
    const connection = wrapConnection(await instance.connect(), () => isSealed);
    const tracked: Connection = {
      ...connection,
      async close() {
        // The driver crashes when an instance closes under an open connection, or twice.
        if (connections.delete(tracked)) await connection.close();
      },
    };
    connections.add(tracked);
    return tracked;
  }
  async function runOnce(sql: string): Promise<void> {
    const connection = await open();
    await connection.run(sql);
    await connection.close();
  }
  await runOnce("SET GLOBAL TimeZone = 'UTC'");
  return {
    connect: open,
    async confine({ files, writeFolder }) {
      const folders = writeFolder === undefined ? [] : [writeFolder];
      await runOnce(`
        SET allowed_paths = ${quoteTexts(files)};
        SET allowed_directories = ${quoteTexts(folders)};
        SET enable_external_access = false`);
    },
    async seal() {
      await runOnce("SET lock_configuration = true");
      isSealed = true;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await Promise.all([...connections].map((connection) => connection.close()));
      instance.closeSync();
    },
  };
}
