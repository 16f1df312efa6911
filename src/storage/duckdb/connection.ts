import {
  DuckDBTypeId,
  StatementType,
  type DuckDBConnection,
  type DuckDBResult,
  type Json,
} from "@duckdb/node-api";

import { quoteText } from "../../core/base/sql-text.ts";
import { NotSelectError } from "./duckdb-errors.ts";
import { textOf } from "./json-text.ts";
import { readChunks } from "./read-chunks.ts";

/** A row of a result; 64-bit integers, decimals and times come as text. */
export type Row = Record<string, Json>;

/** The rows of a statement, in chunks of up to 2,048, values in the order of the columns. */
export type RowStream = { columns: string[]; chunks: AsyncIterable<Json[][]> };

/**
 * A connection on which statements run one after another, however they are called. DuckDB ends an
 * open stream early and without an error when anything else runs on its connection; so whatever is
 * asked for during a stream waits for its end. On a sealed database only SELECTs run.
 */
export type Connection = {
  /** Runs one or more statements; results are dropped. */
  run(sql: string): Promise<void>;
  /** All rows of one statement. For results that fit in memory. */
  rows(sql: string): Promise<Row[]>;
  /** The first row of one statement; undefined when there is none. */
  row(sql: string): Promise<Row | undefined>;
  /**
   * Streams the rows of one SELECT, after its column names; columns of instants are texts in the
   * session's time zone, with their offset. They are all computed first, into a
   * table that spills to disk: the driver ends a stream whose statement fails without an error, so
   * only rows that are counted can be trusted. The connection does nothing else until the stream
   * has been read, or its reading given up, or the connection is closed.
   */
  stream(sql: string): Promise<RowStream>;
  /** Writes the rows of one SELECT into a Parquet file; on a sealed database too. */
  writeParquet(select: string, path: string): Promise<void>;
  /** Names and types of a SELECT's columns, without running it. */
  describe(select: string): Promise<{ name: string; type: string }[]>;
  /** Stops the statement that runs now, if any; it fails with an error. */
  interrupt(): void;
  /** The driver's connection, for what only `storage/duckdb` may do with it. */
  readonly driver: DuckDBConnection;
  /** Closes it once what was asked for has ended; a stream still open ends here, with an error. */
  close(): Promise<void>;
};

/**
 * Wraps the driver's connection.
 *
 * @param isSealed - Whether only SELECTs may run now.
 */
export function wrapConnection(
  driver: DuckDBConnection,
  isSealed: () => boolean = () => false,
): Connection {
  let last: Promise<unknown> = Promise.resolve();
  let cutStream: (() => void) | undefined;
  let isClosing = false;

  const queued = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };

  const checkStatement = async (sql: string): Promise<void> => {
    if (isSealed()) await checkIsSelect(driver, sql);
  };

  const rows = (sql: string): Promise<Row[]> =>
    queued(async () => {
      await checkStatement(sql);
      return (await driver.runAndReadAll(sql)).getRowObjectsJson();
    });

  async function stream(select: string): Promise<RowStream> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const opening = queued(() => openStream(driver, select));
    // Set before the stream opens: what is asked for meanwhile waits for its end, not its start.
    last = opening.then(
      () => ended,
      () => undefined,
    );
    const { columns, rowCount, result } = await opening;
    const { chunks, cut } = readChunks(result.yieldRowsJson(), rowCount, end);
    cutStream = () => {
      driver.interrupt();
      cut();
    };
    if (isClosing) cutStream();
    return { columns, chunks };
  }

  return {
    run: (sql) =>
      queued(async () => {
        await checkStatement(sql);
        await driver.run(sql);
      }),
    rows,
    row: async (sql) => (await rows(sql))[0],
    stream,
    writeParquet: (select, path) =>
      queued(async () => {
        await checkIsSelect(driver, select);
        // The line break ends a comment at the end of the SELECT.
        await driver.run(
          `COPY (${select}\n) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`,
        );
      }),
    describe: async (select) => (await rows(`DESCRIBE ${select}`)).map(describedColumn),
    interrupt: () => driver.interrupt(),
    driver,
    close() {
      isClosing = true;
      cutStream?.();
      return queued(async () => driver.closeSync());
    },
  };
}

/** Holds the rows of a connection's stream while they are read. */
const streamTable = `temp.main."earshot stream"`;

async function openStream(
  driver: DuckDBConnection,
  select: string,
): Promise<{ columns: string[]; rowCount: number; result: DuckDBResult }> {
  const columns = await checkIsSelect(driver, select);
  const shown = columns.map(({ typeId }, i) =>
    typeId === DuckDBTypeId.TIMESTAMP_TZ ? `CAST(#${i + 1} AS VARCHAR)` : `#${i + 1}`,
  );
  // The line break ends a comment at the end of the SELECT.
  const made = await driver.runAndReadAll(
    `CREATE OR REPLACE TEMP TABLE ${streamTable} AS (${select}\n)`,
  );
  const rowCount = Number(made.getRowsJson()[0]?.[0]);
  return {
    columns: columns.map(({ name }) => name),
    rowCount,
    result: await driver.stream(`SELECT ${shown.join(", ")} FROM ${streamTable}`),
  };
}

/** Asks the engine itself what a statement is; nothing of it runs. Returns its columns. */
async function checkIsSelect(
  driver: DuckDBConnection,
  sql: string,
): Promise<{ name: string; typeId: DuckDBTypeId }[]> {
  const prepared = await driver.prepare(sql);
  try {
    if (prepared.statementType !== StatementType.SELECT) throw new NotSelectError();
    return Array.from({ length: prepared.columnCount }, (_, i) => ({
      name: prepared.columnName(i),
      typeId: prepared.columnTypeId(i),
    }));
  } finally {
    prepared.destroySync();
  }
}

function describedColumn(row: Row): { name: string; type: string } {
  return { name: textOf(row["column_name"]), type: textOf(row["column_type"]) };
}
