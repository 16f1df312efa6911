import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import { countRows, readSelect } from "../file-format.ts";
import { findFiles } from "../find-files.ts";
import { defineSource } from "../source.ts";

export default defineSource({
  name: "file",
  summary: "CSV, JSON, NDJSON and Parquet files, also gzipped, by path or glob.",
  parts: findFiles,

  async countRows(part, context, connection) {
    await mkdir(context.cacheFolder, { recursive: true });
    const temporaryFolder = await mkdtemp(join(context.cacheFolder, "count-"));
    try {
      return await countRows(part, { ...context, temporaryFolder }, connection);
    } finally {
      await rm(temporaryFolder, { recursive: true, force: true });
    }
  },

  select: readSelect,
});
