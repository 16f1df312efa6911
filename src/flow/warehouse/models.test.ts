import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

import { quoteName } from "../../core/base/sql-text.ts";
import { Settings } from "../../core/config/settings.ts";
import { loadEntities } from "../../core/domain/entities.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { loadStages } from "../enrich/stages.ts";
import {
  type CaseRow,
  type Cell,
  caseTables,
  cellSql,
  entityColumns,
  headerColumns,
  openCaseDatabase,
  placed,
  rowsSelect,
  type Types,
} from "./case-tables.ts";
import { loadSqlModels } from "./models.ts";
import { fillParameters, modelParameters } from "./parameters.ts";
import { tableId, type SqlModel } from "./sql-model.ts";
import { validateSelect } from "./validate.ts";

/** Rows in and rows out of a model; `name.cases.yaml` beside `name.sql` is a list of them. */
type Case = {
  name: string;
  /** The instant of the run; default the first moment of 2026. */
  as_of?: string;
  /** Settings that are not as usual, as in `earshot.yaml`. */
  settings?: Record<string, unknown>;
  given?: Record<string, CaseRow[]>;
  /** All rows in the order of the grain; columns left out are not looked at. */
  expect?: CaseRow[];
  /** Rows of an entity that are set aside, by key, with the reasons. */
  aside?: CaseRow[];
};

const folder = dirname(fileURLToPath(import.meta.url));
const entities = await loadEntities();
const models = loadSqlModels();
const tables = caseTables(entities, models, await loadStages());
const stored = models.filter(({ kind }) => kind !== "entity");
const ofEntities = models.filter(({ kind }) => kind === "entity");
const ids = models.map((model) => tableId(model));

let connection: Connection & AsyncDisposable;
beforeAll(async () => {
  connection = await openCaseDatabase();
  for (const id of tables.keys()) await show(id, []);
});
afterAll(() => connection[Symbol.asyncDispose]());

