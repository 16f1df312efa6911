import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { messageOf } from "../../core/base/errors.ts";
import { loadEntities } from "../../core/domain/entities.ts";
import type { ColumnType } from "../../core/domain/entity.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import { loadStages, type LoadedStage } from "../enrich/stages.ts";
import { loadMacros, loadSqlModels } from "./models.ts";
import { type SaidClass, type SqlModel, tableId } from "./sql-model.ts";
import { type TableLineage, traceTables } from "./trace-tables.ts";

/** For the tests only: what the product declares. */
export const entities = await loadEntities();
export const models = loadSqlModels();
export const stages = await loadStages();

/** Columns with what is said of them; nothing where it is empty. */
export type Said = Readonly<Record<string, SaidClass | "">>;

/** A model of gold whose header says of each column its class, or nothing. */
export function gold(said: Said, sql: string, name = "bad"): SqlModel {
  const columns = Object.entries(said).map(([column, pii]) => {
    const type: ColumnType = "VARCHAR";
    return [column, { type, doc: "A", ...(pii === "" ? {} : { pii }) }] as const;
  });
  const grain = Object.keys(said).slice(0, 1);
  return {
    name,
    layer: "gold",
    summary: "A.",
    kind: "full",
    entity: undefined,
    grain,
    clock: undefined,
    columns: Object.fromEntries(columns),
    sql,
  };
}

/** The model of an entity with another SELECT. */
export function silver(name: string, sql: string): SqlModel {
  const model = models.find((one) => one.entity === name)!; // every entity has one
  return { ...model, sql };
}

/** A stage that takes and gives texts, fed by this SELECT. */
export function stage(
  sql: string,
  input: string,
  pii?: Readonly<Record<string, SaidClass>>,
): LoadedStage {
  return {
    sql,
    folder: "",
    stage: {
      name: "bad",
      summary: "A.",
      version: 1,
      writes: "enriched.bad",
      key: ["id"],
      input: { id: "VARCHAR", [input]: "VARCHAR" },
      output: { id: "VARCHAR", words: "VARCHAR", length: "BIGINT" },
      docs: { id: "Id", words: "Words", length: "Length" },
      ...(pii === undefined ? {} : { pii }),
      run: () => ({ rowCount: 0, columns: {} }),
    },
  };
}

/** What traces the product's declarations with others in their place or beside them. */
export type BadModels = AsyncDisposable & {
  trace(
    extra: readonly SqlModel[],
    added?: readonly LoadedStage[],
    macros?: string,
  ): Promise<TableLineage>;
  /** Why they are refused, in lines. */
  refused(...given: Parameters<BadModels["trace"]>): Promise<string[]>;
};

/** Opens an engine that parses, and nothing else. */
export async function openBadModels(): Promise<BadModels> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-personal-"));
  const database = await openDatabase({ threads: 1, memoryLimit: "200MB", tempFolder: folder });
  const connection = await database.connect();
  const trace: BadModels["trace"] = (extra, added = [], macros = "") => {
    const replaced = new Set(extra.map((model) => tableId(model)));
    const kept = models.filter((model) => !replaced.has(tableId(model)));
    const declared = { entities, models: [...kept, ...extra], stages: [...stages, ...added] };
    return traceTables(declared, loadMacros() + macros, connection);
  };
  return {
    trace,
    refused: (...given) =>
      trace(...given).then(
        () => [],
        (error: unknown) => messageOf(error).split("\n"),
      ),
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
