import type { DuckDBConnection, Json } from "@duckdb/node-api";

/** A row of a result; 64-bit integers, decimals and times come as text. */
export type Row = Record<string, Json>;

/**
 * A connection on which statements run one after another, however they are called. DuckDB ends an
 * open stream early and without an error when anything else runs on its connection; so streams
 * have connections of their own ({@link Database.stream}) and this one gives whole results only.
 */
export type Connection = {
  /** Runs one or more statements; results are dropped. */
  run(sql: string): Promise<void>;
  /** All rows of one statement. For results that fit in memory. */
  rows(sql: string): Promise<Row[]>;
  /** The first row of one statement; undefined when there is none. */
  row(sql: string): Promise<Row | undefined>;
  /**
   * Streams the rows of one statement, a chunk (up to 2,048 rows) at a time, after its column
   * names. The connection does nothing else until the stream has ended.
   */
  stream(sql: string): Promise<{ columns: string[]; chunks: AsyncIterable<Json[][]> }>;
  /** Names and types of a SELECT's columns, without running it. */
  describe(select: string): Promise<{ name: string; type: string }[]>;
  /** Stops the statement that runs now, if any; it fails with an error. */
  interrupt(): void;
  /** The driver's connection, for what only `storage/duckdb` may do with it. */
  readonly driver: DuckDBConnection;
  /** Closes it once what was asked for has ended. */
  close(): Promise<void>;
};

/** Wraps the driver's connection. */
export function wrapConnection(driver: DuckDBConnection): Connection {
  let last: Promise<unknown> = Promise.resolve();
  const queued = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
  const rows = (sql: string): Promise<Row[]> =>
    queued(async () => (await driver.runAndReadAll(sql)).getRowObjectsJson());
  return {
    run: (sql) => queued(async () => void (await driver.run(sql))),
    rows,
    row: async (sql) => (await rows(sql))[0],
    async stream(sql) {
      let ended: () => void = () => undefined;
      const free = new Promise<void>((resolve) => (ended = resolve));
      const result = await queued(() => driver.stream(sql));
      last = free; // whatever is asked for next waits for the end of the stream
      async function* chunks(): AsyncGenerator<Json[][]> {
        try {
          yield* result.yieldRowsJson();
        } finally {
          ended();
        }
      }
      return { columns: result.columnNames(), chunks: chunks() };
    },
    async describe(select) {
      const columns = await rows(`DESCRIBE ${select}`);
      return columns.map((column) => ({
        name: String(column["column_name"]),
        type: String(column["column_type"]),
      }));
    },
    interrupt: () => driver.interrupt(),
    driver,
    close: () => queued(async () => driver.closeSync()),
  };
}
