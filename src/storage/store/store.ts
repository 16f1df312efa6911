/** A row, by column: numbers, texts, booleans, `Date` for instants, parsed JSON, `Uint8Array`. */
export type StoreRow = Readonly<Record<string, unknown>>;

/** Statements of PostgreSQL, with `$1`, `$2` … for the parameters. */
export type StoreQueries = {
  /** The rows that a statement gives; BIGINT as a number (below 2^53), NUMERIC as text. */
  rows(sql: string, parameters?: readonly unknown[]): Promise<StoreRow[]>;
};

/** What changes row by row: the same SQL within the process and on a server. */
export type Store = StoreQueries &
  AsyncDisposable & {
    readonly kind: "embedded" | "server";
    /** Whether it knows the type `vector`. */
    readonly hasVectors: boolean;
    /**
     * Runs `work` in one transaction: all of it is durable when this resolves, or nothing of it
     * happened. Transactions of an embedded store run one after another.
     */
    transaction<T>(work: (within: StoreQueries) => Promise<T>): Promise<T>;
  };
