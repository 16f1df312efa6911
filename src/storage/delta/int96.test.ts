import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { AddFile } from "../delta-log/actions.ts";
import { field } from "../delta-log/schema.ts";
import type { SqlConnection } from "../delta-log/sql.ts";
import { int96Files } from "./int96.ts";

const uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
const hash = "9c56cc51b374c3ba189210d5b6d4bf57";

/** Finds INT96 in every footer that it is asked for. */
function footers(folder: string, names: readonly string[]): SqlConnection {
  return {
    run: async () => undefined,
    rows: async (sql) =>
      names
        .map((name) => join(folder, name))
        .filter((path) => sql.includes(path))
        .map((path) => ({ file_name: path })),
  };
}

describe("int96Files", () => {
  it.each([
    ["ours, by a random id", `part-${uuid}.zstd.parquet`, false],
    ["ours, by its bytes", `part-${hash}.zstd.parquet`, false],
    ["ours, its bytes twice", `day=1/part-${hash}-2.zstd.parquet`, false],
    ["Spark's", `part-00000-${uuid}-c000.snappy.parquet`, true],
    ["Flink's", `part-${uuid}-0.snappy.parquet`, true],
    ["Flink's, in zstd", `day=1/part-${uuid}-2.zstd.parquet`, true],
    ["another program's", `part-${uuid}.snappy.parquet`, true],
  ])("looks into files that may be of others: %s", async (_whose, name, looked) => {
    const file: AddFile = {
      path: name,
      partitionValues: {},
      size: 1,
      modificationTime: 0,
      dataChange: true,
    };
    const table = {
      folder: "/table",
      files: new Map([[name, file]]),
      schema: [field("at", "timestamp")],
    };
    const found = await int96Files(table, footers(table.folder, [name]));
    expect([...found]).toEqual(looked ? [name] : []);
  });
});
