import { availableParallelism } from "node:os";
import { resolve } from "node:path";

import { monotonicMs, systemClock, type Clock } from "../../core/base/clock.ts";
import { newRunId } from "../../core/base/ids.ts";
import { readSettings, type LoadedSettings } from "../../core/config/read-settings.ts";
import type { Row } from "../../storage/duckdb/connection.ts";
import { chooseSteps } from "../../flow/pipeline/choose.ts";
import { clearPassingFiles, lakeIn, type Lake } from "../../flow/pipeline/lake.ts";
import { holdLake, type Holder } from "../../flow/pipeline/lake-lock.ts";
import { openLocalExecutor, type LocalExecutor } from "../../flow/pipeline/local-executor.ts";
import { planRun, type Plan } from "../../flow/pipeline/plan.ts";
import { runPlan, type RunEvent, type RunReport } from "../../flow/pipeline/run.ts";
import { loadProject, type Project } from "../../flow/pipeline/steps.ts";
import {
  queryableTables,
  queryToParquet,
  runQuery,
  type QueryAnswer,
} from "../../flow/query/run-query.ts";

export type { Holder, Plan, QueryAnswer, RunEvent, RunReport };

export type EngineOptions = {
  /** Settings file; default `earshot.yaml` in the working folder, if there is one. */
  config?: string | undefined;
  /** Data folder; stronger than the settings. */
  data?: string | undefined;
  /** The instant taken for now, ISO 8601; stronger than the settings. */
  asOf?: string | undefined;
  /** Folder that relative paths start from when there is no settings file. */
  folder?: string;
  clock?: Clock;
};

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
  onWait?(holder: Holder): void;
  onPlan?(plan: Plan): void;
  onEvent?(event: RunEvent): void;
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
  /** Brings the lake up to date. */
  run(input?: RunInput): Promise<RunReport>;
  /** Answers one SELECT; dispose the answer when done with it. */
  query(sql: string, signal?: AbortSignal): Promise<QueryAnswer>;
  /** All rows of one SELECT, for answers that fit in memory. */
  rows(sql: string, signal?: AbortSignal): Promise<Row[]>;
  /** Answers one SELECT as a Parquet file, which is gone after `use`. */
  queryToParquet<T>(
    sql: string,
    use: (path: string) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Ids of the tables that queries may name. */
  tables(): Promise<string[]>;
};

/**
 * Opens Earshot with its settings. Nothing is held open between calls.
 *
 * @throws SettingsError when a setting can't be used.
 */
export function openEarshot(options: EngineOptions = {}): Earshot {
  const clock = options.clock ?? systemClock;
  const settings = readSettings({
    file: options.config,
    ...(options.folder === undefined ? {} : { folder: options.folder }),
    flags: {
      data:
        options.data === undefined
          ? undefined
          : resolve(options.folder ?? process.cwd(), options.data),
      as_of: options.asOf,
    },
  });
  const { settings: values, folder } = settings;
  const dataFolder = resolve(folder, values.data);
  const workers = values.workers ?? availableParallelism();
  const asOf = values.as_of === undefined ? clock.now() : new Date(values.as_of);

  async function withProject<T>(
    signal: AbortSignal | undefined,
    work: (project: Project, executor: LocalExecutor, lake: Lake) => Promise<T>,
  ): Promise<T> {
    const lake = lakeIn(dataFolder);
    const { loadMacros } = await import("../../flow/warehouse/models.ts");
    const executor = await openLocalExecutor({
      lake,
      clock,
      workers,
      memoryLimit: values.limits.memory,
      rowsPerFile: values.limits.rows_per_file,
      macros: loadMacros(),
      signal,
    });
    try {
      const session = await executor.session();
      const project = await loadProject(settings, asOf, session.connection).finally(() =>
        session[Symbol.asyncDispose](),
      );
      return await work(project, executor, lake);
    } finally {
      await executor[Symbol.asyncDispose]();
    }
  }

  async function planned(
    project: Project,
    lake: Lake,
    executor: LocalExecutor,
    scope: RunScope,
  ): Promise<Plan> {
    const chosen = chooseSteps(project.steps, scope);
    await using session = await executor.session();
    return await planRun(project, {
      lake,
      chosen,
      fullRefresh: scope.fullRefresh === true,
      connection: session.connection,
      signal: scope.signal,
    });
  }

  async function query(sql: string, signal?: AbortSignal): Promise<QueryAnswer> {
    return withProject(signal, (project, _executor, lake) =>
      runQuery(sql, { project, lake, workers, signal }),
    );
  }

  return {
    settings,
    lake: lakeIn(dataFolder),
    workers,
    asOf,
    plan: (scope = {}) =>
      withProject(scope.signal, (project, executor, lake) =>
        planned(project, lake, executor, scope),
      ),

    async run(input = {}) {
      const runId = newRunId(clock);
      const started = monotonicMs();
      const held = lakeIn(dataFolder);
      await using lock = await holdLake(held, {
        runId,
        clock,
        waitMs: input.waitMs ?? 0,
        signal: input.signal,
        ...(input.onWait === undefined ? {} : { onWait: input.onWait }),
      });
      await clearPassingFiles(held);
      return await withProject(input.signal, async (project, executor, lake) => {
        const plan = await planned(project, lake, executor, input);
        input.onPlan?.(plan);
        if (plan.isEmpty && lock.interrupted === undefined) {
          return {
            runId,
            asOf,
            elapsedMs: monotonicMs() - started,
            steps: [],
            rowsIn: 0,
            rowsOut: 0,
          };
        }
        const { interrupted } = lock;
        const events = input.onEvent === undefined ? {} : { onEvent: input.onEvent };
        const { signal } = input;
        return runPlan({
          project,
          lake,
          plan,
          runId,
          clock,
          executor,
          local: executor,
          interrupted,
          signal,
          ...events,
        });
      });
    },

    query,
    async rows(sql, signal) {
      await using answer = await query(sql, signal);
      const rows: Row[] = [];
      for await (const chunk of answer.chunks) {
        for (const values_ of chunk) {
          rows.push(
            Object.fromEntries(answer.columns.map((name, i) => [name, values_[i] ?? null])),
          );
        }
      }
      return rows;
    },
    queryToParquet: (sql, use, signal) =>
      withProject(signal, (project, _executor, lake) =>
        queryToParquet(sql, { project, lake, workers, signal }, use),
      ),
    tables: () =>
      withProject(undefined, (project, _executor, lake) => queryableTables(project, lake)),
  };
}
