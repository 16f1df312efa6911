import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A query that ships with the product. */
export type NamedQuery = { name: string; title: string; sql: string };

/** The queries of the folder `queries`, by name; their first line, a comment, is the title. */
export function namedQueries(): NamedQuery[] {
  const folder = join(dirname(fileURLToPath(import.meta.url)), "queries");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .toSorted()
    .map((file) => {
      const sql = readFileSync(join(folder, file), "utf8");
      const title = /^-- (.+)\n/.exec(sql)?.[1] ?? file;
      return { name: file.replace(/\.sql$/, ""), title, sql };
    });
}
