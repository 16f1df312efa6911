import type { Json } from "../../storage/delta-log/json.ts";
import type { Snapshot } from "../../storage/delta-log/snapshot.ts";
import type { Row } from "../../storage/duckdb/connection.ts";
import type { StageCall } from "../enrich/stages.ts";

/** What became of a write. */
export type Written = {
  /** Version of the table afterwards. */
  version: number;
  /** Whether its rows changed; a result equal to what stands there changes nothing. */
  changed: boolean;
};

export type WriteOptions = {
  /** What is kept with the commit under `earshot`; given the version the commit would have. */
  record: (outcome: { version: number; changed: boolean }) => Record<string, Json>;
  /** Columns that order the rows of a SELECT over kept rows, which may be read several times. */
  orderBy?: readonly string[];
  /** Transactions of the commit, by application id. */
  transactions?: readonly { appId: string; version: number }[];
  /** Write although the caller asked to stop: for what a run says about itself. */
  evenWhenStopped?: boolean;
};

/** A function of one row: texts in, a text out; its arity is the number of arguments in SQL. */
export type TextFunction = (...texts: (string | null)[]) => string | null;

/**
 * One line of work on an engine: statements in it run one after another and share temporary
 * tables. Lines run side by side.
 */
export type Session = AsyncDisposable & {
  /** Keeps the rows of a SELECT for this session under a name. */
  keep(name: string, select: string): Promise<void>;
  /** Rows of a small result. */
  rows(select: string): Promise<Row[]>;
  /** Keeps the rows a stage gives for the rows of a SELECT. */
  keepStage(name: string, call: StageCall, input: string): Promise<void>;
  /**
   * Makes the rows of a SELECT the whole content of a table. The SELECT, or `orderBy`, orders them
   * by a unique key, so that the same rows give the same bytes.
   */
  overwrite(id: string, select: string, options: WriteOptions): Promise<Written>;
  /** Adds the rows of a SELECT to a table; columns the table lacks are added. */
  append(id: string, select: string, options: WriteOptions): Promise<Written>;
  /** Stops what runs now; it fails. */
  interrupt(): void;
};

/**
 * An engine that runs SQL models and stages over the lake, with any number of workers and the same
 * result for each number.
 */
export type Executor = AsyncDisposable & {
  readonly name: string;
  readonly workers: number;
  session(): Promise<Session>;
  /** Latest version of a table; undefined when there is none. */
  snapshot(id: string): Promise<Snapshot | undefined>;
  /** Lets SQL read the latest version of a table under its id; false when there is none. */
  showTable(id: string): Promise<boolean>;
  /** Lets SQL read a SELECT under a name, `schema.name`. */
  showSelect(id: string, select: string): Promise<void>;
  /** Lets SQL call a function over texts that gives a text; it must be pure. */
  defineFunction(name: string, apply: TextFunction): Promise<void>;
};