describe("the SQL models", () => {
  it("are there", () => {
    expect(models.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(models.length);
    const names = models.map(({ name }) => name).filter((name) => name !== "agents");
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    expect(twice, "names in both layers, beside the served agents and tickets").toEqual([
      "tickets",
    ]);
  });

  it("have a table of cases each, and no case is without its model", () => {
    const files = ["silver", "gold"].flatMap((layer) =>
      readdirSync(join(folder, layer))
        .filter((file) => file.endsWith(".cases.yaml"))
        .map((file) => `${layer}.${file.replace(".cases.yaml", "")}`),
    );
    expect(files.toSorted()).toEqual(ids.toSorted());
  });

  it.each(stored.map((model) => [tableId(model), model] as const))(
    "%s gives the columns of its header, in that order and of those types",
    async (_, model) => {
      const given = await connection.describe(filled(model));
      const told = Object.entries(headerColumns(model));
      expect(given.map(({ name }) => name)).toEqual(told.map(([name]) => name));
      const casts = told.map(([name, type]) => ({ name, from: typeOf(given, name), to: type }));
      expect(casts.filter(({ from, to }) => !holds(to, from))).toEqual([]);
    },
  );

  it.each(ofEntities.map((model) => [tableId(model), model] as const))(
    "%s gives the columns of its entity, of its types",
    async (_, model) => {
      const entity = entities.get(model.entity ?? "")!;
      const given = await connection.describe(filled(model));
      const told: Types = { ...entityColumns(entity), _origin: "" };
      expect(given.map(({ name }) => name)).toEqual(Object.keys(told));
      expect(given.slice(0, -1).filter(({ name, type }) => !holds(told[name]!, type))).toEqual([]);
      expect(entity.table).toBe(model.name);
    },
  );

  it("make one silver table of each entity", () => {
    const made = ofEntities.map(({ entity }) => entity ?? "");
    expect(made.toSorted()).toEqual([...entities.keys()].toSorted());
  });
});

describe("the tables people look for", () => {
  const system = ["system"];
  it.each([
    [
      "gold.companies",
      "company_id company_name cnpj segment company_size contract_start_date monthly_transaction_volume status churn_risk_score",
    ],
    ["gold.customers", "customer_id company_id customer_name email cpf birth_date phone role"],
    [
      "gold.agents",
      "agent_id agent_name email team specialization avg_csat tickets_resolved status",
    ],
    [
      "gold.tickets",
      "ticket_id company_id customer_id agent_id created_at status priority category subcategory channel subject description region resolution_time_hours first_response_time_minutes sla_target_hours sla_due_at sla_breached nps_score csat_score sentiment tags",
    ],
    [
      "gold.ticket_interactions",
      "interaction_id ticket_id interaction_timestamp author_type author_id author_name message interaction_type",
    ],
    [
      "silver.leads_clean",
      "lead_id customer_id product_id lead_source deal_status deal_value created_date closed_date",
    ],
    ["silver.customers_clean", "customer_id company_name industry company_size region"],
    [
      "silver.interactions_clean",
      "interaction_id customer_id lead_id channel outcome duration_minutes interaction_date",
    ],
    ["silver.products_clean", "product_id product_name category price"],
  ])("%s has its columns", (id, columns) => {
    expect(Object.keys(tables.get(id) ?? {})).toEqual([...system, ...columns.split(" ")]);
  });

  it("hold at least 25 features of a customer, with those that were promised", () => {
    const names = Object.keys(tables.get("gold.customer_features") ?? {});
    expect(names.length - 2, "beside the key").toBeGreaterThanOrEqual(25);
    expect(names).toEqual(expect.arrayContaining(promisedFeatures));
  });

  it("have the daily, channel and top tables of sales", () => {
    expect(ids).toEqual(
      expect.arrayContaining([
        "gold.sales_summary",
        "gold.channel_performance",
        "gold.top_customers",
      ]),
    );
  });
});

const promisedFeatures = [
  "lead_score",
  "lead_score_method",
  "lead_quality",
  "engagement_score",
  "probability_to_convert",
  "preferred_channel",
  "total_revenue",
  "total_interactions",
  "conversion_rate",
  "win_rate",
  "days_since_last_interaction",
  "num_calls",
  "num_emails",
  "num_whatsapp",
];

describe.each(models.map((model) => [tableId(model), model] as const))("%s", (id, model) => {
  const cases = casesOf(model);

  it("has cases of different names", () => {
    expect(cases.length).toBeGreaterThan(0);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it.each(cases.map((one) => [one.name, one] as const))("%s", async (_, one) => {
    const given = Object.entries(one.given ?? {});
    try {
      for (const [table, rows] of given) await show(table, placed(rows));
      const found = await results(model, one);
      expect(found.grain, "one row for each grain").toEqual([]);
      expect(found.failed, "rows that fail a check of the header").toEqual([]);
      const told = await expected(typesOf(model), one.expect ?? [], id);
      expect(found.rows.map((row, index) => picked(row, told[index] ?? {}))).toEqual(told);
      expect(found.aside).toEqual(one.aside ?? []);
      for (const [table, rows] of given) await show(table, placed(rows).toReversed());
      expect(await results(model, one), "the same for rows in another order").toEqual(found);
    } finally {
      for (const [table] of given) await show(table, []);
    }
  });
});

type Found = { rows: CaseRow[]; aside: CaseRow[]; grain: CaseRow[]; failed: CaseRow[] };

async function results(model: SqlModel, one: Case): Promise<Found> {
  const entity = entities.get(model.entity ?? "");
  const types = typesOf(model);
  const grain = entity === undefined ? model.grain : ["system", entity.key];
  const order = grain.map((name) => `result.${quoteName(name)} NULLS FIRST`).join(", ");
  const names = Object.keys(types).map(quoteName);
  const casts = Object.entries(types).map(
    ([name, type]) => `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`,
  );
  const sql = filled(model, one);
  const known = [...entities].filter(([, { table }]) => `silver.${table}` in (one.given ?? {}));
  await connection.run(
    entity === undefined
      ? `CREATE OR REPLACE TEMP TABLE result AS SELECT ${casts.join(", ")} FROM (${sql})`
      : `CREATE OR REPLACE TEMP TABLE judged AS ${validateSelect(entity, sql, new Map(known))};
         CREATE OR REPLACE TEMP TABLE result AS SELECT ${names.join(", ")} FROM judged WHERE _rank = 1`,
  );
  const texts = names.map((name) => `CAST(${name} AS VARCHAR) AS ${name}`);
  const checks = Object.entries(model.columns).flatMap(([name, { check }]) =>
    check === undefined ? [] : [`NOT (${quoteName(name)} ${check})`],
  );
  const aside =
    entity &&
    `SELECT ${quoteName(entity.key)}, _reasons AS reasons FROM judged WHERE len(_reasons) > 0
     ORDER BY _origin.file, _origin.row`;
  return {
    rows: (await connection.rows(
      `SELECT ${texts.join(", ")} FROM result ORDER BY ${order}`,
    )) as CaseRow[],
    aside: aside === undefined ? [] : ((await connection.rows(aside)) as CaseRow[]),
    grain: (await connection.rows(
      `SELECT ${grain.map(quoteName).join(", ")} FROM result GROUP BY ALL HAVING count(*) > 1`,
    )) as CaseRow[],
    failed:
      checks.length === 0
        ? []
        : ((await connection.rows(
            `SELECT * FROM result WHERE ${checks.join(" OR ")}`,
          )) as CaseRow[]),
  };
}

/** Expected rows in the form the engine gives values of these types as text. */
async function expected(types: Types, rows: readonly CaseRow[], id: string): Promise<CaseRow[]> {
  if (rows.length === 0) return [];
  const lists = rows.map((row) => {
    const cells = Object.entries(row).map(([name, cell]) => {
      const type = types[name];
      expect(type, `${id} has a column ${name}`).toBeDefined();
      return `CAST(${cellSql(cell, type!)} AS VARCHAR)`;
    });
    return `([${cells.join(", ")}])`;
  });
  const texts = await connection.rows(`SELECT * FROM (VALUES ${lists.join(", ")}) AS t(cells)`);
  return rows.map((row, index) => {
    const cells = texts[index]!["cells"] as Cell[]; // a list of the row's length, made above
    return Object.fromEntries(Object.keys(row).map((name, place) => [name, cells[place]!]));
  });
}

function picked(row: CaseRow, like: CaseRow): CaseRow {
  const names = Object.keys(like).length === 0 ? Object.keys(row) : Object.keys(like);
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

function casesOf({ layer, name }: SqlModel): Case[] {
  const file = join(folder, layer, `${name}.cases.yaml`);
  return existsSync(file) ? (parse(readFileSync(file, "utf8")) as Case[]) : [];
}

async function show(id: string, rows: readonly CaseRow[]): Promise<void> {
  const types = tables.get(id);
  expect(types, `there is a table ${id}`).toBeDefined();
  await connection.run(`CREATE OR REPLACE VIEW ${id} AS ${rowsSelect(types!, rows, id)}`);
}

function filled(
  model: SqlModel,
  { as_of = "2026-01-01T00:00:00Z", settings = {} }: Partial<Case> = {},
): string {
  return fillParameters(model.sql, modelParameters(Settings.parse(settings), new Date(as_of)));
}

function typesOf(model: SqlModel): Types {
  const entity = entities.get(model.entity ?? "");
  return entity === undefined ? headerColumns(model) : entityColumns(entity);
}

function typeOf(columns: readonly { name: string; type: string }[], name: string): string {
  return columns.find((column) => column.name === name)?.type ?? "";
}

/** Whether a column of type `to` holds every value of type `from`, or all that can come up. */
function holds(to: string, from: string): boolean {
  const wider: Readonly<Record<string, readonly string[]>> = {
    BIGINT: ["INTEGER", "HUGEINT"],
    TIMESTAMPTZ: ["TIMESTAMP WITH TIME ZONE"],
  };
  return to === from || (wider[to] ?? []).includes(from);
}
