import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import type { Connection } from "../../storage/duckdb/connection.ts";
import type { Rejects } from "./rejects.ts";
import type { Source, SourceContext, SourcePart } from "./source.ts";
import { isContentTrouble, unreadableFile } from "./unreadable.ts";

/** A part, and with what to read it. */
export type PartReading = {
  source: Source;
  part: SourcePart;
  context: SourceContext;
  connection: Connection;
};

/** What a reading gave, and what was set aside in it; undefined when nothing was. */
export type PartRead<T> = { result: T; rejects: Rejects | undefined };

/**
 * Reads a part; when the engine stumbles over something in it, once more what can be read of it.
 * The first way is the fast one; only the second knows what is wrong.
 *
 * @param read - Reads it the fast way; what it did counts for nothing when it fails.
 * @param use - Reads the rows of a SELECT.
 * @throws UnreadableFileError when nothing of the part can be used.
 */
async function readOrSalvage<T>(
  { source, part, context, connection }: PartReading,
  read: () => Promise<T>,
  use: (select: string) => Promise<T>,
): Promise<PartRead<T>> {
  try {
    try {
      return { result: await read(), rejects: undefined };
    } catch (cause) {
      context.signal?.throwIfAborted();
      if (!isContentTrouble(cause)) throw cause;
      const salvage = await source.salvage(part, context, connection);
      if (salvage === undefined) throw cause;
      return { result: await use(salvage.select), rejects: salvage.rejects };
    }
  } catch (cause) {
    context.signal?.throwIfAborted();
    throw unreadableFile(part, cause);
  }
}

/** Uses the SELECT of a part's rows, or of those that can be read. It may use two, one by one. */
export function readPart<T>(
  reading: PartReading,
  use: (select: string) => Promise<T>,
): Promise<PartRead<T>> {
  const { source, part, context, connection } = reading;
  const read = async (): Promise<T> => use(await source.select(part, context, connection));
  return readOrSalvage(reading, read, use);
}

/** Counts the rows of a part without keeping them, and what would be set aside of it. */
export function countPart(reading: PartReading): Promise<PartRead<number>> {
  return inPassing(reading, (passing) => {
    const { source, part, context, connection } = passing;
    return readOrSalvage(
      passing,
      () => source.countRows(part, context, connection),
      async (select) => {
        const row = await connection.row(`SELECT count(*) AS n FROM (${select})`);
        return Number(row?.["n"] ?? 0);
      },
    );
  });
}

/** Names of a part's columns. */
export async function describePart(reading: PartReading): Promise<string[]> {
  const { result } = await inPassing(reading, (passing) =>
    readPart(passing, (select) => reading.connection.describe(select)),
  );
  return result.map(({ name }) => name).filter((name) => name !== "_row");
}

/** Reads with a folder for passing files that is gone afterwards. */
async function inPassing<T>(
  reading: PartReading,
  read: (passing: PartReading) => Promise<T>,
): Promise<T> {
  const { context } = reading;
  await mkdir(context.cacheFolder, { recursive: true });
  const temporaryFolder = await mkdtemp(join(context.cacheFolder, "passing-"));
  try {
    return await read({ ...reading, context: { ...context, temporaryFolder } });
  } finally {
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}
