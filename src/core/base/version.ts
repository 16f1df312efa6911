import { readFileSync } from "node:fs";

/** The version of this package, such as `1.2.0`. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version; // npm needs it to be there
}
