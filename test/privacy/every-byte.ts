import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { quoteText } from "../../src/core/base/sql-text.ts";
import type { Connection } from "../../src/storage/duckdb/connection.ts";
import { openDatabase } from "../../src/storage/duckdb/database.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";

/** A file as texts: its path, its bytes, and of a Parquet file every value. */
export type Artefact = { path: string; texts: string[]; isParquet: boolean; isReadable: boolean };

/**
 * Reads every file below a folder, but what is below `except`; paths are relative. Parquet files
 * are read twice: their bytes hold names and statistics, and their values are compressed.
 */
export async function everyByte(
  folder: string,
  except: readonly string[] = [],
): Promise<Artefact[]> {
  const tempFolder = join(tmpdir(), `earshot-reading-${process.pid}`);
  const database = await openDatabase({ threads: 2, memoryLimit: "1GB", tempFolder });
  const connection = await database.connect();
  const artefacts: Artefact[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(folder, file);
    if (!entry.isFile() || except.some((part) => path.startsWith(part))) continue;
    artefacts.push(await artefactOf(connection, file, path));
  }
  await connection.close();
  await database.close();
  await rm(tempFolder, { recursive: true, force: true });
  return artefacts;
}

async function artefactOf(connection: Connection, file: string, path: string): Promise<Artefact> {
  const bytes = (await readFile(file)).toString("utf8");
  if (!file.endsWith(".parquet"))
    return { path, texts: [path, bytes], isParquet: false, isReadable: true };
  const rows = `SELECT CAST(to_json(r) AS VARCHAR) AS line FROM read_parquet(${quoteText(file)}) AS r`;
  const values = await connection.rows(rows).catch(() => undefined); // cut off while it was written
  const lines = (values ?? []).map(({ line }) => textOf(line)).join("\n");
  return { path, texts: [path, bytes, lines], isParquet: true, isReadable: values !== undefined };
}
