import type { Json } from "@duckdb/node-api";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { assert, EarshotError, messageOf } from "../../core/base/errors.ts";
import { quoteText } from "../../core/base/sql-text.ts";
import type { Settings } from "../../core/config/settings.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { lakeIn, listTables, type Lake } from "../pipeline/lake.ts";
import { openLocalExecutor } from "../pipeline/local-executor.ts";
import type { LocalSession } from "../pipeline/local-session.ts";
import type { Project } from "../pipeline/steps.ts";
import { loadMacros } from "../warehouse/models.ts";
import type { AiAnswers } from "../ai/ai-answers.ts";
import { aiFunctions } from "../ai/ai-question.ts";
import type { AiTally } from "../ai/ai-tally.ts";
import { openAnswering, type Answered } from "./ai-answering.ts";
import { rewriteAiCalls, type AiQuery } from "./ai-rewrite.ts";
import { dialectMacros, rewriteDialect } from "./dialect.ts";
import { orderDistinctLists } from "./distinct-order.ts";
import { macroNames } from "./functions.ts";
import { guardQuery, type NamedTable } from "./guard.ts";
import { QueryDeniedError, QueryError } from "./query-errors.ts";
import { startTimer, type QueryTimer } from "./query-timer.ts";
import { showTables, type TableRead } from "./show-tables.ts";

/** The answer of a query, streamed; the query ends when the chunks do, or when it is disposed. */
export type QueryAnswer = AsyncDisposable & {
  columns: string[];
  /** Rows in chunks, values in the order of the columns; big numbers and times as text. */
  chunks: AsyncIterable<Json[][]>;
  /** What it reads of each table. */
  reads: TableRead[];
  /** Who answered its `ai_…` functions, and what that cost; undefined where it calls none. */
  ai?: AiTally | undefined;
};

export type QueryOptions = {
  settings: Settings;
  asOf: Date;
  lake: Lake;
  workers: number;
  /** Gives the project; reading it may need a connection. */
  project: (connection: Connection) => Promise<Project>;
  /** Opens what answers `ai_…` functions, where a query calls any. */
  openAi: () => AiAnswers;
  /** Told how many texts of a question have their answer. */
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
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
    const { columns, chunks } = await open.answered(() => open.session.connection.stream(open.sql));
    return {
      columns,
      chunks: read(chunks),
      reads: open.reads,
      ai: open.tally(),
      [Symbol.asyncDispose]: () => open.close(),
    };
  } catch (cause) {
    await open.close();
    throw open.timer.reason() ?? explain(cause);
  }
}

/**
 * Runs one SELECT and gives its rows as a Parquet file.
 *
 * @param use - Reads the file; it is gone afterwards. Told as well what was read of each table.
 */
export async function queryToParquet<T>(
  sql: string,
  options: QueryOptions,
  use: (path: string, reads: readonly TableRead[], ai?: AiTally) => Promise<T>,
): Promise<T> {
  const open = await openQuery(sql, options, { writesFile: true });
  const path = join(open.folder, "answer.parquet");
  try {
    const { connection } = open.session;
    if (open.tally() !== undefined) {
      const { chunks } = await open.answered(() => connection.stream(open.sql));
      await chunks[Symbol.asyncIterator]().return?.();
    }
    await connection.writeParquet(open.sql, path);
  } catch (cause) {
    await open.close();
    throw open.timer.reason() ?? explain(cause);
  }
  try {
    open.timer.stop();
    return await use(path, open.reads, open.tally());
  } finally {
    await open.close();
  }
}

type OpenQuery = {
  sql: string;
  session: LocalSession;
  timer: QueryTimer;
  reads: TableRead[];
  /** Runs it, as often as it takes until its `ai_…` functions have their answers. */
  answered: Answered;
  tally: () => AiTally | undefined;
  /** For a file of its own, where it may write one; gone when it closes. */
  folder: string;
  close(): Promise<void>;
};

async function openQuery(
  sql: string,
  options: QueryOptions,
  { writesFile }: { writesFile: boolean } = { writesFile: false },
): Promise<OpenQuery> {
  const { settings, asOf, workers, signal } = options;
  const { limits } = settings;
  const lake = lakeIn(options.lake.folder);
  const folder = join(lake.temporary, "answer");
  signal?.throwIfAborted();
  await using opened = new AsyncDisposableStack();
  const executor = opened.use(
    await openLocalExecutor({
      lake,
      clock: { now: () => asOf },
      workers,
      memoryLimit: limits.memory,
      rowsPerFile: limits.rows_per_file,
      macros: loadMacros(),
      signal,
    }),
  );
  const session = opened.use(await executor.session());
  opened.defer(() => session.interrupt());
  const timer = startTimer(limits.sql_seconds, () => session.interrupt(), signal);
  opened.defer(() => timer.stop());
  try {
    const { connection } = session;
    const project = await options.project(connection);
    const macros = timeMacros(options);
    await executor.define(macros);
    await connection.run(`SET TimeZone = ${quoteText(settings.time_zone)}`);
    const checked = await checkQuery(sql, options, { project, macros, connection });
    if (writesFile) await mkdir(folder);
    const ai = checked.ai === undefined ? undefined : opened.use(options.openAi());
    const answering = await openAnswering(checked.ai, { ai, executor, timer, options });
    const writeFolder = writesFile ? folder : undefined;
    const shown = { tables: checked.tables, sql: checked.ai?.planned ?? checked.sql, writeFolder };
    const reads = await showTables({ project, executor, session, ...shown });
    await executor.seal();
    const closing = opened.move();
    const close = (): Promise<void> => closing.disposeAsync();
    return { sql: checked.sql, session, timer, reads, folder, ...answering, close };
  } catch (cause) {
    throw timer.reason() ?? cause;
  }
}

/** The functions that a query's time stands on. */
function timeMacros({ settings, asOf }: QueryOptions): string {
  const { time_zone: timeZone } = settings;
  const day = new Intl.DateTimeFormat("en-CA", { timeZone }).format(asOf);
  return dialectMacros(day, asOf.toISOString(), timeZone);
}

/** A query as it will run, to the letter, with the tables it reads. */
async function checkQuery(
  sql: string,
  { settings, lake }: QueryOptions,
  { project, macros, connection }: { project: Project; macros: string; connection: Connection },
): Promise<{ sql: string; tables: NamedTable[]; ai: AiQuery | undefined }> {
  const { limits } = settings;
  const plain = rewriteDialect(sql);
  const functions = macroNames(project.macros + macros);
  const nameable = {
    tables: await queryableTables(project, lake),
    functions: [...functions, ...Object.keys(aiFunctions)],
    folder: lake.tables,
    charactersMax: limits.sql_characters,
  };
  const tables = await guardQuery(connection, plain, nameable);
  const ordered = await orderDistinctLists(connection, plain);
  const ai = await rewriteAiCalls(connection, ordered);
  const runs = ai?.sql ?? ordered;
  // What runs is what the guard has read, to the letter.
  if (runs === plain) return { sql: plain, tables, ai };
  const called = [...functions, ...(ai?.sites ?? []).map((site) => site.called)];
  const own = { ...nameable, functions: called, charactersMax: Infinity };
  return { sql: runs, tables: await guardQuery(connection, runs, own), ai };
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
