import type { Detector } from "../../../kernel/privacy/compose-detector.ts";
import { openBatchPool, type BatchPool } from "./batch-pool.ts";
import { openBatches, type Batches } from "./batches.ts";
import { holdBack } from "./hold-back.ts";
import { unseenError } from "./json-masker.ts";
import { openTransform, type Batch, type BatchAnswer, type MaskPlan } from "./mask-plan.ts";
import { addTally, emptyTally, type MaskTally } from "./transform.ts";

export type PlanRun = {
  plan: MaskPlan;
  detector: Detector;
  /** Threads at a time. */
  workers: number;
  /** What is done is counted here. */
  tally: MaskTally;
};

/** Most characters that wait for a field of every name; beyond, a name is taken for a mistake. */
const heldMax = 16_000_000;

/**
 * Masks a text that comes in pieces; the answer comes in pieces too, in order. The first comes when
 * every field that is named has been met: with a typo in a name all would go out as it came.
 */
export async function* runPlan(
  run: PlanRun,
  pieces: AsyncIterable<string>,
): AsyncGenerator<string> {
  const named = pathsOf(run.plan);
  const tally = emptyTally();
  const seen = new Set<string>();
  const isMet = (): boolean => named.every((path) => seen.has(path));
  yield* holdBack(
    answers({ ...run, tally }, pieces, seen),
    {
      isOpen: isMet,
      refuse: () => unseenError(named, seen),
    },
    heldMax,
  );
  addTally(run.tally, tally);
}

async function* answers(
  { plan, detector, workers, tally }: PlanRun,
  pieces: AsyncIterable<string>,
  seen: Set<string>,
): AsyncGenerator<string> {
  const batches = openBatches(plan, detector);
  if (batches === undefined) {
    const transform = openTransform(plan, { detector, tally, seen });
    for await (const piece of pieces) yield transform.push(piece);
    yield transform.end();
  } else {
    await using pool = openBatchPool(plan, detector, workers);
    for await (const answer of inOrder(cut(batches, pieces), pool)) {
      addTally(tally, answer.tally);
      for (const path of answer.seen) seen.add(path);
      yield answer.text;
    }
  }
  const named = pathsOf(plan);
  if (tally.rows > 0 && named.some((path) => !seen.has(path))) throw unseenError(named, seen);
}

/** Paths of JSON that are named, and that some row has to have. */
function pathsOf({ format, fields, group }: MaskPlan): readonly string[] {
  return format === "ndjson" && group !== undefined ? [...new Set([...fields, group])] : fields;
}

async function* cut(batches: Batches, pieces: AsyncIterable<string>): AsyncGenerator<Batch> {
  for await (const piece of pieces) yield* batches.push(piece);
  yield* batches.end();
}

/** The answers in the order of the batches, while the pool is kept busy. */
async function* inOrder(
  batches: AsyncIterable<Batch>,
  pool: BatchPool,
): AsyncGenerator<BatchAnswer> {
  const underWay: Promise<BatchAnswer>[] = [];
  for await (const batch of batches) {
    const answer = pool.run(batch);
    // Whoever waits for an earlier one sees a failure of this one later.
    answer.catch(() => undefined);
    underWay.push(answer);
    const first = underWay.length < pool.depth ? undefined : underWay.shift();
    if (first !== undefined) yield await first;
  }
  for (const answer of underWay) yield await answer;
}
