import { seededRandom } from "../../src/core/base/random.ts";
import { followedDisk } from "./follow-calls.ts";
import { imageKey, type Image } from "./image.ts";
import { bytesArgument, type Call } from "./strace.ts";

/** What may be found after a power cut, and the lines that had been printed by then. */
export type Moment = { image: Image; printed: readonly string[] };

/** The lines that a call printed on standard output. */
export function linesPrinted(call: Call): string[] {
  if (call.name !== "write" || call.begins || call.arguments[0] !== "1") return [];
  return bytesArgument(call.arguments[1]).toString().trimEnd().split("\n");
}

/**
 * Everything that could be found, had the power gone at any moment: what surely survived, and some
 * of what may have. Each finding comes once.
 *
 * @param guesses - How many of the things that may have survived are drawn each time.
 */
export function* moments(
  calls: readonly Call[],
  root: string,
  { guesses, seed }: { guesses: number; seed: number },
): Generator<Moment> {
  const disk = followedDisk(root);
  const random = seededRandom(seed);
  const known = new Set<string>();
  let printed: readonly string[] = [];
  for (const call of calls) {
    const news = linesPrinted(call);
    printed = [...printed, ...news];
    if (!disk.follow(call) && news.length === 0) continue;
    const drawn = Array.from({ length: guesses }, () => disk.perhaps(random));
    for (const image of [disk.synced(), ...drawn]) {
      const key = `${printed.length} ${imageKey(image)}`;
      if (known.has(key)) continue;
      known.add(key);
      yield { image, printed };
    }
  }
}
