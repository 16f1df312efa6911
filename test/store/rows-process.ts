// A process that writes rows to an embedded store, and tells of each commit on standard output.
//
//   node rows-process.ts FOLDER [COUNT]
//
// Prints the id of each row once it is committed, and `done` after the store is closed.
import { writeSync } from "node:fs";

import { openStore } from "../../src/storage/store/open-store.ts";
import type { Store } from "../../src/storage/store/store.ts";
import { bodyOf } from "./rows.ts";
import { embeddedIn } from "./store-kinds.ts";

async function writeRows(folder: string, count: number): Promise<void> {
  let id = 0;
  {
    await using store = await openStore(embeddedIn(folder));
    await store.rows(
      "CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, pair INTEGER NOT NULL, body TEXT NOT NULL)",
    );
    while (id < count / 2) await writeOne(store, (id += 1));
    await store.rows("CREATE INDEX IF NOT EXISTS kept_pair ON kept (pair, body)");
    await store.rows("CHECKPOINT");
    await writePair(store, (id += 2));
    while (id < count) await writeOne(store, (id += 1));
  }
  await using store = await openStore(embeddedIn(folder));
  await writePair(store, (id += 2));
  await writeOne(store, (id += 1));
}

async function writeOne(store: Store, id: number): Promise<void> {
  await store.rows("INSERT INTO kept VALUES ($1, 0, $2)", [id, bodyOf(id)]);
  tell(id);
}

/** Two rows that come together or not at all. */
async function writePair(store: Store, id: number): Promise<void> {
  await store.transaction(async (within) => {
    for (const one of [id - 1, id])
      await within.rows("INSERT INTO kept VALUES ($1, $2, $3)", [one, id, bodyOf(one)]);
  });
  tell(id - 1);
  tell(id);
}

function tell(line: number | string): void {
  writeSync(1, `${line}\n`);
}

if (import.meta.main) {
  const [folder = "", count = "40"] = process.argv.slice(2);
  await writeRows(folder, Number(count));
  tell("done");
}
