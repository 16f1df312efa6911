import type { Json } from "@duckdb/node-api";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import { assert, EarshotError, messageOf } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import { DeltaVersionMissingError } from "../../storage/delta/errors.ts";
import { lakeIn, listTables, type Lake } from "../pipeline/lake.ts";
import { openLocalExecutor, type LocalExecutor } from "../pipeline/local-executor.ts";
import type { LocalSession } from "../pipeline/local-session.ts";
import { openRelations } from "../pipeline/relations.ts";
import type { Project } from "../pipeline/steps.ts";
import { dialectMacros, rewriteDialect } from "./dialect.ts";
import { orderDistinctLists } from "./distinct-order.ts";
import { macroNames } from "./functions.ts";
import { guardQuery, type NamedTable } from "./guard.ts";
import { QueryDeniedError, QueryError, QueryTimeoutError } from "./query-errors.ts";

/** The answer of a query, streamed; the query ends when the chunks do, or when it is disposed. */
export type QueryAnswer = AsyncDisposable & {
  columns: string[];
  /** Rows in chunks, values in the order of the columns; big numbers and times as text. */
  chunks: AsyncIterable<Json[][]>;
};

export type QueryOptions = {
  project: Project;
  lake: Lake;
  workers: number;
  signal?: AbortSignal | undefined;
};

/** Ids that queries may name: tables there are, views, and tables that a run would make. */
export async function queryableTables(project: Project, lake: Lake): Promise<string[]> {
  return [...new Set([...(await listTables(lake)), ...project.columns.keys()])];
}

/**
 * Runs one SELECT over the lake. It sees the latest version of each table it names, or the one
 * that `VERSION AS OF` says; it can open nothing else.
 *
 * @throws QueryDeniedError, QueryError, QueryTimeoutError
 */
export async function runQuery(sql: string, options: QueryOptions): Promise<QueryAnswer> {
  const open = await openQuery(sql, options);
  async function* read(chunks: AsyncIterable<Json[][]>): AsyncGenerator<Json[][]> {
    try {
      for await (const chunk of chunks) {
        open.timer.check();
        yield chunk;
      }
    } catch (cause) {
      throw open.timer.reason() ?? explain(cause);
    }
  }
  try {
    const { columns, chunks } = await open.session.connection.stream(open.sql);
    return { columns, chunks: read(chunks), [Symbol.asyncDispose]: () => open.close() };
  } catch (cause) {
    await open.close();
    throw open.timer.reason() ?? explain(cause);
  }
}

/**
 * Runs one SELECT and gives its rows as a Parquet file.
 *
 * @param use - Reads the file; it is gone afterwards.
 */
