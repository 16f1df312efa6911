import type { MaskedText } from "../../core/base/masked-text.ts";
import type { Settings } from "../../core/config/settings.ts";
import type { PiiClass } from "../../core/domain/entity.ts";
import type { LlmEmbedder } from "../llm/open-embedder.ts";
import type { Llm, LlmFailure, LlmPrice } from "../llm/llm.ts";
import type { SettingsPart } from "./setting-parts.ts";

/** Column types a stage can take and give; each has one TypeScript form. */
export type StageType =
  | "VARCHAR"
  | "MASKED_TEXT"
  | "BIGINT"
  | "DOUBLE"
  | "BOOLEAN"
  | "TIMESTAMPTZ"
  | "VARCHAR[]"
  | "DOUBLE[]"
  | "BINARY";

export type StageColumns = Readonly<Record<string, StageType>>;

/** What a value of a type is in TypeScript. */
type Values = {
  VARCHAR: string;
  MASKED_TEXT: MaskedText;
  BIGINT: number;
  DOUBLE: number;
  BOOLEAN: boolean;
  /** Milliseconds since 1970, maybe with a part; until 2109 exact to the microsecond. */
  TIMESTAMPTZ: number;
  "VARCHAR[]": readonly (string | null)[];
  "DOUBLE[]": readonly (number | null)[];
  /** Few bytes, such as a vector. */
  BINARY: Uint8Array;
};

/** Rows by column. Every column has `rowCount` values; a missing value is null. */
export type Batch<C extends StageColumns> = {
  rowCount: number;
  columns: { [K in keyof C]: readonly (Values[C[K]] | null)[] };
};

/**
 * What a stage without groups says of answers that stay: a row of its table stands for the input row
 * that has the same values in `by`, which hold everything its answer depends on, as long as its
 * column `while` holds the present {@link answerVersion}.
 */
export type Reuse<B extends string = string, W extends string = string> = {
  by: readonly B[];
  while: W;
};

/** A row as an {@link Asker} sees it. */
export type AskedRow = Readonly<Record<string, string | number | boolean | null>>;

/** What a stage that asks a language model is given to do so. */
export type AskContext = {
  /** Opens it when first called; nothing is opened where no row is asked about. */
  llm: () => Promise<Llm>;
  /** Opens the model that makes embeddings, as `llm` does. */
  embedder: () => Promise<LlmEmbedder>;
  /** Run that the calls are noted under. */
  runId: string;
  /** Whether the run ends where an answer can't be had for now, instead of going on without it. */
  stopsOnFailure: boolean;
};

/** What asking a language model came to. */
export type AskTally = {
  /** Questions about texts; a text may be asked two. */
  askedCount: number;
  /** Answers that were kept from before and cost nothing. */
  keptCount: number;
  failures: Readonly<Partial<Record<LlmFailure, number>>>;
};

/** Models that are asked beside `run`, of the rows that it gave: in one thread, and awaited. */
export type Asker = AsyncDisposable & {
  /** Columns that it looks at: of the output, or else of the input; each a VARCHAR or DOUBLE. */
  reads: readonly string[];
  /** Columns of the output that it fills instead. */
  writes: readonly string[];
  /** Rows that it is asked about at a time; default 1,000. */
  rowsAtOnce?: number;
  /**
   * Values of the columns that it writes, one a row. No row's depend on what rows come with it.
   *
   * @param onProgress - Told now and then how many of the rows are done.
   */
  answer(
    rows: readonly AskedRow[],
    signal?: AbortSignal,
    onProgress?: (doneCount: number) => void,
  ): Promise<Readonly<Record<string, readonly unknown[]>>>;
  /** What asking would cost, where that costs something. */
  price?(rows: readonly AskedRow[]): Promise<LlmPrice>;
  /** What it came to so far, where asking costs something. */
  tally?(): AskTally;
};

/**
 * A step written in TypeScript over columns. Its input is the SELECT in the `.sql` file beside
 * it, so it may join.
 *
 * With `group` it gets each group whole, one a call, in the given `order`, and may give any number
 * of rows. Without, it gets batches of up to 2,048 rows in no order, and gives one row for each.
 * `run` is pure: no I/O, no clock, no call knows of another; so it may run in any thread.
 * `prepare` loads what `run` needs, before its first call in a thread: the one place for I/O.
 */
export type Stage<I extends StageColumns = StageColumns, O extends StageColumns = StageColumns> = {
  /** Kebab case, as the file. */
  name: string;
  summary: string;
  /** Rises when `run` gives other results; the table is then computed again. */
  version: number;
  /** Table it writes, such as `enriched.conversation_turns`. */
  writes: string;
  /** Columns of the output that together are unique, and sort the table. */
  key: readonly (keyof O & string)[];
  group?: readonly (keyof I & string)[];
  order?: readonly (keyof I & string)[];
  input: I;
  output: O;
  /** What each output column means. */
  docs: { [K in keyof O]: string };
  /** Tasks whose models it asks, such as `sentiment`; each is given as the registry's champion. */
  models?: readonly string[];
  /** Tasks for which it asks models in ONNX, where the settings name some. */
  onnxModels?: readonly string[];
  /** Prompts that it asks a language model by. */
  prompts?: readonly string[];
  /** Parts of the settings that it is given. */
  settings?: readonly SettingsPart[];
  /** Versions of the rules and weights that come with the code; part of what made an answer. */
  builtIn?: Readonly<Record<string, string>>;
  /** Where its rows need not be made anew as long as what they are made of stays. */
  reuses?: Reuse<keyof I & keyof O & string, keyof O & string>;
  /**
   * Which output columns are personal, and why. Where the input takes something personal, every
   * VARCHAR of the output is listed: NONE if nothing of it is left there.
   */
  pii?: { readonly [K in keyof O]?: PiiClass | "NONE" };
  /**
   * `parameters` are what the step that runs it passes on, the same object for all its calls:
   * {@link StageParameters} where it declares models, settings or what it reuses.
   */
  run: (batch: Batch<I>, parameters?: unknown) => Batch<O>;
  prepare?: (parameters?: unknown) => Promise<void>;
  /** Opens what is asked beside `run`, for a stage that reuses answers; undefined if nothing is. */
  ask?: (parameters: unknown, context: AskContext) => Promise<Asker | undefined>;
  /** What gives its answers; a language model's are asked for again while they could not be had. */
  tier?: "local" | "llm";
  /** Whether the settings want its table; there is none where they don't. Default: always. */
  isWanted?: (settings: Settings) => boolean;
};

/** Declares a stage; the file is named after it. */
export function defineStage<const I extends StageColumns, const O extends StageColumns>(
  stage: Stage<I, O>,
): Stage<I, O> {
  return stage;
}
