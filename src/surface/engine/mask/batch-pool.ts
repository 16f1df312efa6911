import { Worker } from "node:worker_threads";

import type { Detector } from "../../../kernel/privacy/compose-detector.ts";
import { MaskInputError } from "./mask-input-error.ts";
import { maskBatch, type Batch, type BatchAnswer, type MaskPlan } from "./mask-plan.ts";

/** Characters that are masked here before threads are started, which takes a third of a second. */
const aloneLength = 2_000_000;

/** What a worker says of its batch. */
export type WorkerAnswer = BatchAnswer | { inputError: string };

/** Masks batches, several at a time once there are many. */
export type BatchPool = AsyncDisposable & {
  /** How many batches may be under way, so that no thread waits for its next. */
  readonly depth: number;
  run(batch: Batch): Promise<BatchAnswer>;
};

/** Opens a pool of threads; none is started for a short text. */
export function openBatchPool(plan: MaskPlan, detector: Detector, workerCount: number): BatchPool {
  const workers: PoolWorker[] = [];
  let lengthSoFar = 0;
  const next = (): PoolWorker => {
    if (workers.length < workerCount) workers.push(startWorker(plan));
    const [first, ...others] = workers;
    if (first === undefined) throw new RangeError("a pool needs workers");
    return others.reduce((best, worker) => (worker.waiting < best.waiting ? worker : best), first);
  };
  return {
    depth: 2 * workerCount,
    async run(batch) {
      const isAlone = workerCount < 2 || lengthSoFar < aloneLength;
      lengthSoFar += batch.text.length;
      return isAlone ? maskBatch(detector, plan, batch) : await next().run(batch);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

type PoolWorker = {
  /** Batches that it has not answered. */
  readonly waiting: number;
  run(batch: Batch): Promise<BatchAnswer>;
  stop(): Promise<unknown>;
};

type Waiting = { resolve: (answer: BatchAnswer) => void; reject: (error: unknown) => void };

function startWorker(plan: MaskPlan): PoolWorker {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./mask-worker.${extension}`, import.meta.url), {
    workerData: plan,
  });
  const waiting: Waiting[] = [];
  const fail = (error: unknown): void => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on("message", (answer: WorkerAnswer) => {
    const first = waiting.shift();
    if ("inputError" in answer) first?.reject(new MaskInputError(answer.inputError));
    else first?.resolve(answer);
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("a thread that masks ended before its work")));
  return {
    get waiting() {
      return waiting.length;
    },
    run: (batch) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(batch);
      }),
    stop: () => worker.terminate(),
  };
}
