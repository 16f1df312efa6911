import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A query that ships with the product. */
export type NamedQuery = { name: string; title: string; sql: string };

/** The queries of the folder `queries`; the first line of each, a comment, gives place and title. */
export function namedQueries(): NamedQuery[] {
  const folder = join(dirname(fileURLToPath(import.meta.url)), "queries");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .map((file) => {
      const sql = readFileSync(join(folder, file), "utf8");
      const [, place = "", title = file] = /^-- (\d+)\. (.+)\n/.exec(sql) ?? [];
      return { name: file.replace(/\.sql$/, ""), place: Number(place), title, sql };
    })
    .toSorted((a, b) => a.place - b.place)
    .map(({ name, title, sql }) => ({ name, title, sql }));
}
