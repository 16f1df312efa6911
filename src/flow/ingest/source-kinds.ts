import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { loadDeclaration, loadDeclarations } from "../../core/base/declarations.ts";
import type { Source } from "./source.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "sources");

/** Every kind of source, by name. */
export function loadSources(): Promise<Source[]> {
  return loadDeclarations<Source>(folder);
}

/** One kind of source; the settings allow only kinds that are there. */
export function loadSource(kind: string): Promise<Source> {
  return loadDeclaration<Source>(folder, kind);
}
