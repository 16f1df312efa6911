import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { defineEntity } from "../../core/domain/entity.ts";
import type { Connection } from "../../storage/duckdb/connection.ts";
import { openDatabase, type Database } from "../../storage/duckdb/database.ts";
import type { SqlModel } from "../warehouse/sql-model.ts";
import {
  entityFindingQueries,
  entityFindings,
  modelFindingQuery,
  modelFindings,
  qualityRows,
} from "./findings.ts";

let database: Database;
let connection: Connection;

beforeAll(async () => {
  const tempFolder = join(tmpdir(), `earshot-findings-${process.pid}`);
  database = await openDatabase({ threads: 1, memoryLimit: "256MB", tempFolder });
  connection = await database.connect();
});
afterAll(() => database.close());

const thing = defineEntity({
  name: "thing",
  table: "things",
  summary: "A thing.",
  key: "thing_id",
  columns: {
    thing_id: { type: "VARCHAR", doc: "Thing" },
    size: { type: "BIGINT", doc: "Size" },
    words: { type: "VARCHAR", doc: "Words", pii: "FREE_TEXT" },
  },
});

const judged = `(SELECT * FROM (VALUES
  ('a', 1, 'x', [], ['size is odd'], 1, {'unknown': ['kind'], 'imputed': ['size']}),
  ('a', 2, 'x', [], [], 2, {'unknown': ['kind'], 'imputed': []}),
  ('b', NULL, NULL, [], [], 1, {'unknown': [], 'imputed': ['size']}),
  ('c', 3, 'x', ['size is not < 3', 'thing_id is bad'], [], NULL, {'unknown': [], 'imputed': []})
) AS t(thing_id, size, words, _reasons, _warnings, _rank, _origin))`;

describe("entityFindings", () => {
  it("counts rows, what was set aside and why, and what was noticed on the way", async () => {
    const queries = entityFindingQueries(thing, judged);
    const [totals = {}] = await connection.rows(queries.totals);
    const findings = entityFindings(thing, totals, await connection.rows(queries.notes));
    const short = findings.map(({ rule, column, value, passed, severity }) =>
      [rule, column, value, passed, severity].join("|"),
    );
    expect(short).toEqual([
      "rows in||4|true|info",
      "rows out||2|true|info",
      "superseded by a later row of the same key||1|true|info",
      "quarantined||1|false|error",
      "took its default|size|2|true|info",
      "size is not < 3|size|1|false|error",
      "thing_id is bad|thing_id|1|false|error",
      "word that the enumeration does not know|kind|1|false|warning",
      "size is odd|size|1|false|warning",
      "empty|thing_id|0|true|info",
      "empty|size|1|true|info",
      "empty|words|1|true|info",
    ]);
  });
});

describe("modelFindings", () => {
  const model: SqlModel = {
    name: "m",
    layer: "gold",
    summary: "M.",
    kind: "full",
    entity: undefined,
    grain: ["a", "b"],
    clock: undefined,
    columns: {
      a: { type: "VARCHAR", doc: "A" },
      b: { type: "BIGINT", doc: "B", check: ">= 0" },
    },
    sql: "",
  };

  it("finds repeats of the grain, nulls among them, and values that break a check", async () => {
    await connection.run(`CREATE OR REPLACE TEMP TABLE result AS SELECT * FROM (VALUES
      ('x', 1), ('x', 1), (NULL, -1), (NULL, -1), ('y', NULL)) AS t(a, b)`);
    const [totals = {}] = await connection.rows(modelFindingQuery(model, "result"));
    const findings = modelFindings(model, totals, 9);
    expect(findings.map(({ rule, value, passed }) => [rule, value, passed])).toEqual([
      ["rows in", 9, true],
      ["rows out", 5, true],
      ["one row for each a, b", 2, false],
      ["b >= 0", 2, false],
    ]);
  });
});

describe("qualityRows", () => {
  it("gives rows whatever the rule's words", async () => {
    const rule = 'it\'s "so"; -- $x';
    const finding = {
      rule,
      column: null,
      severity: "error",
      value: 0.5,
      threshold: 0,
      passed: false,
    } as const;
    const rows = await connection.rows(qualityRows("gold.m", "run", new Date(0), [finding]));
    expect(rows).toEqual([
      {
        run_id: "run",
        table_name: "gold.m",
        rule,
        column_name: null,
        severity: "error",
        value: 0.5,
        threshold: 0,
        passed: false,
        recorded_at: "1970-01-01 00:00:00+00",
      },
    ]);
  });
});
