import { assert } from "../../core/base/errors.ts";
import { quoteName, quoteText } from "../../core/base/sql-text.ts";
import type { Entity } from "../../core/domain/entity.ts";
import type { StructField } from "../../storage/delta-log/schema.ts";
import { lackingColumn, mapColumns, type DeclaredSource } from "../ingest/mapping.ts";
import { conformSelect, knownSelect, type MappedSource } from "../warehouse/conform.ts";
import { shownName } from "../mask/shown-sql.ts";
import type { Executor, TextFunction } from "./executor.ts";
import { fillParameters } from "../warehouse/parameters.ts";
import { emptyRelation, type Project } from "./steps.ts";
import { declaredSource, sourceSystem } from "./landing-plan.ts";

/** Makes the names that models use readable in SQL, each when it is first needed. */
export type Relations = {
  /**
   * Shows tables, entities' typed rows (`conformed.`; with identifying columns as they came
   * `known.`) and rows before cleaning (`raw.`).
   */
  show(ids: Iterable<string>): Promise<void>;
  /** Forgets a table after it has changed, so that the next reader sees its new version. */
  forget(id: string): void;
};

/** What of an executor makes tables readable. */
export type TableShower = Pick<
  Executor,
  "snapshot" | "showTable" | "showSelect" | "defineFunction"
>;

/**
 * Opens the relations of a project on an executor.
 *
 * @param showValue - What SQL calls to show an identifying value; see `flow/mask`.
 */
export function openRelations(
  project: Project,
  executor: TableShower,
  showValue: TextFunction,
): Relations {
  const shown = new Map<string, Promise<void>>();
  let defining: Promise<void> | undefined;

  function show(ids: Iterable<string>): Promise<unknown> {
    return Promise.all(
      [...ids].map((id) => {
        const known = shown.get(id);
        if (known !== undefined) return known;
        const work = showOne(id);
        shown.set(id, work);
        work.catch(() => shown.delete(id));
        return work;
      }),
    );
  }

  async function showOne(id: string): Promise<void> {
    const [schema = "", table = ""] = id.split(".");
    if (schema === "conformed") return showEntity(id, table, conformSelect);
    if (schema === "known") return showEntity(id, table, knownSelect);
    if (schema === "raw") return showRaw(table);
    const view = project.views.get(id);
    if (view !== undefined) {
      await show(tableNames(view.sql));
      return executor.showSelect(id, fillParameters(view.sql, project.parameters));
    }
    if (!project.absent.has(id) && (await executor.showTable(id))) return;
    const columns = project.columns.get(id);
    assert(columns !== undefined, `${id} is neither a table nor a model`);
    await executor.showSelect(id, emptyRelation(columns));
  }

  async function showEntity(
    id: string,
    table: string,
    select: typeof conformSelect,
  ): Promise<void> {
    defining ??= executor.defineFunction(shownName, showValue);
    await defining;
    const entity = entityOf(project, table);
    const sources = await landedSources(project, entity, { executor, show });
    await executor.showSelect(id, select(entity, sources));
  }

  /** The same SQL over rows that were typed and nothing else: neither checked nor deduped. */
  async function showRaw(table: string): Promise<void> {
    const model = project.models.get(`gold.${table}`) ?? project.models.get(`silver.${table}`);
    assert(model !== undefined, `raw.${table} is no model's table`);
    const sql = fillParameters(model.sql, project.parameters);
    if (model.kind === "entity") {
      await show(tableNames(sql));
      return executor.showSelect(`raw.${table}`, `SELECT * EXCLUDE (_origin) FROM (${sql})`);
    }
    const raw = sql.replace(/\bsilver\./g, "raw.");
    await show(tableNames(raw));
    await executor.showSelect(`raw.${table}`, raw);
  }

  return {
    show: async (ids) => void (await show(ids)),
    forget: (id) => void shown.delete(id),
  };
}

