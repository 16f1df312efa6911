import { dirname } from "node:path";

import { seededRandom, type Random } from "../../src/core/base/random.ts";
import { followedDisk } from "../power-loss/follow-calls.ts";
import type { Image } from "../power-loss/image.ts";
import { linesPrinted, type Moment } from "../power-loss/moments.ts";
import type { Call } from "../power-loss/strace.ts";

/** Bytes that a disk writes all or not at all. */
const sectorBytes = 512;

/**
 * What may be found after a power cut: what surely survived, and a draw of what may have, sector by
 * sector, as a file that is written in place may be found. An image of a database is large, so only
 * some moments are looked at: a few before the first line was printed, then one by chance between
 * two lines each time, for lines drawn by chance, and the end.
 *
 * @param lines - How many of the lines are drawn.
 */
export function* cuts(
  calls: readonly Call[],
  root: string,
  { lines, seed }: { lines: number; seed: number },
): Generator<Moment & { callIndex: number }> {
  const disk = followedDisk(root);
  const random = seededRandom(seed);
  const chosen = chooseCalls(calls, lines, random);
  const printed: string[] = [];
  for (const [callIndex, call] of calls.entries()) {
    printed.push(...linesPrinted(call));
    disk.follow(call);
    if (!chosen.has(callIndex)) continue;
    const synced = disk.synced();
    yield { image: synced, printed: [...printed], callIndex };
    const image = mixed(synced, disk.everything(), random);
    yield { image, printed: [...printed], callIndex };
  }
}

const beforeFirstLine = 4;

function chooseCalls(calls: readonly Call[], lines: number, random: Random): Set<number> {
  const ends = calls.flatMap((call, index) => (linesPrinted(call).length > 0 ? [index] : []));
  const first = ends[0] ?? 0;
  const early = Array.from({ length: beforeFirstLine }, () => random.integer(0, first));
  const between = ends.map((end, line) =>
    random.integer(end, (ends[line + 1] ?? calls.length) - 1),
  );
  return new Set([...early, ...random.shuffled(between).slice(0, lines), calls.length - 1]);
}

/** The synced files with some of what was written and named since. */
function mixed(synced: Image, everything: Image, random: Random): Image {
  const image: Image = new Map();
  for (const path of new Set([...synced.keys(), ...everything.keys()])) {
    const isCertain = synced.has(path) && everything.has(path);
    if (!isCertain && !random.chance(0.5)) continue;
    const [old, young] = [synced.get(path), everything.get(path)];
    if (old === undefined && young === undefined) image.set(path, undefined);
    else image.set(path, someSectors(old ?? Buffer.alloc(0), young ?? old!, random));
  }
  return withFolders(image);
}

function someSectors(synced: Buffer, written: Buffer, random: Random): Buffer {
  if (synced.equals(written)) return synced;
  const length = random.chance(0.5) ? synced.length : written.length;
  const found = Buffer.alloc(length);
  for (let at = 0; at < length; at += sectorBytes) {
    const source = random.chance(0.5) ? synced : written;
    if (at < source.length) source.copy(found, at, at, Math.min(at + sectorBytes, length));
  }
  return found;
}

/** A file whose name survived is found in its folder. */
function withFolders(image: Image): Image {
  const folders = new Map<string, undefined>();
  const add = (path: string): void => {
    if (path === "." || folders.has(path)) return;
    add(dirname(path));
    folders.set(path, undefined);
  };
  for (const [path, bytes] of image) add(bytes === undefined ? path : dirname(path));
  return new Map([...folders, ...image]);
}
