import { readFile, writeFile } from "node:fs/promises";

/** A text to look through, and what is known of it; a line of the labelled set is one as well. */
export type MaskRow = {
  id: string;
  text: string;
  /** Such as `pt_BR`; `mixed` where it is not known. */
  locale?: string;
  crm?: { name?: string; email?: string; phone?: string } | null;
};

/** Something found, with offsets in UTF-16 code units and the finder's own name of its type. */
export type Found = { start: number; end: number; type: string };

/** What finding took, without the start of the process. */
export type MaskUsage = {
  cpu_s: number;
  wall_s: number;
  passes: number;
  rss_bytes_max: number;
};

const warmUpRowCount = 20; // what is loaded on first use is not part of the work

/**
 * Runs `find` over every row of the NDJSON file `source`, `passes` times, and writes what it found
 * to `target` and what that took to `target`.usage.json: what `peers/mask_rows.py` does for Python.
 */
export async function timeFinding(
  [source, target]: readonly [source: string, target: string],
  find: (row: MaskRow) => Found[] | Promise<Found[]>,
  options: { passes?: number; work?: (row: MaskRow) => unknown } = {},
): Promise<void> {
  const { passes = 1, work = find } = options;
  const rows = await readRows(source);
  for (const row of rows.slice(0, warmUpRowCount)) await work(row);
  const [cpuBefore, wallBefore] = [process.cpuUsage(), performance.now()];
  for (let pass = 0; pass < passes; pass++) {
    for (const row of rows) {
      const result = work(row);
      // awaiting what is no promise would be most of the time of a fast finder
      if (result instanceof Promise) await result;
    }
  }
  const wall = performance.now() - wallBefore;
  const { user, system } = process.cpuUsage(cpuBefore);
  const usage: MaskUsage = {
    cpu_s: (user + system) / 1e6,
    wall_s: wall / 1e3,
    passes,
    rss_bytes_max: process.resourceUsage().maxRSS * 1_024,
  };
  await writeFile(`${target}.usage.json`, JSON.stringify(usage));
  const lines: string[] = [];
  for (const row of rows) lines.push(JSON.stringify({ id: row.id, spans: await find(row) }));
  await writeFile(target, `${lines.join("\n")}\n`);
}

/** What one row took of the processor, the median of some calls. */
export type RowTime = { id: string; ms: number };

/** Runs `find` over each row by itself, `calls` times, and writes what that took to `target`. */
export async function timeEach(
  [source, target]: readonly [source: string, target: string],
  find: (row: MaskRow) => Found[],
  calls: number,
): Promise<void> {
  const times = (await readRows(source)).map((row): RowTime => {
    const taken = Array.from({ length: calls }, () => {
      const before = process.cpuUsage();
      find(row);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e3;
    });
    taken.sort((one, other) => one - other);
    return { id: row.id, ms: taken[Math.floor(calls / 2)]! }; // called at least once
  });
  await writeFile(target, JSON.stringify(times));
}

async function readRows(source: string): Promise<MaskRow[]> {
  return (await readFile(source, "utf8")).trimEnd().split("\n").map(parseRow);
}

function parseRow(line: string): MaskRow {
  return JSON.parse(line) as MaskRow; // written by this benchmark, or the labelled set
}
