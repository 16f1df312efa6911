// A process of its own for the concurrency tests: appends rows to a table, one commit a turn.
//
//   node append-process.ts FOLDER WRITER COMMITS
//
// Prints each version it committed. Each commit holds three rows of (writer, turn, part).
import { systemClock } from "../../src/core/base/clock.ts";
import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { openDuckDb } from "./open-duckdb.ts";

const [folder = "", writer = "", commits = "0"] = process.argv.slice(2);
await using connection = await openDuckDb({ threads: "1" });
for (let turn = 0; turn < Number(commits); turn++) {
  const done = await appendRows(
    folder,
    { connection, clock: systemClock },
    {
      select: `SELECT '${writer}' AS writer, ${turn} AS turn, i AS part FROM range(3) AS r(i) ORDER BY i`,
      fileNames: "content",
      transactions: [{ appId: writer, version: turn }],
    },
  );
  process.stdout.write(`${done.version}\n`);
}
