import { mkdir, rename } from "node:fs/promises";
import { createWriteStream } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { systemClock, type Clock } from "../../core/base/clock.ts";
import { EarshotError } from "../../core/base/errors.ts";
import { sampleFiles } from "../../kernel/sample/sample.ts";

/** A flag's instant can't be read. */
export class InstantError extends EarshotError {
  readonly code = "INSTANT_INVALID";
  readonly kind = "invalid";
}

export type GenerateOptions = {
  out: string;
  seed: number;
  /** 1 to 10,000: thousands of further chats above 1. */
  scale: number;
  /** Instant or day the dates are counted back from; default: now. */
  asOf?: string | undefined;
  clock?: Clock;
  signal?: AbortSignal | undefined;
  onFile?: (file: { path: string; rowCount: number }) => void;
};

/**
 * Writes the sample company into a folder, each file whole or not at all; files of the same names
 * are replaced.
 *
 * @throws InstantError when `asOf` is no date.
 */
export async function generateSample(
  options: GenerateOptions,
): Promise<{ path: string; rowCount: number }[]> {
  const asOf = instantOf(options.asOf, options.clock ?? systemClock);
  const written: { path: string; rowCount: number }[] = [];
  for (const file of sampleFiles({ seed: options.seed, scale: options.scale, asOf })) {
    options.signal?.throwIfAborted();
    const path = resolve(options.out, file.path);
    await mkdir(dirname(path), { recursive: true });
    const temporary = join(dirname(path), `.${process.pid}.partial`);
    await pipeline(
      Readable.from(file.text(), { objectMode: true }),
      createWriteStream(temporary),
      options.signal === undefined ? {} : { signal: options.signal },
    );
    await rename(temporary, path);
    const { path: name, rowCount } = file;
    written.push({ path: name, rowCount });
    options.onFile?.({ path: name, rowCount });
  }
  return written;
}

/** An instant or a day (its noon, UTC) as a Date, to the second. */
function instantOf(text: string | undefined, clock: Clock): Date {
  if (text === undefined) return new Date(Math.floor(clock.now().getTime() / 1_000) * 1_000);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const instant = new Date(isDay ? `${text}T12:00:00Z` : text);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new InstantError(`--as-of ${text} is no date; write 2026-01-31 or 2026-01-31T12:00:00Z`);
}
