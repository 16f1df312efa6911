import { monotonicMs } from "../../core/base/clock.ts";
import type { MaskedText } from "../../core/base/masked-text.ts";
import { newRunId } from "../../core/base/ids.ts";
import type { LoadedSettings } from "../../core/config/read-settings.ts";
import type { AskBill } from "../../flow/pipeline/ask-report.ts";
import { chooseSteps } from "../../flow/pipeline/choose.ts";
import type { Catalog, CatalogColumn, CatalogTable } from "../../flow/govern/catalog.ts";
import type { SqlFile } from "../../flow/govern/databricks.ts";
import { holdLake, type Holder } from "../../flow/pipeline/lake-lock.ts";
import { markLakeFormat } from "../../flow/pipeline/lake-format.ts";
import { clearPassingFiles, lakeIn, type Lake } from "../../flow/pipeline/lake.ts";
import { planRun, type Plan } from "../../flow/pipeline/plan.ts";
import type { RunReport } from "../../flow/pipeline/run-report.ts";
import { runPlan, type RunEvent } from "../../flow/pipeline/run.ts";
import {
  queryableTables,
  queryToParquet,
  runQuery,
  type QueryAnswer,
  type QueryOptions,
} from "../../flow/query/run-query.ts";
import type { TableRead } from "../../flow/query/show-tables.ts";
import { parseStatements } from "../../flow/query/statements.ts";
import type { Row } from "../../storage/duckdb/connection.ts";
import {
  type CatalogInput,
  type DatabricksInput,
  readCatalog,
  readDatabricksFiles,
} from "./catalog.ts";
import type { AiTally } from "../../flow/ai/ai-tally.ts";
import { openAi } from "./open-ai.ts";
import { openPrivacy } from "./open-privacy.ts";
import type { StepPrice } from "../../flow/pipeline/price.ts";
import { StoreHeldError } from "../../storage/store/store-errors.ts";
import { lazyLlm } from "./open-llm.ts";
import { pricePlan, type PriceInput } from "./price.ts";
import { optimizeLake, vacuumLake, type OptimizeInput, type VacuumInput } from "./maintain.ts";
import type { MaintainEvent, OptimizedTable, VacuumedTable } from "../../flow/pipeline/maintain.ts";
import { runStatements, type Rights } from "./statements.ts";
import {
  openScope,
  withProject,
  type EngineOptions,
  type OpenProject,
  type Scope,
} from "./scope.ts";

export type {
  AiTally,
  AskBill,
  Catalog,
  CatalogColumn,
  CatalogInput,
  CatalogTable,
  DatabricksInput,
  EngineOptions,
  Holder,
  MaintainEvent,
  OptimizedTable,
  OptimizeInput,
  Plan,
  StepPrice,
  QueryAnswer,
  Rights,
  RunEvent,
  RunReport,
  SqlFile,
  TableRead,
  VacuumedTable,
  VacuumInput,
};
export { maskPlain, maskPlainJson } from "../../kernel/privacy/mask-plain.ts";
export { maintainWarnings } from "../../flow/pipeline/maintain.ts";
export type { MaintainInput } from "./maintain.ts";
export { isAsking } from "../../flow/pipeline/price.ts";
export { supersededRule } from "../../flow/pipeline/findings.ts";
export { tellRejected } from "../../flow/pipeline/rejected-lines.ts";

/** Which part of a run is meant. */
export type RunScope = {
  /** Tables or layers: `gold`, `silver.tickets+`, `+top_customers`. */
  select?: string | undefined;
  /** Job id: `01_bronze_to_silver`, `02_silver_to_gold`. */
  job?: string | undefined;
  /** Compute chosen steps again although nothing changed. */
  fullRefresh?: boolean;
  signal?: AbortSignal | undefined;
};

export type RunInput = RunScope & {
  /** Milliseconds to wait while another run holds the lake; default 0. */
  waitMs?: number;
  onWait?: (holder: Holder) => void;
  onPlan?: (plan: Plan) => void;
  onEvent?: (event: RunEvent) => void;
  /** Told what language models have trouble with. */
  onWarning?: (message: MaskedText) => void;
};

