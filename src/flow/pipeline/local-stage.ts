import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { EarshotError } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { registerTextFunction } from "../../storage/duckdb/text-function.ts";
import { runOnWire, stageWire } from "../enrich/stage-wire.ts";
import type { Stage } from "../enrich/stage.ts";
import type { Lake } from "./lake.ts";

/** A stage failed on its rows. */
export class StageFailedError extends EarshotError {
  readonly code = "STAGE_FAILED";
  readonly kind = "invalid";
}

export type StageJob = {
  /** Table of the session that gets the rows. */
  name: string;
  stage: Stage;
  /** SELECT of the input rows. */
  input: string;
  workers: number;
  lake: Lake;
  memoryLimit: string;
  signal?: AbortSignal | undefined;
};

/** Below this many rows a stage runs in this thread: starting workers would take longer. */
const workerRowsMin = 50_000;

/** What a worker is told: its share of the input, and where its rows go. */
export type StageShare = {
  stageName: string;
  input: string;
  output: string;
  memoryLimit: string;
  temporary: string;
};

/**
 * Keeps the rows that a stage gives. Large inputs are split by group over worker threads, each
 * with a DuckDB of its own; the rows are the same for any number of workers.
 */
export async function keepStageRows(connection: Connection, job: StageJob): Promise<void> {
  const { stage, workers, name } = job;
  if (workers > 1 && stage.group !== undefined) {
    const row = await connection.row(`SELECT count(*) AS n FROM (${job.input})`);
    if (Number(row?.["n"] ?? 0) >= workerRowsMin) return keepFromWorkers(connection, job);
  }
  await withStage(connection, stage, (select) =>
    connection.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(name)} AS ${select(job.input)}`),
  );
}

/** Makes a stage callable on a connection and gives the SELECT around an input. */
export async function withStage<T>(
  connection: Connection,
  stage: Stage,
  work: (select: (input: string) => string) => Promise<T>,
): Promise<T> {
  const functionName = `stage_${stage.name.replaceAll("-", "_")}`;
  const { thrown } = registerTextFunction(connection, functionName, (texts) =>
    runOnWire(stage, texts),
  );
  try {
    return await work((input) => stageSelect(stage, functionName, input));
  } catch (cause) {
    const reason = thrown();
    if (reason === undefined) throw cause;
    // The reason itself may quote a row, so only its kind is told.
    const kind = reason instanceof Error ? reason.name : "an error";
    throw new StageFailedError(
      `stage ${stage.name} failed with ${kind}; its rows are not written`,
      { cause: reason },
    );
  }
}

function stageSelect(stage: Stage, functionName: string, input: string): string {
  const wire = stageWire(stage);
  const groups = stage.group?.map(quoteName).join(", ");
  const order = stage.order?.map((name) => `${quoteName(name)} NULLS FIRST`).join(", ");
  const packed =
    groups === undefined
      ? `SELECT CAST(json_array(${wire.rowSql}) AS VARCHAR) AS packed FROM (${input})`
      : `SELECT CAST(to_json(list(${wire.rowSql}${order === undefined ? "" : ` ORDER BY ${order}`})) AS VARCHAR) AS packed
         FROM (${input}) GROUP BY ${groups}`;
  return `
    SELECT ${wire.outputSql.join(", ")} FROM (
      SELECT unnest(from_json(${functionName}(packed), ${quoteText(wire.outputStructure)})) AS r FROM (${packed}))`;
}

/** Splits the input into one file a worker, by group, and gathers what the workers write. */
async function keepFromWorkers(connection: Connection, job: StageJob): Promise<void> {
  const { stage, workers, lake, name } = job;
  const folder = join(lake.temporary, `stage-${stage.name}-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    const groups = (stage.group ?? []).map(quoteName).join(", ");
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE stage_input AS SELECT *, hash(${groups}) % ${workers} AS _share FROM (${job.input})`,
    );
    const shares: StageShare[] = [];
    for (let i = 0; i < workers; i++) {
      const input = join(folder, `in-${i}.parquet`);
      await connection.run(
        `COPY (SELECT * EXCLUDE (_share) FROM stage_input WHERE _share = ${i}) TO ${quoteText(input)} (FORMAT parquet, COMPRESSION snappy)`,
      );
      const output = join(folder, `out-${i}.parquet`);
      shares.push({
        stageName: stage.name,
        input,
        output,
        memoryLimit: job.memoryLimit,
        temporary: folder,
      });
    }
    await connection.run("DROP TABLE stage_input");
    await Promise.all(shares.map((share) => runShare(share, job.signal)));
    const outputs = shares.map(({ output }) => quoteText(output)).join(", ");
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${quoteName(name)} AS FROM read_parquet([${outputs}])`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runShare(share: StageShare, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./stage-worker.${extension}`, import.meta.url), {
    workerData: share,
  });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      let answer: { error?: string } | undefined;
      worker.on("message", (message: { error?: string }) => (answer = message));
      worker.on("error", reject);
      worker.on("exit", () => {
        if (answer?.error !== undefined) reject(new StageFailedError(answer.error));
        else if (answer === undefined)
          reject(
            signal?.reason ?? new StageFailedError(`a worker of stage ${share.stageName} died`),
          );
        else resolve();
      });
    });
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
