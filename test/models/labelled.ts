import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { seededRandom } from "../../src/core/base/random.ts";

/** A text that is made up, and why somebody sends something back. */
export type MadeRow = { text: string; label: string };

const things = ["jacket", "kettle", "lamp", "pair of boots", "phone case", "suitcase", "mirror"];
const reasons: Readonly<Record<string, readonly string[]>> = {
  broken: [
    "The {thing} arrived in pieces, the box was crushed",
    "My {thing} has a crack right through it and will not work",
    "It is damaged, the {thing} was scratched and dented on arrival",
  ],
  late: [
    "I ordered the {thing} three weeks ago and it came too late for the party",
    "Delivery of the {thing} took forever, I no longer want it",
    "The {thing} should have been here on Monday, it came ten days after",
  ],
  size: [
    "The {thing} is far too small, I need one size up",
    "This {thing} does not fit, please send a larger one",
    "Wrong size, the {thing} is much too big for me",
  ],
};

/** So many rows of each reason, each text another. */
export function madeRows(countEach: number, seed = 1): MadeRow[] {
  const random = seededRandom(seed);
  return Object.entries(reasons).flatMap(([label, forms]) =>
    Array.from({ length: countEach }, (_, i) => {
      const form = forms[i % forms.length]!;
      const thing = things[random.integer(0, things.length - 1)]!;
      return { text: `${form.replace("{thing}", thing)}, order ${label} no ${i + 1}`, label };
    }),
  );
}

/** Writes rows as one JSON object a line, gzipped where the name says so; gives the path. */
export async function writeNdjson(
  folder: string,
  name: string,
  rows: readonly object[],
): Promise<string> {
  const path = join(folder, name);
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  await writeFile(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
}
