import { join } from "node:path";

import { openRegistry, type Registry } from "../../storage/registry/registry.ts";
import { openScope, type EngineOptions } from "./scope.ts";

export type { ListedVersion } from "../../storage/registry/registry.ts";
export type { AuditEvent } from "../../storage/registry/audit.ts";
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
