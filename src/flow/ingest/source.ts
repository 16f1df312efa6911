import type { Clock } from "../../core/base/clock.ts";
import type { LoadedSettings } from "../../core/config/read-settings.ts";
import type { SourceSettings } from "../../core/config/source-settings.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import type { Rejects } from "./rejects.ts";

/** One piece of a source that lands whole: a file, a page, a range. */
export type SourcePart = {
  /** Name kept in `_file`: for a file its path from the folder of the settings, with `/`. */
  name: string;
  /** Changes when the content, or the way it is read, does; 32 hexadecimal digits. */
  fingerprint: string;
  /** Size of the content as it stands, in bytes. */
  bytes: number;
  /** Where the source finds it again; only the source reads it. */
  location: string;
};

export type SourceContext = {
  settings: SourceSettings;
  loaded: LoadedSettings;
  /** Folder for caches; what is in it can be lost at any time. */
  cacheFolder: string;
  /** Folder for passing files, which the caller removes after reading; default: the cache's. */
  temporaryFolder?: string;
  /** Tells how old a file is; default: the machine's. */
  clock?: Clock;
  signal?: AbortSignal | undefined;
};

/** What could be read of a part in which something is broken, and what could not. */
export type Salvage = { select: string; rejects: Rejects };

/** A kind of source: where rows come from and how they are read. */
export type Source = {
  name: string;
  summary: string;
  /** What there is to read now, in the order in which later parts win. */
  parts(context: SourceContext): Promise<SourcePart[]>;
  /** Rows of a part, counted without keeping them; rows without any value may count as well. */
  countRows(part: SourcePart, context: SourceContext, connection: Connection): Promise<number>;
  /**
   * SELECT that gives a part's rows: every column as VARCHAR under a name the lake takes, then
   * `_row` BIGINT, from 1 in the order of the part.
   */
  select(part: SourcePart, context: SourceContext, connection: Connection): Promise<string>;
  /**
   * The same, without what is broken in the part, after reading it by `select` has failed;
   * undefined when nothing of it can be read.
   */
  salvage(
    part: SourcePart,
    context: SourceContext,
    connection: Connection,
  ): Promise<Salvage | undefined>;
};

/** Declares a kind of source; the file is named after it. */
export function defineSource(source: Source): Source {
  return source;
}
