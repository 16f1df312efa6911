import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { assert } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";

/** One step of the store's tables, from the file `NNNN-name.sql`. */
export type Migration = {
  number: number;
  name: string;
  up: string;
  down: string;
  /** Of the file's text; tells whether it changed since it was applied. */
  sha256: string;
};

/** The migrations that come with Earshot. */
export const ownMigrations = join(import.meta.dirname, "migrations");

/** Reads all migrations of a folder, by number. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql"));
  const migrations: Migration[] = [];
  for (const name of names)
    migrations.push(parseMigration(name, await readFile(join(folder, name), "utf8")));
  migrations.sort((one, other) => one.number - other.number);
  for (const [index, { number, name }] of migrations.entries())
    assert(number === index + 1, `migration ${number} (${name}) is not the ${index + 1}th`);
  return migrations;
}

/**
 * Takes a migration apart: a line `-- up`, statements, a line `-- down`, and the statements that
 * undo them. Before the first of these lines only comments stand.
 */
export function parseMigration(fileName: string, text: string): Migration {
  const named = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(fileName);
  assert(named !== null, `${fileName} is not named like 0001-what-it-makes.sql`);
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const [up, down] = [lines.indexOf("-- up"), lines.lastIndexOf("-- down")];
  assert(up >= 0 && down > up, `${fileName} lacks a line "-- up" and, below it, a line "-- down"`);
  const isComment = lines.slice(0, up).every((line) => /^\s*(--|$)/.test(line));
  assert(isComment, `${fileName} has a statement above the line "-- up"`);
  return {
    number: Number(named[1]),
    name: named[2] ?? "",
    up: lines
      .slice(up + 1, down)
      .join("\n")
      .trim(),
    down: lines
      .slice(down + 1)
      .join("\n")
      .trim(),
    sha256: sha256(lines.join("\n")),
  };
}
