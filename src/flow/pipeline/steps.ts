import { basename, join, resolve } from "node:path";

import { assert, AssertionError, messageOf } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";
import { quoteName } from "../../core/base/sql-text.ts";
import type { LoadedSettings } from "../../core/config/read-settings.ts";
import type { Entity } from "../../core/domain/entity.ts";
import { loadEntities } from "../../core/domain/entities.ts";
import {
  parametersOf,
  parseSelects,
  tablesOf,
  type SyntaxNode,
} from "../../storage/duckdb/parse.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openRegistry } from "../../storage/registry/registry.ts";
import { requireEntityColumns, requireKnown, systemOf } from "../ingest/mapping.ts";
import { onnxModels } from "../enrich/onnx-models.ts";
import { stageParameters, type StageModel } from "../enrich/stage-parameters.ts";
import type { StageColumns } from "../enrich/stage.ts";
import { textColumns } from "../mask/mask-select.ts";
import { maskingFingerprint } from "../mask/privacy.ts";
import { knownEntities } from "../mask/known-people.ts";
import { loadStages, type LoadedStage } from "../enrich/stages.ts";
import { conformSelect } from "../warehouse/conform.ts";
import { loadMacros, loadSqlModels } from "../warehouse/models.ts";
import { tableId, type SqlModel } from "../warehouse/sql-model.ts";
import { traceTables, type TableLineage } from "../warehouse/trace-tables.ts";
import { validateSelect } from "../warehouse/validate.ts";
import type { ColumnTypes } from "./lake.ts";
import { activeSteps, inOrder } from "./step-order.ts";
import { modelParameters, type Parameters } from "../warehouse/parameters.ts";

/** One table that a run can bring up to date, and how. */
export type Step = {
  /** The table it writes: `silver.tickets`. */
  id: string;
  layer: "bronze" | "silver" | "enriched" | "gold";
  summary: string;
  /** Tables it reads, as steps; only these decide whether it is up to date. */
  reads: readonly string[];
  /** Whether its result depends on the day of the run. */
  daily: boolean;
  /** Hash of its SQL, code and settings. */
  fingerprint: string;
  /** Columns and types of its table; undefined for bronze, whose columns are the source's. */
  columns: ColumnTypes | undefined;
  task:
    | { kind: "landing"; source: string }
    | {
        kind: "entity";
        model: SqlModel;
        entity: Entity;
        /** Tables it only looks people up in: alone they make no step. */
        lookups: readonly string[];
      }
    | { kind: "model"; model: SqlModel }
    | { kind: "stage"; loaded: LoadedStage };
};

/** Everything a run is made of. */
export type Project = {
  loaded: LoadedSettings;
  entities: ReadonlyMap<string, Entity>;
  /** Steps that have something to work on, each after those it reads. */
  steps: readonly Step[];
  /** Tables that are never stored but computed when asked, by id. */
  views: ReadonlyMap<string, Pick<SqlModel, "sql">>;
  /** Columns of every table the product knows, also of those no source feeds. */
  columns: ReadonlyMap<string, ColumnTypes>;
  /** Tables that the settings don't want: models that name them see no row, whatever stands there. */
  absent: ReadonlySet<string>;
  models: ReadonlyMap<string, SqlModel>;
  stages: readonly LoadedStage[];
  /** Where each column of a model's or a stage's table comes from, by the table's id. */
  lineage: TableLineage;
  /** Names of the sources that feed each entity. */
  feeds: ReadonlyMap<string, readonly string[]>;
  parameters: Parameters;
  macros: string;
  asOf: Date;
};

/**
 * Reads every declaration and puts the steps in order. Lineage comes from the engine's own parser:
 * nothing declares what it reads.
 */
export async function loadProject(
  loaded: LoadedSettings,
  asOf: Date,
  connection: Connection,
): Promise<Project> {
  const [entities, declared] = await Promise.all([loadEntities(), loadStages()]);
  const champions = await championModels(loaded, declared);
  const prompts = await promptVersions(declared, loaded);
  const stages = declared.map((stage): LoadedStage => {
    const given = { champions, settings: loaded.settings, prompts };
    return { ...stage, parameters: stageParameters(stage.stage, given) };
  });
  const wanted = stages.filter(({ stage }) => stage.isWanted?.(loaded.settings) !== false);
  const left = stages.filter((stage) => !wanted.includes(stage)).map(({ stage }) => stage);
  const sqlModels = loadSqlModels();
  const macros = loadMacros();
  const parameters = modelParameters(loaded.settings, asOf);
  const feeds = sourcesByEntity(loaded, entities);
  const absent: ReadonlySet<string> = new Set(left.map(({ writes }) => writes));
  const context: Context = { loaded, entities, feeds, parameters, macros, connection, absent };
  const steps = [
    ...Object.keys(loaded.settings.sources).map((source) => landingStep(source)),
    ...(await Promise.all(
      sqlModels.filter(({ kind }) => kind !== "view").map((model) => modelStep(model, context)),
    )),
    ...(await Promise.all(wanted.map((stage) => stageStep(stage, context)))),
  ];
  const lineage = await traceTables({ entities, models: sqlModels, stages }, macros, connection);
  const models = new Map(sqlModels.map((model) => [tableId(model), model]));
  const columns = new Map<string, ColumnTypes>();
  for (const step of steps) if (step.columns !== undefined) columns.set(step.id, step.columns);
  for (const { writes, output } of left) columns.set(writes, stageTypes(output));
  for (const [id, model] of models) if (model.kind === "view") columns.set(id, headerTypes(model));
  for (const entity of entities.values()) {
    if (feeds.has(entity.name)) columns.set(`quarantine.${entity.table}`, setAsideTypes);
  }
  return {
    loaded,
    entities,
    steps: inOrder(activeSteps(steps)),
    views: new Map([...models].filter(([, { kind }]) => kind === "view")),
    columns,
    absent,
    models,
    stages,
    lineage,
    feeds,
    parameters,
    macros,
    asOf,
  };
}

