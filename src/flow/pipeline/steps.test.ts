import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Settings } from "../../core/config/settings.ts";
import { loadEntities } from "../../core/domain/entities.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import { tableNames } from "./relations.ts";
import { emptyRelation, loadProject, type Project, type Step } from "./steps.ts";

let database: Database;
let connection: Connection;
let everySource: Record<string, unknown>;

beforeAll(async () => {
  const tempFolder = join(tmpdir(), `earshot-steps-${process.pid}`);
  database = await openDatabase({ threads: 1, memoryLimit: "256MB", tempFolder });
  connection = await database.connect();
  const entities = [...(await loadEntities()).values()];
  everySource = Object.fromEntries(
    entities.map(({ name, table }) => [
      `raw_${table}`,
      { path: `desk/${table}.csv`, entity: name },
    ]),
  );
});
afterAll(() => database.close());

function load(
  sources: Record<string, unknown>,
  settings: object = {},
  asOf = "2026-03-01T12:00:00Z",
): Promise<Project> {
  const parsed = Settings.parse({ sources, ...settings });
  const place = (path: readonly string[]): string => path.join(".");
  const loaded = {
    settings: parsed,
    file: undefined,
    folder: "/company",
    origins: new Map(),
    place,
  };
  return loadProject(loaded, new Date(asOf), connection);
}

const language = { llm: { provider: "openai", model: "m", embedding_model: "e" } };

/** Steps whose fingerprint is another one, sorted. */
async function changed(before: Project, after: Promise<Project>): Promise<string[]> {
  const known = new Map(before.steps.map(({ id, fingerprint }) => [id, fingerprint]));
  const { steps } = await after;
  return steps.filter(({ id, fingerprint }) => known.get(id) !== fingerprint).map(({ id }) => id);
}

/** What the engine calls types that we spell as both engines do. */
const engineNames: Readonly<Record<string, string>> = {
  TIMESTAMPTZ: "TIMESTAMP WITH TIME ZONE",
  BINARY: "BLOB",
};