/** The sources of an entity that have landed, their bronze tables readable. */
async function landedSources(
  project: Project,
  entity: Entity,
  { executor, show }: { executor: TableShower; show: (ids: string[]) => Promise<unknown> },
): Promise<MappedSource[]> {
  const sources: MappedSource[] = [];
  for (const name of project.feeds.get(entity.name) ?? []) {
    const snapshot = await executor.snapshot(`bronze.${name}`);
    if (snapshot === undefined) continue;
    await show([`bronze.${name}`]);
    sources.push(mappedSource(project, name, entity, snapshot.schema));
  }
  return sources;
}

/** Every `layer.table` that SQL of our own names. */
export function tableNames(sql: string): Set<string> {
  const pattern = /\b(bronze|conformed|known|raw|silver|enriched|gold)\.([a-z_][a-z0-9_]*)/g;
  return new Set([...sql.matchAll(pattern)].map(([id]) => id));
}

function entityOf(project: Project, table: string): Entity {
  const entity = [...project.entities.values()].find((candidate) => candidate.table === table);
  assert(entity !== undefined, `no entity has the table ${table}`);
  return entity;
}

const originColumns = "_source, _file, _row, _content_hash, _ingested_at";

/** The rows of a source under the names of the entity it feeds. */
export function mappedSource(
  project: Project,
  name: string,
  entity: Entity,
  schema: readonly StructField[],
): MappedSource {
  const declared = declaredSource(project, name);
  assert(declared !== undefined, `source ${name} has no entity`);
  const { settings, entity: own } = declared;
  const bronzeColumns = schema.map((field) => field.name);
  const common = {
    system: sourceSystem(project, name),
    settings,
    timeZone: settings.time_zone ?? project.loaded.settings.time_zone,
    country: settings.country ?? project.loaded.settings.privacy.country,
  };
  const lacking = lackingColumn(declared, bronzeColumns);
  if (lacking !== undefined) throw lacking;
  const mapping = mapColumns(settings, own, bronzeColumns);
  if (own.name === entity.name) {
    const columns = [...mapping].map(
      ([column, from]) => `${quoteName(from)} AS ${quoteName(column)}`,
    );
    const relation = `(SELECT ${[...columns, originColumns].join(", ")} FROM bronze.${quoteName(name)})`;
    return { ...common, relation, columns: [...mapping.keys()] };
  }
  return { ...common, ...nestedMessages(name, settings.messages!, mapping.get(own.key)) }; // fed by its messages
}

type MessageMapping = NonNullable<DeclaredSource["settings"]["messages"]>;

/** The messages that stand inside the rows of a source, one row each. */
function nestedMessages(
  source: string,
  messages: MessageMapping,
  conversationColumn: string | undefined,
): Pick<MappedSource, "relation" | "columns"> {
  const { path, author, ...fields } = messages;
  const given = { ...fields, ...(author === undefined ? {} : { author_type: author }) };
  const key =
    conversationColumn === undefined ? `_file || ' ' || _row` : quoteName(conversationColumn);
  const columns = new Map([
    ["conversation_id", key],
    ["message_id", `${key} || '-' || lpad(CAST(_position AS VARCHAR), 4, '0')`],
  ]);
  for (const [column, field] of Object.entries(given)) {
    if (field !== undefined && field !== null)
      columns.set(column, path === undefined ? quoteName(String(field)) : inside(field));
  }
  const rows =
    path === undefined
      ? `SELECT *, 1 AS _position FROM bronze.${quoteName(source)}`
      : `SELECT *, unnest(_items) AS _item, generate_subscripts(_items, 1) AS _position FROM (
           SELECT *, from_json(CASE WHEN json_valid(${quoteName(path)}) THEN ${quoteName(path)} END, '["JSON"]') AS _items
           FROM bronze.${quoteName(source)})`;
  const list = [...columns].map(
    ([column, sql]) => `CAST(${sql} AS VARCHAR) AS ${quoteName(column)}`,
  );
  return {
    relation: `(SELECT ${[...list, originColumns].join(", ")} FROM (${rows}))`,
    columns: [...columns.keys()],
  };
}

function inside(field: string | number): string {
  const place = typeof field === "number" ? `$[${field}]` : `$.${quoteName(field)}`;
  return `(_item ->> ${quoteText(place)})`;
}