/** The models in use for the tasks of all stages, as far as there are some. */
async function championModels(
  { settings, folder }: LoadedSettings,
  stages: readonly LoadedStage[],
): Promise<Record<string, StageModel>> {
  const registry = openRegistry({ folder: join(resolve(folder, settings.data), "models") });
  const tasks = [...new Set(stages.flatMap(({ stage }) => stage.models ?? []))];
  const versions = await Promise.all(tasks.map((task) => registry.championOf(task)));
  const found = tasks.flatMap((task, i) => {
    const champion = versions[i];
    if (champion === undefined) return [];
    const { folder: place, ref: version, checksum } = champion;
    return [[task, { folder: place, version, tier: "local", sha256: checksum }] as const];
  });
  return { ...Object.fromEntries(found), ...(await onnxModels(settings.models, folder)) };
}

/** Versions of the prompts that stages ask by; none are read where no language model is asked. */
async function promptVersions(
  stages: readonly LoadedStage[],
  { settings }: LoadedSettings,
): Promise<Record<string, number>> {
  const asking = stages.filter(({ stage }) => stage.tier === "llm" && stage.isWanted?.(settings));
  if (asking.length === 0) return {};
  const { loadPrompts } = await import("../llm/prompts.ts");
  return Object.fromEntries(
    [...(await loadPrompts())].map(([name, { version }]) => [name, version]),
  );
}

type Context = Pick<
  Project,
  "loaded" | "entities" | "feeds" | "parameters" | "macros" | "absent"
> & {
  connection: Connection;
};

function sourcesByEntity(
  { settings, place }: LoadedSettings,
  entities: ReadonlyMap<string, Entity>,
): Map<string, string[]> {
  const feeds = new Map<string, string[]>();
  const add = (entity: string, source: string): void => {
    feeds.set(entity, [...(feeds.get(entity) ?? []), source]);
  };
  for (const [name, source] of Object.entries(settings.sources)) {
    if (source.entity === undefined) continue;
    requireKnown(place(["sources", name, "entity"]), source.entity, [...entities.keys()]);
    const entity = entities.get(source.entity)!; // known, as the line above says
    requireEntityColumns({ name, settings: source, entity, place });
    add(source.entity, name);
    if (source.messages !== undefined) add("message", name);
  }
  return feeds;
}

function landingStep(source: string): Step {
  return {
    id: `bronze.${source}`,
    layer: "bronze",
    summary: `Rows of the source ${source}, as they came.`,
    reads: [],
    daily: false,
    fingerprint: "",
    columns: undefined,
    task: { kind: "landing", source },
  };
}

async function modelStep(model: SqlModel, context: Context): Promise<Step> {
  const tree = await parseModel(tableId(model), model.sql, context.connection);
  const used = parametersOf(tree);
  const isDaily = model.clock === "day";
  assert(
    isDaily || !used.includes("as_of"),
    `${tableId(model)} names $as_of and does not say clock: day`,
  );
  const named = tablesOf(tree).flatMap((table) => sourceTables(table, context));
  const reads = new Set(named.filter((id) => !context.absent.has(id)));
  const values = used
    .filter((name) => name !== "as_of")
    .map((name) => [name, context.parameters.get(name)]);
  const parts: unknown[] = [model, values, context.macros];
  parts.push(...leftOut(named, context));
  const entity = model.entity === undefined ? undefined : context.entities.get(model.entity);
  if (model.kind !== "entity") {
    return step({ kind: "model", model }, headerTypes(model));
  }
  assert(entity !== undefined, `${tableId(model)} names no entity`);
  for (const { references } of Object.values(entity.columns)) {
    const parent = references && context.entities.get(references.entity);
    if (parent !== undefined) reads.add(`silver.${parent.table}`);
  }
  parts.push(entity, entityRecipe(entity, context), context.loaded.settings.time_zone);
  const hasText = textColumns(entity).length > 0;
  parts.push(maskingFingerprint(context.loaded.settings, { hasText }));
  const known = hasText ? knownEntities : [];
  for (const fed of [entity.name, ...known]) {
    for (const name of context.feeds.get(fed) ?? []) {
      parts.push([fed, name, readingSettings(context, name)]);
    }
  }
  const lookups = known
    .flatMap((fed) => context.feeds.get(fed) ?? [])
    .map((source) => `bronze.${source}`)
    .filter((id) => !reads.has(id));
  for (const id of lookups) reads.add(id);
  return step({ kind: "entity", model, entity, lookups }, entityTypes(entity));

  function step(task: Step["task"], columns: ColumnTypes): Step {
    const { layer, summary } = model;
    const fingerprint = sha256(JSON.stringify(parts));
    return {
      id: tableId(model),
      layer,
      summary,
      reads: [...reads].toSorted(),
      daily: isDaily,
      fingerprint,
      columns,
      task,
    };
  }
}

