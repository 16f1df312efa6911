import { openStore } from "../../src/storage/store/open-store.ts";
import { embeddedIn } from "./store-kinds.ts";

/** What the row of an id holds: some so long that they lie in a file of their own. */
export function bodyOf(id: number): string {
  const word = `${id}/${(id * 7919) % 1013} `;
  return word.repeat(id % 5 === 0 ? 3_000 : 20);
}

/**
 * Says what is wrong with a store that a process wrote rows to and that was cut off; undefined when
 * it opens, holds every row that was told of, whole, and takes a new one.
 */
export async function problemOf(
  folder: string,
  told: readonly number[],
): Promise<string | undefined> {
  await using store = await openStore(embeddedIn(folder));
  const [table] = await store.rows("SELECT to_regclass('kept') AS found");
  if (table?.["found"] === null) return told.length === 0 ? undefined : "there is no table";
  const rows = await store.rows("SELECT id, pair, body FROM kept ORDER BY id");
  const ids = new Set(rows.map(({ id }) => Number(id)));
  const missing = told.filter((id) => !ids.has(id));
  if (missing.length > 0) return `rows ${missing.join(", ")} are missing`;
  const broken = rows.filter(({ id, body }) => body !== bodyOf(Number(id)));
  if (broken.length > 0)
    return `rows ${broken.map(({ id }) => Number(id)).join(", ")} are not whole`;
  const alone = rows.filter(({ id, pair }) => pair !== 0 && !ids.has(partner(id, pair)));
  if (alone.length > 0) return `row ${Number(alone[0]?.["id"])} came without its other`;
  const byIndex = await store.rows("SELECT count(*) AS count FROM kept WHERE id > 0");
  if (byIndex[0]?.["count"] !== rows.length) return "the index tells another count";
  await store.rows("INSERT INTO kept VALUES (100000, 0, '')");
  return undefined;
}

function partner(id: unknown, pair: unknown): number {
  return id === pair ? Number(id) - 1 : Number(pair);
}
