import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";

import { EarshotError } from "../../core/base/errors.ts";
import { quoteText } from "../../core/base/sql-text.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import { loadStage } from "../enrich/stages.ts";
import { plainReason } from "./plain-reason.ts";
import { withStage, type StageShares } from "./local-stage.ts";

// One worker thread of a stage: reads its shares, runs the stage over them, writes the rows.
const shares = workerData as StageShares; // given by local-stage.ts
try {
  const { stageFolder, stageName, parameters } = shares;
  const stage = await loadStage(stageFolder, stageName);
  const database = await openDatabase({
    threads: 1,
    memoryLimit: shares.memoryLimit,
    tempFolder: join(shares.temporary, "spill"),
  });
  const connection = await database.connect();
  let isStopped = false;
  parentPort?.on("message", () => {
    isStopped = true;
    connection.interrupt();
  });
  await withStage(connection, { stage, parameters }, async (select) => {
    for (const { input, output, rowCount } of shares.files) {
      if (isStopped) break;
      const rows = `SELECT * FROM read_parquet(${quoteText(input)}, hive_partitioning = false)`;
      await connection.run(
        `COPY (${select(rows, rowCount)}) TO ${quoteText(output)} (FORMAT parquet, COMPRESSION snappy)`,
      );
    }
  });
  await database.close();
  parentPort?.postMessage({});
} catch (error) {
  // What the engine says may quote a row; what we say ourselves does not.
  const reason = error instanceof EarshotError ? error.message : plainReason(error);
  parentPort?.postMessage({ error: `stage ${shares.stageName}: ${reason}` });
} finally {
  parentPort?.close();
}
