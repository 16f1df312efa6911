import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { deltaRs } from "../delta/delta-rs.ts";

const script = `
import json, sys
import pyarrow.parquet as parquet
tables = [parquet.ParquetFile(path).read() for path in json.load(sys.stdin)]
print(json.dumps([{"rowCount": t.num_rows, "columns": t.column_names} for t in tables]))
`;

/** Rows and columns of Parquet files, read by pyarrow alone. */
export async function askPyArrow(
  files: readonly string[],
): Promise<{ rowCount: number; columns: string[] }[]> {
  const child = spawn(deltaRs ?? "python3", ["-c", script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(files));
  const [answer] = await Promise.all([text(child.stdout), once(child, "close")]);
  return JSON.parse(answer) as { rowCount: number; columns: string[] }[];
}