export async function queryToParquet<T>(
  sql: string,
  options: QueryOptions,
  use: (path: string) => Promise<T>,
): Promise<T> {
  await mkdir(options.lake.temporary, { recursive: true });
  const folder = await mkdtemp(join(options.lake.temporary, "answer-"));
  try {
    const open = await openQuery(sql, options, folder);
    const path = join(folder, "answer.parquet");
    try {
      await open.session.connection.writeParquet(open.sql, path);
    } catch (cause) {
      throw open.timer.reason() ?? explain(cause);
    } finally {
      await open.close();
    }
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type OpenQuery = {
  sql: string;
  session: LocalSession;
  timer: Timer;
  close(): Promise<void>;
};

async function openQuery(
  sql: string,
  options: QueryOptions,
  writeFolder?: string,
): Promise<OpenQuery> {
  const { project, lake, workers, signal } = options;
  const { limits, time_zone: timeZone } = project.loaded.settings;
  signal?.throwIfAborted();
  const executor = await openLocalExecutor({
    lake: lakeIn(lake.folder),
    clock: { now: () => project.asOf },
    workers,
    memoryLimit: limits.memory,
    rowsPerFile: limits.rows_per_file,
    macros: project.macros,
    signal,
  });
  try {
    const session = await executor.session();
    const plain = rewriteDialect(sql);
    const day = new Intl.DateTimeFormat("en-CA", { timeZone }).format(project.asOf);
    const macros = dialectMacros(day, project.asOf.toISOString(), timeZone);
    const nameable = {
      tables: await queryableTables(project, lake),
      functions: macroNames(project.macros + macros),
      folder: lake.tables,
      charactersMax: limits.sql_characters,
    };
    const asked = await guardQuery(session.connection, plain, nameable);
    const ordered = await orderDistinctLists(session.connection, plain);
    // What runs is what the guard has read, to the letter.
    const isSame = ordered === plain;
    const tables = isSame ? asked : await guardQuery(session.connection, ordered, nameable);
    await showTables(project, executor, tables);
    await executor.define(macros);
    await session.connection.run(`SET TimeZone = ${quoteText(timeZone)}`);
    await executor.seal(writeFolder);
    const timer = startTimer(limits.sql_seconds, () => session.interrupt(), signal);
    return {
      sql: ordered,
      session,
      timer,
      async close() {
        timer.stop();
        session.interrupt();
        await session[Symbol.asyncDispose]();
        await executor[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await executor[Symbol.asyncDispose]();
    throw error;
  }
}

/** Makes the tables a query names readable under the names it uses. */
async function showTables(
  project: Project,
  executor: LocalExecutor,
  tables: readonly NamedTable[],
): Promise<void> {
  const relations = openRelations(project, executor);
  await relations.show(tables.filter(({ version }) => version === undefined).map(({ id }) => id));
  for (const { schema, name, id, version } of tables) {
    const shownAs = `${schema === "" ? "main" : schema}.${name}`;
    if (version !== undefined) {
      if (project.views.has(id))
        throw new QueryError(`${id} is computed when asked; it has no versions`);
      const found = await executor
        .showTable(id, { version, name: shownAs })
        .catch((cause: unknown) => {
          throw cause instanceof DeltaVersionMissingError
            ? new QueryError(cause.message, { cause })
            : cause;
        });
      if (!found) throw new QueryError(`${id} is not there yet; \`earshot run\` makes it`);
    } else if (shownAs.toLowerCase() !== id.toLowerCase()) {
      const [layer = "", table = ""] = id.split(".");
      await executor.showSelect(shownAs, `SELECT * FROM ${quoteName(layer)}.${quoteName(table)}`);
    }
  }
}

type Timer = {
  /** Why the query has to end: its time is over, or the caller asked; undefined when neither. */
  reason(): Error | undefined;
  /** Throws that reason. */
  check(): void;
  stop(): void;
};

function startTimer(
  seconds: number,
  interrupt: () => void,
  signal: AbortSignal | undefined,
): Timer {
  let expired: QueryTimeoutError | undefined;
  let repeating: NodeJS.Timeout | undefined;
  // Again and again: the engine forgets an interruption that comes between two statements.
  const end = (): void => {
    interrupt();
    repeating ??= setInterval(interrupt, 50);
  };
  const timeout = setTimeout(
    () => {
      expired = new QueryTimeoutError(
        `the query took longer than ${seconds} s; narrow it, or raise limits.sql_seconds in the settings`,
      );
      end();
    },
    Math.min(seconds * 1000, 2 ** 31 - 1),
  );
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted === true) end();
  const reason = (): Error | undefined => {
    if (expired !== undefined || signal?.aborted !== true) return expired;
    return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
  };
  return {
    reason,
    check() {
      const why = reason();
      if (why !== undefined) throw why;
    },
    stop() {
      clearTimeout(timeout);
      clearInterval(repeating);
      signal?.removeEventListener("abort", end);
    },
  };
}

/** The engine's complaint as one about the query: it is the user's own text that is quoted. */
function explain(cause: unknown): Error {
  const message = messageOf(cause);
  assert(cause instanceof Error, message);
  if (cause instanceof EarshotError) return cause;
  if (/^Permission Error|the configuration has been locked/.test(message)) {
    return new QueryDeniedError("queries read tables of the lake, nothing else", { cause });
  }
  return new QueryError(message.replace(/^[A-Z]\w+ Error: /, "").trim(), { cause });
}
