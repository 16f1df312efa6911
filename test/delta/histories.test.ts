import { randomInt } from "node:crypto";
import { join } from "node:path";

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { systemClock } from "../../src/core/base/clock.ts";
import { deltaRs, openDeltaRs } from "./delta-rs.ts";
import { agreeWithDeltaRs, readRows, rowsOf, type Expected } from "./history-rows.ts";
import {
  applyStep,
  commandOf,
  conditionArbitrary,
  doStep,
  foreignStepArbitrary,
  holds,
  makeTable,
  predicateOf,
  stepArbitrary,
  type Model,
  type Step,
} from "./history.ts";
import { openDuckDb } from "./open-duckdb.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const seed = randomInt(2 ** 31);

/** A step, and who does it. */
type Turn = { by: "us" | "delta-rs"; step: Step };

/** Draws histories, lives through each, and holds every version against the model. */
async function checkHistories(
  turns: fc.Arbitrary<Turn>,
  { partitionBy, numRuns }: { partitionBy: readonly string[]; numRuns: number },
): Promise<number> {
  await using root = await temporaryFolder();
  await using connection = await openDuckDb();
  await using python = openDeltaRs();
  const expected: Expected[] = [];
  const history = fc.array(turns, { minLength: 4, maxLength: 9 });
  const questions = fc.array(conditionArbitrary, { minLength: 4, maxLength: 4 });
  const interval = fc.integer({ min: 1, max: 4 });
  let runs = 0;
  const property = fc.asyncProperty(history, questions, interval, async (...drawn) => {
    const [steps, conditions, checkpointInterval] = drawn;
    const folder = join(root.path, `run ${(runs += 1)}`);
    const options = { connection, clock: systemClock, checkpointInterval };
    let model: Model = { rows: [], hasExtra: false };
    const versions = new Map([[0, model]]);
    await makeTable(folder, options, partitionBy);
    for (const { by, step } of steps) {
      const next = applyStep(model, step);
      const done =
        by === "us"
          ? await doStep({ folder, options }, step)
          : { version: await python.change(commandOf(folder, step, model)), unchanged: false };
      const wronglyUnchanged = done.unchanged && rowsOf(next).join() !== rowsOf(model).join();
      expect(wronglyUnchanged, JSON.stringify(step)).toBe(false);
      expect(done).not.toHaveProperty("checkpointError");
      const gone = model.rows.length - next.rows.length;
      const deleted = "deletedRowCount" in done ? done.deletedRowCount : gone;
      expect(deleted, JSON.stringify(step)).toBe(gone);
      versions.set(done.version, next);
      model = next;
    }
    for (const [version, then] of versions) {
      const rows = rowsOf(then);
      expect(await readRows({ folder, options }, { version }), `version ${version}`).toEqual(rows);
      expected.push({ folder, version, rows, told: `seed ${seed}: ${JSON.stringify(drawn)}` });
    }
    const version = Math.max(...versions.keys());
    for (const condition of conditions) {
      const where = [predicateOf(condition)];
      const rows = model.rows.filter((row) => holds(row, condition));
      const found = await readRows({ folder, options }, { version, where });
      expect(found, JSON.stringify(condition)).toEqual(rowsOf({ ...model, rows }));
    }
  });
  await fc.assert(property, { seed, numRuns });
  await agreeWithDeltaRs(expected);
  return expected.length;
}

const ourTurns = (partitionBy: readonly string[]): fc.Arbitrary<Turn> =>
  fc.record({ by: fc.constant("us"), step: stepArbitrary({ partitionBy }) });
const deltaRsTurns: fc.Arbitrary<Turn> = fc.record({
  by: fc.constant("delta-rs"),
  step: foreignStepArbitrary,
});

describe("a random history of a table", () => {
  it.each([[[]], [["part"]], [["at", "part"]], [["ratio", "big"]]])(
    "leaves the rows that a plain list has, at each version, partitioned by %j",
    async (partitionBy) => {
      const turns = ourTurns(partitionBy);
      expect(await checkHistories(turns, { partitionBy, numRuns: 6 })).toBeGreaterThan(10);
    },
    120_000,
  );

  it.skipIf(deltaRs === undefined).each([[[]], [["part", "big"]]])(
    "leaves them when delta-rs writes as well, partitioned by %j",
    async (partitionBy) => {
      const turns = fc.oneof(ourTurns(partitionBy), deltaRsTurns);
      expect(await checkHistories(turns, { partitionBy, numRuns: 6 })).toBeGreaterThan(10);
    },
    120_000,
  );
});
