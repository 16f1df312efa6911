import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { loadDeclaration } from "../../core/base/declarations.ts";
import type { Source } from "./source.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "sources");

/** One kind of source; the settings allow only kinds that are there. */
export function loadSource(kind: string): Promise<Source> {
  return loadDeclaration<Source>(folder, kind);
}