/** How a question is asked. */
export type AskOptions = {
  /** What whoever asks may do; default: `read`. */
  rights?: Rights;
  /** Told how many texts an `ai_…` function has answered. */
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
  /** Told what goes wrong on the way to a language model and is tried again. */
  onWarning?: ((message: string) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/** What a run would do, and what its language models would cost, in which steps. */
export type PricedPlan = {
  plan: Plan;
  /** Undefined where no language model would be asked, or it can't be told now for how much. */
  prices: StepPrice[] | undefined;
  /** Why it can't: another process has the store, which knows what is kept and what is spent. */
  unpriced?: StoreHeldError;
};

/** Earshot, opened: everything the command line and the API do goes through here. */
export type Earshot = {
  readonly settings: LoadedSettings;
  readonly lake: Lake;
  /** Threads and steps at a time. */
  readonly workers: number;
  readonly asOf: Date;
  /** Says what a run would do, and changes nothing. */
  plan(scope?: RunScope): Promise<Plan>;
  /**
   * Says what a run would do and what it would cost: where a language model would be asked, what is
   * before that is computed aside, in a passing lake.
   */
  price(scope?: RunScope & PriceInput): Promise<PricedPlan>;
  /** Brings the lake up to date. */
  run(input?: RunInput): Promise<RunReport>;
  /**
   * Answers one SELECT, or statements that maintain tables or tell about them; dispose the answer
   * when done with it.
   */
  query(sql: string, options?: AskOptions): Promise<QueryAnswer>;
  /** All rows of such an answer, for answers that fit in memory. */
  rows(sql: string, options?: AskOptions): Promise<Row[]>;
  /** Answers one SELECT as a Parquet file, which is gone after `use`. */
  queryToParquet<T>(
    sql: string,
    use: (path: string, reads: readonly TableRead[], ai?: AiTally) => Promise<T>,
    options?: Omit<AskOptions, "rights">,
  ): Promise<T>;
  /** Every table with its columns: why each is personal, how it shows that, what it is made of. */
  catalog(input?: CatalogInput): Promise<Catalog>;
  /** SQL that makes the five tables of support in Databricks, tags what is personal, loads them. */
  databricksFiles(input?: DatabricksInput): Promise<SqlFile[]>;
  /** Ids of the tables that queries may name. */
  tables(): Promise<string[]>;
  /** Puts small files of tables together, or clusters their rows by columns; no row changes. */
  optimize(input: OptimizeInput): Promise<OptimizedTable[]>;
  /** Deletes files that no version within the retention needs. */
  vacuum(input: VacuumInput): Promise<VacuumedTable[]>;
};

/**
 * Opens Earshot with its settings. Nothing is held open between calls.
 *
 * @throws SettingsError when a setting can't be used.
 */
export function openEarshot(options: EngineOptions = {}): Earshot {
  const scope = openScope(options);
  const { settings, workers, asOf } = scope;
  const lake = lakeIn(scope.dataFolder);
  const queryOptions = ({ signal, onProgress, onWarning }: AskOptions): QueryOptions => ({
    settings: settings.settings,
    asOf,
    lake,
    workers,
    project: scope.project,
    openAi: () => openAi(scope, { signal, onWarning }),
    onProgress,
    signal,
  });
  const query = async (sql: string, asked: AskOptions = {}): Promise<QueryAnswer> => {
    const { rights = "read", signal } = asked;
    const statements = parseStatements(sql, settings.settings.limits.sql_characters);
    if (statements !== undefined) return runStatements(scope, statements, { rights, signal });
    return runQuery(sql, queryOptions(asked));
  };
  return {
    settings,
    workers,
    asOf,
    lake,
    plan: (part = {}) => withProject(scope, part.signal, (open) => planPart(open, part)),
    price: (input = {}) =>
      withProject(scope, input.signal, async (open) => {
        const plan = await planPart(open, input);
        try {
          return { plan, prices: await pricePlan(scope, open, { ...input, plan }) };
        } catch (error) {
          if (!(error instanceof StoreHeldError)) throw error;
          return { plan, prices: undefined, unpriced: error };
        }
      }),
    run: (input = {}) => runLake(scope, input),
    query,
    rows: async (sql, asked) => allRows(await query(sql, asked)),
    queryToParquet: (sql, use, asked = {}) => queryToParquet(sql, queryOptions(asked), use),
    catalog: (input = {}) => readCatalog(scope, input),
    databricksFiles: (input = {}) => readDatabricksFiles(scope, input),
    tables: () => withProject(scope, undefined, ({ project }) => queryableTables(project, lake)),
    optimize: (input) => optimizeLake(scope, input),
    vacuum: (input) => vacuumLake(scope, input),
  };
}

async function planPart({ project, executor, lake }: OpenProject, part: RunScope): Promise<Plan> {
  await using session = await executor.session();
  return await planRun(project, {
    lake,
    chosen: chooseSteps(project.steps, part),
    fullRefresh: part.fullRefresh === true,
    connection: session.connection,
    signal: part.signal,
  });
}

async function runLake(scope: Scope, input: RunInput): Promise<RunReport> {
  const { clock, asOf, dataFolder } = scope;
  const { signal, waitMs = 0, onWait, onEvent } = input;
  const runId = newRunId(clock);
  const started = monotonicMs();
  const held = lakeIn(dataFolder);
  await using lock = await holdLake(held, {
    runId,
    clock,
    waitMs,
    signal,
    ...(onWait === undefined ? {} : { onWait }),
  });
  const { interrupted } = lock;
  await markLakeFormat(held);
  await clearPassingFiles(held);
  const privacy = await openPrivacy(scope, held, signal);
  await using llm = lazyLlm(scope, { command: "run", signal, onWarning: input.onWarning });
  return await withProject(scope, signal, async (open) => {
    const plan = await planPart(open, input);
    input.onPlan?.(plan);
    if (plan.isEmpty && interrupted === undefined) {
      const elapsedMs = monotonicMs() - started;
      return { runId, asOf, elapsedMs, steps: [], rowsIn: 0, rowsOut: 0, warnings: [] };
    }
    const { project, executor, lake } = open;
    const events = onEvent === undefined ? {} : { onEvent };
    const models =
      llm === undefined
        ? undefined
        : {
            llm: () => llm.open(),
            embedder: () => llm.openEmbedder(),
            calls: (ids: readonly string[]) => llm.calls(ids),
          };
    const base = { project, lake, plan, runId, clock, privacy, interrupted, models, signal };
    return runPlan({ ...base, executor, local: executor, ...events });
  });
}

async function allRows(answer: QueryAnswer): Promise<Row[]> {
  await using open = answer;
  const rows: Row[] = [];
  for await (const chunk of open.chunks) {
    for (const row of chunk) {
      rows.push(Object.fromEntries(open.columns.map((name, i) => [name, row[i] ?? null])));
    }
  }
  return rows;
}
