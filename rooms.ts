/**
 * Every room of the house, in order: a file imports its own room and rooms that stand earlier in
 * this list, types included. `test/tidy.test.ts` holds each import against it.
 */
export const rooms = [
  "core/base",
  "core/config",
  "core/domain",
  "kernel/text",
  "kernel/privacy",
  "kernel/learn",
  "kernel/sample",
  "storage/duckdb",
  "storage/keys",
  "storage/delta-log",
  "storage/delta",
  "storage/registry",
  "storage/onnx",
  "storage/store",
  "flow/ingest",
  "flow/llm",
  "flow/enrich",
  "flow/mask",
  "flow/learn",
  "flow/ai",
  "flow/warehouse",
  "flow/discover",
  "flow/pipeline",
  "flow/query",
  "flow/report",
  "flow/govern",
  "surface/engine",
  "surface/cli",
] as const;
