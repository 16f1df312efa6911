// A process of its own for the concurrency tests: changes a table at random, again and again.
//
//   node change-process.ts FOLDER SEED STEPS
//
// Prints each version it committed. A step that meets a conflict again and again is left out.
import * as fc from "fast-check";

import { systemClock } from "../../src/core/base/clock.ts";
import { retry } from "../../src/storage/delta/delta-table.ts";
import { DeltaConflictError } from "../../src/storage/delta-log/errors.ts";
import { doStep, stepArbitrary } from "./history.ts";
import { openDuckDb } from "./open-duckdb.ts";

async function changeTable(folder: string, seed: number, numRuns: number): Promise<void> {
  await using connection = await openDuckDb({ threads: "1" });
  const options = { connection, clock: systemClock };
  for (const step of fc.sample(stepArbitrary({ partitionBy: ["part"] }), { seed, numRuns })) {
    try {
      const done = await retry(() => doStep({ folder, options }, step));
      if (!done.unchanged) process.stdout.write(`${done.version}\n`);
    } catch (error) {
      if (!(error instanceof DeltaConflictError)) throw error;
    }
  }
}

if (import.meta.main) {
  const [folder = "", seed, steps] = process.argv.slice(2);
  await changeTable(folder, Number(seed), Number(steps));
}