describe("loadProject", () => {
  it("puts every step after those it reads, each once", async () => {
    const { steps } = await load(everySource);
    const places = new Map(steps.map(({ id }, place) => [id, place]));
    expect(places.size).toBe(steps.length);
    expect(steps.length).toBeGreaterThan(40);
    steps.forEach(({ id, reads }, place) => {
      for (const read of reads)
        expect([id, read, places.get(read)! < place]).toEqual([id, read, true]);
    });
  });

  it("traces every table of silver, enriched and gold to bronze", async () => {
    const { steps } = await load(everySource);
    const byId = new Map(steps.map((step) => [step.id, step]));
    const roots = (step: Step): string[] =>
      step.layer === "bronze" ? [step.id] : step.reads.flatMap((id) => roots(byId.get(id)!)); // all there, as above
    for (const step of steps) expect([step.id, roots(step).length > 0]).toEqual([step.id, true]);
  });

  it("looks people up for the entities whose rows hold free text, and for no others", async () => {
    const { steps } = await load(everySource);
    const looking = steps.flatMap(({ id, task }) =>
      task.kind === "entity" && task.lookups.length > 0 ? [[id, task.lookups]] : [],
    );
    const people = ["bronze.raw_accounts", "bronze.raw_contacts", "bronze.raw_agents"];
    expect(new Map(looking as [string, unknown][])).toEqual(
      new Map([
        ["silver.feedback", people],
        ["silver.tickets", people],
        ["silver.messages", people],
      ]),
    );
  });

  it("finds the tables that stand in a model's text, and for entities those they refer to", async () => {
    const { steps, entities, models } = await load(everySource, language);
    let seen = 0;
    for (const { id, task, reads } of steps) {
      if (task.kind === "landing") continue;
      const sql = task.kind === "stage" ? task.loaded.sql : task.model.sql;
      const named = [...tableNames(sql.replaceAll(/--.*|'[^']*'/g, ""))].map((name) =>
        name.replace(/^conformed\./, "bronze.raw_"),
      );
      const parents =
        task.kind !== "entity"
          ? []
          : Object.values(task.entity.columns).flatMap(({ references }) =>
              references === undefined ? [] : [`silver.${entities.get(references.entity)?.table}`],
            );
      const lookups = task.kind === "entity" ? task.lookups : [];
      const expected = new Set([...named, ...parents, ...lookups]);
      expect([id, reads]).toEqual([id, [...expected].toSorted()]);
      seen += 1;
    }
    const stored = [...models.values()].filter(({ kind }) => kind !== "view").length;
    expect(seen).toBeGreaterThanOrEqual(stored);
  });

  it("has no step for a language model where none is set, and models that name its table see no row", async () => {
    const without = await load(everySource);
    const id = "enriched.llm_answers";
    expect(without.absent).toEqual(new Set([id, "enriched.llm_embeddings"]));
    expect(without.steps.flatMap(({ id: own, reads }) => [own, ...reads])).not.toContain(id);
    expect(without.columns.get(id)).toMatchObject({ failure: "VARCHAR" });
    const added = await changed(without, load(everySource, language));
    expect(added.toSorted()).toEqual([id, "enriched.llm_embeddings", "gold.customer_insights"]);
  });

  it.each([
    ["which texts go up", { confidence: 0.9 }, ["enriched.llm_answers"]],
    ["the model", { model: "other" }, ["enriched.llm_answers"]],
    ["the model of vectors", { embedding_model: "f" }, ["enriched.llm_embeddings"]],
    ["the key", { api_key: "k" }, []],
  ])(
    "computes only the language model's table anew when the settings change %s",
    async (_, llm, tables) => {
      const before = await load(everySource, language);
      const after = load(everySource, { llm: { ...language.llm, ...llm } });
      expect(await changed(before, after)).toEqual(tables);
    },
  );

  it("has the columns of every table but bronze's", async () => {
    const { steps, columns } = await load(everySource);
    for (const { id, layer } of steps) {
      if (layer === "bronze") continue;
      const types = columns.get(id) ?? {};
      expect([id, Object.keys(types).length > 1]).toEqual([id, true]);
      expect(await connection.describe(emptyRelation(types))).toEqual(
        Object.entries(types).map(([name, type]) => ({
          name,
          type: engineNames[type] ?? type,
        })),
      );
    }
  });

  it("leaves out what no source leads to", async () => {
    expect((await load({})).steps).toEqual([]);
    const notes = await load({ notes: { path: "notes.csv" } });
    expect(notes.steps.map(({ id }) => id)).toEqual(["bronze.notes"]);
    const { steps } = await load({ deals: { path: "d.csv", entity: "lead" } });
    const ids = steps.map(({ id }) => id);
    expect(ids).toContain("silver.leads");
    expect(ids).not.toContain("silver.tickets");
  });

  it("feeds conversations and messages from one source of nested chats", async () => {
    const chats = {
      path: "c.json",
      entity: "conversation",
      messages: { path: "turns", body: "t" },
    };
    const { steps, feeds } = await load({ chats });
    expect([feeds.get("conversation"), feeds.get("message")]).toEqual([["chats"], ["chats"]]);
    for (const id of ["silver.conversations", "silver.messages"])
      expect(steps.find((step) => step.id === id)?.reads).toContain("bronze.chats");
  });

  it("names the nearest entity", async () => {
    await expect(load({ a: { path: "a.csv", entity: "tiket" } })).rejects.toThrow(
      "sources.a.entity: there is no tiket; did you mean ticket?",
    );
  });
});

describe("fingerprints", () => {
  it("stay the same under another time, other workers, limits and folders of data", async () => {
    const before = await load(everySource);
    const settings = { workers: 7, data: "./other", limits: { memory: "1GB", sql_rows: 5 } };
    expect(await changed(before, load(everySource, settings, "2027-01-01T00:00:00Z"))).toEqual([]);
  });

  it("change with the settings a model names, and with nothing else", async () => {
    const before = await load(everySource);
    const sla = await changed(before, load(everySource, { sla: { low_hours: 50 } }));
    expect(sla).toContain("silver.tickets");
    expect(sla).not.toContain("silver.accounts");
    const naming = before.steps.filter(
      ({ task }) => "model" in task && task.model.sql.includes("$sla_low_hours"),
    );
    expect(sla).toEqual(naming.map(({ id }) => id));
  });

  it.each<[string, object]>([
    ["columns", { columns: { subject: "title" } }],
    ["values", { values: { priority: { p1: "HIGH" } } }],
    ["dates", { dates: "mdy" }],
    ["decimal", { decimal: "," }],
    ["time_zone", { time_zone: "Asia/Tokyo" }],
    ["system", { system: "other" }],
    ["path, where it gives another system", { path: "help/tickets.csv" }],
  ])("of an entity change with its source's %s", async (_name, edit) => {
    const before = await load(everySource);
    const raw = { ...(everySource["raw_tickets"] as object), ...edit };
    const ids = await changed(before, load({ ...everySource, raw_tickets: raw }));
    expect(ids).toEqual(["silver.tickets"]);
  });

  it("of an entity stay the same where a path leads to the same system", async () => {
    const before = await load(everySource);
    const raw = { path: "desk/tickets-*.csv", entity: "ticket" };
    expect(await changed(before, load({ ...everySource, raw_tickets: raw }))).toEqual([]);
  });
});
