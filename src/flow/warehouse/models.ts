import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

import { parseSqlModel, type SqlModel } from "./sql-model.ts";

const folder = dirname(fileURLToPath(import.meta.url));

/** Every SQL model of the product, silver first, by name. */
export function loadSqlModels(): SqlModel[] {
  return (["silver", "gold"] as const).flatMap((layer) =>
    readdirSync(join(folder, layer))
      .filter((file) => file.endsWith(".sql"))
      .toSorted()
      .map((file) => {
        const text = readFileSync(join(folder, layer, file), "utf8");
        return parseSqlModel(layer, file.replace(/\.sql$/, ""), text, parse);
      }),
  );
}

/** The functions that models use beside plain SQL, as statements that make them. */
export function loadMacros(): string {
  return readFileSync(join(folder, "macros.sql"), "utf8");
}
