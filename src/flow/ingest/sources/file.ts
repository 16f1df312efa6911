import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import { readSelect } from "../file-format.ts";
import { findFiles } from "../find-files.ts";
import { defineSource } from "../source.ts";
import { unreadableFile } from "../unreadable.ts";

export default defineSource({
  name: "file",
  summary: "CSV, JSON, NDJSON and Parquet files, also gzipped, by path or glob.",
  parts: findFiles,

  async countRows(part, context, connection) {
    await mkdir(context.cacheFolder, { recursive: true });
    const temporaryFolder = await mkdtemp(join(context.cacheFolder, "count-"));
    try {
      const select = await readSelect(part, { ...context, temporaryFolder }, connection);
      const row = await connection.row(`SELECT count(*) AS n FROM (${select})`);
      return Number(row?.["n"] ?? 0);
    } catch (cause) {
      context.signal?.throwIfAborted();
      throw unreadableFile(part, cause);
    } finally {
      await rm(temporaryFolder, { recursive: true, force: true });
    }
  },

  select: readSelect,
});
