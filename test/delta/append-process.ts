// A process of its own for the concurrency tests: appends rows to a table, one commit a turn.
//
//   node append-process.ts FOLDER WRITER COMMITS
//
// Prints each version it committed.
import { systemClock } from "../../src/core/base/clock.ts";
import { appendRows } from "../../src/storage/delta/append-rows.ts";
import { openDuckDb } from "./open-duckdb.ts";

/** Rows of each commit: (writer, turn, part). */
export const rowsPerCommit = 3;

async function appendTurns(folder: string, writer: string, commits: number): Promise<void> {
  await using connection = await openDuckDb({ threads: "1" });
  for (let turn = 0; turn < commits; turn++) {
    const select =
      `SELECT '${writer}' AS writer, ${turn} AS turn, i AS part ` +
      `FROM range(${rowsPerCommit}) AS r(i) ORDER BY i`;
    const transactions = [{ appId: writer, version: turn }];
    const done = await appendRows(
      folder,
      { connection, clock: systemClock },
      { select, fileNames: "content", transactions },
    );
    process.stdout.write(`${done.version}\n`);
  }
}

if (import.meta.main) {
  const [folder = "", writer = "", commits = "0"] = process.argv.slice(2);
  await appendTurns(folder, writer, Number(commits));
}
