import { existsSync } from "node:fs";
import { resolve } from "node:path";

/**
 * Files that are no part of the repository: data sets to try things on, texts to accept. They are
 * looked for in `../shared`; where they are not, a line on stderr says what is skipped.
 *
 * @param what - They are, for that line.
 * @throws Error instead, when the environment variable `CI` is `true`.
 */
export function sharedFiles(what: string, path: string): { path: string; isThere: boolean } {
  const place = resolve(import.meta.dirname, "../../shared", path);
  const isThere = existsSync(place);
  if (!isThere) {
    const line = `skipped: ${what} not at ${place}`;
    if (process.env["CI"] === "true") throw new Error(line);
    process.stderr.write(`${line}\n`);
  }
  return { path: place, isThere };
}
