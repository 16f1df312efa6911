import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { EarshotError } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { memoryBytes, memorySize } from "../../storage/duckdb/memory.ts";
import { registerTextFunction } from "../../storage/duckdb/text-function.ts";
import { runOnWire, wireSelect } from "../enrich/stage-wire.ts";
import type { Stage } from "../enrich/stage.ts";
import type { StageCall } from "../enrich/stages.ts";
import type { Lake } from "./lake.ts";

/** A stage failed on its rows. */
export class StageFailedError extends EarshotError {
  readonly code = "STAGE_FAILED";
  readonly kind = "invalid";
}

export type StageJob = {
  /** Table of the session that gets the rows. */
  name: string;
  call: StageCall;
  /** SELECT of the input rows. */
  input: string;
  workers: number;
  lake: Lake;
  memoryLimit: string;
  signal?: AbortSignal | undefined;
};

/** Bytes of text that count as one row: rows of long texts need as much room as many short ones. */
const rowBytes = 300;

/** Below this many rows a stage runs in this thread: starting workers would take longer. */
const workerRowsMin = 50_000;

/** Part of `limits.memory` that the engines of all workers may take; their own heaps come on top. */
const workersShare = 0.25;

/** What a worker's engine needs for one share; there are fewer workers where it is not to be had. */
const workerBytesLeast = 128_000_000;

/**
 * Rows of a share, about. A worker's engine holds one share twice, as JSON and as columns: where a
 * stage gives vectors some 5 kB a row, of the {@link workerBytesLeast} that it has at least.
 */
const shareRows = 15_000;

/** What a worker is told: the shares it is to run, and where the rows of each go. */
export type StageShares = {
  stageName: string;
  stageFolder: string;
  parameters: unknown;
  files: readonly { input: string; output: string; rowCount: number }[];
  memoryLimit: string;
  temporary: string;
};

/**
 * Keeps the rows that a stage gives. Large inputs are split by group into shares for worker
 * threads, each with a DuckDB of its own; the rows are the same for any number of workers.
 */
export async function keepStageRows(connection: Connection, job: StageJob): Promise<void> {
  const { call, name, input } = job;
  const { rows, rowCount } = await countRows(connection, call.stage, input);
  if (rows >= workerRowsMin) return keepFromWorkers(connection, job, rowCount);
  await withStage(connection, call, (select) =>
    connection.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(name)} AS ${select(input, rowCount)}`),
  );
}

/** Rows of an input, and as many as shares and packs count: more where their texts are long. */
async function countRows(
  connection: Connection,
  stage: Stage,
  input: string,
): Promise<{ rows: number; rowCount: number }> {
  const texts = Object.keys(stage.input).filter((name) =>
    ["VARCHAR", "MASKED_TEXT"].includes(stage.input[name] ?? ""),
  );
  const bytes = ["0", ...texts.map((name) => `coalesce(strlen(${quoteName(name)}), 0)`)].join(
    " + ",
  );
  const row = await connection.row(
    `SELECT count(*) AS row_count, coalesce(sum(${bytes}), 0) AS bytes FROM (${input})`,
  );
  const rows = Number(row?.["row_count"]);
  return { rows, rowCount: Math.max(rows, Math.ceil(Number(row?.["bytes"]) / rowBytes)) };
}

/** Makes a stage callable on a connection and gives the SELECT around an input. */
export async function withStage<T>(
  connection: Connection,
  { stage, parameters }: Omit<StageCall, "folder">,
  work: (select: (input: string, rowCount: number) => string) => Promise<T>,
): Promise<T> {
  await stage.prepare?.(parameters);
  const functionName = `stage_${stage.name.replaceAll("-", "_")}`;
  const { thrown } = registerTextFunction(connection, functionName, (texts) =>
    runOnWire(stage, texts, parameters),
  );
  try {
    return await work((input, rowCount) => wireSelect(stage, functionName, input, rowCount));
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

/** Splits the input into shares by group, and gathers what the workers write. */
async function keepFromWorkers(
  connection: Connection,
  job: StageJob,
  rowCount: number,
): Promise<void> {
  const { lake, name } = job;
  const { stage, folder: stageFolder, parameters } = job.call;
  const folder = join(lake.temporary, `stage-${stage.name}`);
  await mkdir(folder, { recursive: true });
  try {
    const files = await writeShares(connection, job, folder, rowCount);
    const bytes = workersShare * memoryBytes(job.memoryLimit);
    const fitting = Math.max(1, Math.floor(bytes / workerBytesLeast));
    const workerCount = Math.min(job.workers, files.length, fitting);
    const shares = Array.from({ length: workerCount }, (_, worker) => ({
      stageName: stage.name,
      stageFolder,
      parameters,
      files: files.filter((_file, i) => i % workerCount === worker),
      memoryLimit: memorySize(Math.max(workerBytesLeast, bytes / workerCount)),
      temporary: folder,
    }));
    await runShares(shares, job.signal);
    const outputs = files.map(({ output }) => quoteText(output)).join(", ");
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${quoteName(name)} AS FROM read_parquet([${outputs}])`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the input once, split by group: rows of one group stand in one file. */
async function writeShares(
  connection: Connection,
  { call: { stage }, input, workers }: StageJob,
  folder: string,
  rowCount: number,
): Promise<StageShares["files"]> {
  const names = (stage.group ?? Object.keys(stage.input)).map(quoteName).join(", ");
  const shareCount = Math.max(workers, Math.ceil(rowCount / shareRows));
  await connection.run(`
    COPY (SELECT *, hash(${names}) // 65536 % ${shareCount} AS _share FROM (${input}))
    TO ${quoteText(join(folder, "shares"))}
    (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (_share), FILENAME_PATTERN 'share-{uuid}')`);
  const shares = await readdir(join(folder, "shares"));
  return shares.map((share, i) => ({
    input: join(folder, "shares", share, "*.parquet"),
    output: join(folder, `out-${i}.parquet`),
    rowCount: Math.ceil(rowCount / shareCount),
  }));
}

/** Runs all shares; when one fails the others are stopped, and none is left when this ends. */
async function runShares(shares: readonly StageShares[], stopSignal?: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const signals = [failed.signal, ...(stopSignal === undefined ? [] : [stopSignal])];
  const signal = AbortSignal.any(signals);
  const work = shares.map((share) =>
    runShare(share, signal).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(work);
  await Promise.all(work);
}

async function runShare(share: StageShares, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./stage-worker.${extension}`, import.meta.url), {
    workerData: share,
  });
  // A thread that is ended from outside while the engine calls into it takes the process with it.
  const stop = (): void => worker.postMessage("stop");
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      let answer: { error?: string } | undefined;
      worker.on("message", (message: { error?: string }) => (answer = message));
      worker.on("error", reject);
      worker.on("exit", () => {
        if (signal?.aborted === true) reject(signal.reason as Error);
        else if (answer?.error !== undefined) reject(new StageFailedError(answer.error));
        else if (answer === undefined)
          reject(new StageFailedError(`a worker of stage ${share.stageName} died`));
        else resolve();
      });
    });
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
