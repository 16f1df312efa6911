import { readSelect } from "../file-format.ts";
import { findFiles } from "../find-files.ts";
import { defineSource } from "../source.ts";

export default defineSource({
  name: "file",
  summary: "CSV, JSON, NDJSON and Parquet files, also gzipped, by path or glob.",
  parts: findFiles,

  async countRows(part, context, connection) {
    const select = await readSelect(part, context, connection);
    const row = await connection.row(`SELECT count(*) AS n FROM (${select})`);
    return Number(row?.["n"] ?? 0);
  },

  select: readSelect,
});
