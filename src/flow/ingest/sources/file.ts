import { countRows, readMended, readSelect } from "../file-format.ts";
import { findFiles } from "../find-files.ts";
import { defineSource } from "../source.ts";

export default defineSource({
  name: "file",
  summary: "CSV, JSON, NDJSON and Parquet files, also gzipped, by path or glob.",
  parts: findFiles,
  countRows,
  select: readSelect,
  salvage: readMended,
});
