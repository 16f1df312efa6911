// A process of its own for the concurrency tests: rearranges and vacuums a table, over and over.
//
//   node maintain-process.ts FOLDER HOURS
//
// Files stay for so many hours after they were taken out. Prints each version it committed.
import { systemClock } from "../../src/core/base/clock.ts";
import { EarshotError } from "../../src/core/base/errors.ts";
import { optimizeTable } from "../../src/storage/delta/optimize.ts";
import { vacuumTable } from "../../src/storage/delta/vacuum.ts";
import { openDuckDb } from "./open-duckdb.ts";

async function maintain(folder: string, retentionHours: number): Promise<void> {
  await using connection = await openDuckDb({ threads: "1" });
  const options = { connection, clock: systemClock };
  for (let turn = 0; ; turn++) {
    const zOrderBy = turn % 3 === 2 ? ["part", "writer"] : [];
    const done = await optimizeTable(folder, options, { zOrderBy }).catch((error: unknown) => {
      if (error instanceof EarshotError && error.kind !== "corrupt") return undefined; // no table yet
      throw error;
    });
    if (done === undefined) continue;
    if (!done.unchanged) process.stdout.write(`${done.version}\n`);
    await vacuumTable(folder, options, { retentionHours, force: true });
  }
}

if (import.meta.main) await maintain(process.argv[2] ?? "", Number(process.argv[3]));
