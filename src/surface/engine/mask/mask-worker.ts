import { parentPort, workerData } from "node:worker_threads";

import { createDetector } from "../../../kernel/privacy/detector.ts";
import type { WorkerAnswer } from "./batch-pool.ts";
import { MaskInputError } from "./mask-input-error.ts";
import { maskBatch, type Batch, type MaskPlan } from "./mask-plan.ts";

// One thread of `earshot mask`: masks the batches it is sent, in order.
const plan = workerData as MaskPlan; // given by batch-pool.ts
const detector = createDetector(plan.detector);

function answer(batch: Batch): WorkerAnswer {
  try {
    return maskBatch(detector, plan, batch);
  } catch (error) {
    if (error instanceof MaskInputError) return { inputError: error.message };
    throw error;
  }
}

parentPort?.on("message", (batch: Batch) => parentPort?.postMessage(answer(batch)));
