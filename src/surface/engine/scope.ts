import { availableParallelism } from "node:os";
import { resolve } from "node:path";

import { systemClock, type Clock } from "../../core/base/clock.ts";
import { readSettings, type LoadedSettings } from "../../core/config/read-settings.ts";
import { withCatalogView } from "../../flow/govern/catalog-view.ts";
import { lakeIn, type Lake } from "../../flow/pipeline/lake.ts";
import { openLocalExecutor, type LocalExecutor } from "../../flow/pipeline/local-executor.ts";
import { loadProject, type Project } from "../../flow/pipeline/steps.ts";
import { loadMacros } from "../../flow/warehouse/models.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";

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

/** What everything Earshot does has in common: settings, time and where the data stands. */
export type Scope = {
  settings: LoadedSettings;
  dataFolder: string;
  workers: number;
  asOf: Date;
  clock: Clock;
  /** What the lake is made of; read once, with the connection of whoever asks first. */
  project: (connection: Connection) => Promise<Project>;
};

/** A project on an executor that is open. */
export type OpenProject = { project: Project; executor: LocalExecutor; lake: Lake };

/**
 * Reads the settings and settles the rest by them.
 *
 * @throws SettingsError when a setting can't be used.
 */
export function openScope(options: EngineOptions): Scope {
  const { config, data, asOf, folder, clock = systemClock } = options;
  const settings = readSettings({
    file: config,
    ...(folder === undefined ? {} : { folder }),
    flags: {
      data: data === undefined || data === "" ? data : resolve(folder ?? process.cwd(), data),
      as_of: asOf === undefined ? undefined : instantText(asOf),
    },
  });
  const values = settings.settings;
  const asOfInstant = values.as_of === undefined ? clock.now() : new Date(values.as_of);
  let loading: Promise<Project> | undefined;
  return {
    settings,
    dataFolder: resolve(settings.folder, values.data),
    workers: values.workers ?? availableParallelism(),
    asOf: asOfInstant,
    clock,
    project(connection) {
      loading ??= loadProject(settings, asOfInstant, connection)
        .then(withCatalogView)
        .catch((error: unknown) => {
          loading = undefined;
          throw error;
        });
      return loading;
    },
  };
}

/** A day stands for its noon, UTC; anything else is left to the settings to judge. */
function instantText(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T12:00:00Z` : text;
}

/** Opens an executor with the project loaded, for as long as the work takes. */
export async function withProject<T>(
  scope: Scope,
  signal: AbortSignal | undefined,
  work: (open: OpenProject) => Promise<T>,
): Promise<T> {
  const { settings, dataFolder, workers, clock } = scope;
  const lake = lakeIn(dataFolder);
  const { limits } = settings.settings;
  await using executor = await openLocalExecutor({
    lake,
    clock,
    workers,
    memoryLimit: limits.memory,
    rowsPerFile: limits.rows_per_file,
    macros: loadMacros(),
    signal,
  });
  const project = await readProject();
  return await work({ project, executor, lake });

  async function readProject(): Promise<Project> {
    await using session = await executor.session();
    return await scope.project(session.connection);
  }
}
