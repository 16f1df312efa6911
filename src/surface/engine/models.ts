import { join } from "node:path";

import { SettingsError } from "../../core/config/settings-error.ts";
import {
  exportToMlflow,
  type ExportedVersion,
  type MlflowReport,
} from "../../storage/registry/mlflow.ts";
import { openRegistry, type Registry } from "../../storage/registry/registry.ts";
import { openScope, type EngineOptions } from "./scope.ts";

export type { ListedVersion, Registry } from "../../storage/registry/registry.ts";
export type { AuditEvent } from "../../storage/registry/audit.ts";
export type { ExportedVersion, MlflowReport } from "../../storage/registry/mlflow.ts";
export type { Change } from "../../storage/registry/changes.ts";
export type { ModelVersion } from "../../storage/registry/model-version.ts";

/**
 * Opens the registry of models in the data folder: every version, which of them is in use, and who
 * decided so. Nothing is made or read before it is asked.
 *
 * @throws SettingsError when a setting can't be used.
 */
export function openModels(options: EngineOptions = {}): Registry {
  const { dataFolder, clock } = openScope(options);
  return openRegistry({ folder: join(dataFolder, "models"), clock });
}

/** What of the registry is exported, and how that is followed. */
export type ExportInput = {
  /** Model; default: all. */
  name?: string | undefined;
  onVersion?: (version: ExportedVersion) => void;
  signal?: AbortSignal | undefined;
};

/**
 * Logs the user's own versions and their aliases to the MLflow server of the settings; what is there
 * already is not logged again.
 *
 * @throws SettingsError when no server is set, and the errors of `storage/registry/mlflow-client.ts`.
 */
export async function exportModels(
  options: EngineOptions,
  { name, ...input }: ExportInput,
): Promise<MlflowReport> {
  const { settings, dataFolder, clock } = openScope(options);
  const { mlflow } = settings.settings;
  if (mlflow.tracking_uri === undefined) {
    throw new SettingsError(
      "there is no address of an MLflow server; set mlflow.tracking_uri, or MLFLOW_TRACKING_URI, such as http://localhost:5000",
    );
  }
  const registry = openRegistry({ folder: join(dataFolder, "models"), clock });
  return await exportToMlflow(registry, name === undefined ? undefined : [name], {
    trackingUri: mlflow.tracking_uri,
    token: mlflow.tracking_token,
    username: mlflow.tracking_username,
    password: mlflow.tracking_password,
    timeoutMs: mlflow.timeout_seconds * 1_000,
    ...input,
  });
}
