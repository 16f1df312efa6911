import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";

import { messageOf } from "../../core/base/errors.ts";
import { quoteText } from "../../core/base/sql-text.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import { loadStage } from "../enrich/stages.ts";
import { withStage, type StageShare } from "./local-stage.ts";

// One worker thread of a stage: reads its share, runs the stage over it, writes the rows.
const share = workerData as StageShare; // given by local-stage.ts
try {
  const stage = await loadStage(share.stageName);
  const database = await openDatabase({
    threads: 1,
    memoryLimit: share.memoryLimit,
    tempFolder: join(share.temporary, "spill"),
  });
  const connection = await database.connect();
  await withStage(connection, stage, (select) =>
    connection.run(
      `COPY (${select(`SELECT * FROM read_parquet(${quoteText(share.input)})`)})
       TO ${quoteText(share.output)} (FORMAT parquet, COMPRESSION snappy)`,
    ),
  );
  await connection.close();
  await database.close();
  parentPort?.postMessage({});
} catch (error) {
  parentPort?.postMessage({ error: messageOf(error) });
}