async function stageStep(loaded: LoadedStage, context: Context): Promise<Step> {
  const { stage, sql, parameters } = loaded;
  const tree = await parseModel(stage.name, sql, context.connection);
  const tables = tablesOf(tree);
  const values = parametersOf(tree).map((name) => [name, context.parameters.get(name)]);
  const { run: _run, ...declared } = stage;
  const parts = [declared, sql, context.macros, parameters?.version];
  return {
    id: stage.writes,
    layer: "enriched",
    summary: stage.summary,
    reads: tables.map(({ schema, table }) => `${schema}.${table}`).toSorted(),
    daily: false,
    fingerprint: sha256(JSON.stringify(values.length === 0 ? parts : [...parts, values])),
    columns: stageTypes(stage.output),
    task: { kind: "stage", loaded },
  };
}

/** Says in a fingerprint which tables a model names and does not see. */
function leftOut(named: readonly string[], { absent }: Context): unknown[] {
  const left = named.filter((id) => absent.has(id)).toSorted();
  return left.length === 0 ? [] : [["without", left]];
}

/** A model's syntax tree; one that does not parse is a bug of ours. */
async function parseModel(
  name: string,
  sql: string,
  connection: Connection,
): Promise<SyntaxNode[]> {
  try {
    return await parseSelects(connection, sql);
  } catch (cause) {
    throw new AssertionError(`${name} is no SELECT that can be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** The steps behind a table that a model names. */
function sourceTables(
  { schema, table }: { schema: string; table: string },
  context: Context,
): string[] {
  if (schema !== "conformed") return [`${schema}.${table}`];
  const entity = [...context.entities.values()].find((candidate) => candidate.table === table);
  assert(entity !== undefined, `conformed.${table} is no entity's table`);
  return (context.feeds.get(entity.name) ?? []).map((source) => `bronze.${source}`);
}

/** The SQL made around an entity's model, for a source that has every column: its code's hash. */
function entityRecipe(entity: Entity, { entities, loaded }: Context): string {
  const source = {
    kind: "file" as const,
    path: "",
    columns: {},
    values: {},
    dates: "dmy" as const,
    decimal: "." as const,
    header: true,
  };
  const columns = Object.keys(entity.columns);
  const timeZone = loaded.settings.time_zone;
  const conformed = conformSelect(entity, [
    { system: "", settings: source, timeZone, relation: "r", columns },
  ]);
  return conformed + validateSelect(entity, "m", entities);
}

/** The settings of a source that decide how its rows become an entity's. */
function readingSettings({ loaded }: Context, name: string): unknown {
  const settings = loaded.settings.sources[name]!; // fed by name
  const { columns, values, messages, dates, decimal, time_zone, entity, country, language } =
    settings;
  const system = systemOf(settings, basename(loaded.folder));
  return {
    columns,
    values,
    messages,
    dates,
    decimal,
    time_zone,
    system,
    entity,
    country,
    language,
  };
}

/** Columns of an entity's silver table. */
function entityTypes(entity: Entity): ColumnTypes {
  return {
    system: "VARCHAR",
    ...Object.fromEntries(Object.entries(entity.columns).map(([name, { type }]) => [name, type])),
    _source: "VARCHAR",
    _file: "VARCHAR",
    _row: "BIGINT",
  };
}

/** Columns of the rows of an entity that were set aside; the first of them makes the table. */
const setAsideTypes: ColumnTypes = {
  system: "VARCHAR",
  key: "VARCHAR",
  reasons: "VARCHAR[]",
  _source: "VARCHAR",
  _file: "VARCHAR",
  _row: "BIGINT",
  _content_hash: "VARCHAR",
};

/** Columns of what a stage writes. */
function stageTypes(output: StageColumns): ColumnTypes {
  const types = Object.entries(output).map(([name, type]) => [
    name,
    type === "MASKED_TEXT" ? "VARCHAR" : type,
  ]);
  return Object.fromEntries(types) as ColumnTypes;
}

/** Columns of a model, as its header tells. */
function headerTypes(model: SqlModel): ColumnTypes {
  return Object.fromEntries(Object.entries(model.columns).map(([name, { type }]) => [name, type]));
}

/** A relation of the given columns without rows. */
export function emptyRelation(columns: ColumnTypes): string {
  const list = Object.entries(columns).map(
    ([name, type]) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`,
  );
  return `SELECT ${list.join(", ")} WHERE false`;
}
