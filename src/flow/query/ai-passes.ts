import type { AiMemory, AiNotes } from "./ai-memory.ts";
import type { AiSite } from "./ai-sites.ts";
import { QueryError } from "./query-errors.ts";

/** Passes beyond one a level and one for the result: texts may come to light late, not for ever. */
const passesSpare = 8;

export type AiPasses<T> = {
  memory: AiMemory;
  sites: readonly AiSite[];
  /** Runs the query once. */
  run: () => Promise<T>;
  /** Drops what a run gave. */
  drop: (given: T) => Promise<void>;
  /** Answers notes, in their order. */
  answer: (notes: AiNotes) => Promise<readonly (string | null)[]>;
};

/**
 * Runs a query until no answer is missing, and gives that run's result. Each pass notes what sites
 * of the level at hand are asked; their arguments are right, because all they depend on has its
 * answers by then.
 *
 * @throws QueryError when every pass asks about other texts.
 */
export async function runPasses<T>({ memory, sites, run, drop, answer }: AiPasses<T>): Promise<T> {
  const levels = Math.max(...sites.map((site) => site.level));
  let level = 1;
  for (let pass = 0; pass <= 2 * levels + passesSpare; pass++) {
    memory.begin(level);
    const given = await run();
    if (!memory.isShort()) return given;
    await drop(given);
    const missed = memory.missed();
    for (const notes of missed?.notes ?? []) memory.keep(notes, await answer(notes));
    level = Math.max(level, missed?.level ?? level) + 1;
  }
  throw new QueryError(
    "the texts that ai_ functions are asked about change each time the query runs; " +
      "give lists and limits an ORDER BY that settles every tie",
  );
}
