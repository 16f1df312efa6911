import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";

import type { Row } from "../../storage/duckdb/connection.ts";
import { namedQueries } from "../../flow/query/named-queries.ts";
import { readUnderstanding, type Understanding } from "./demo-understanding.ts";
import { openEarshot, type Earshot } from "./engine.ts";
import { generateSample } from "./generate.ts";

/** What the demo shows when its run is done. */
export type DemoResults = {
  understanding: Understanding;
  quality: Row[];
  kpis: Row[];
  answers: { title: string; rows: Row[] }[];
};

export type Demo = {
  earshot: Earshot;
  /** Whether the company was made now. */
  isNew: boolean;
  results(signal?: AbortSignal): Promise<DemoResults>;
};

export type DemoOptions = {
  folder: string;
  asOf?: string | undefined;
  /** Remove what an earlier demo made there first. */
  isFresh: boolean;
  signal?: AbortSignal | undefined;
};

const made = ["support", "sales", "feedback", "raw", "labeled", "chats", "earshot-data"];

/** Makes the sample company in a folder, unless it is there already, and opens Earshot on it. */
export async function openDemo({ folder, asOf, isFresh, signal }: DemoOptions): Promise<Demo> {
  const root = resolve(folder);
  const config = join(root, "earshot.yaml");
  // truth.json is written last, so where it stands the company is whole.
  const isNew = isFresh || !existsSync(join(root, "truth.json")) || !existsSync(config);
  if (isNew) {
    if (existsSync(join(root, "truth.json"))) {
      for (const name of made) await rm(join(root, name), { recursive: true, force: true });
    }
    await generateSample({ out: root, seed: 42, scale: 1, asOf, signal });
  }
  const earshot = openEarshot({ config });
  return { earshot, isNew, results: (resultSignal) => demoResults(earshot, resultSignal) };
}

async function demoResults(earshot: Earshot, signal?: AbortSignal): Promise<DemoResults> {
  const answers: DemoResults["answers"] = [];
  for (const { title, sql } of namedQueries())
    answers.push({ title, rows: await earshot.rows(sql, { signal }) });
  return {
    understanding: await readUnderstanding(earshot, signal),
    quality: await earshot.rows(qualitySql, { signal }),
    kpis: await earshot.rows(kpiSql, { signal }),
    answers,
  };
}

const qualitySql = `
  WITH latest AS (
    SELECT *, row_number() OVER (PARTITION BY table_name, rule, column_name ORDER BY recorded_at DESC, run_id DESC) AS n,
      max(recorded_at) OVER (PARTITION BY table_name) AS last_recorded_at
    FROM ops.quality
    WHERE table_name LIKE 'silver.%' AND table_name NOT LIKE '%_clean'
  )
  SELECT table_name AS "table",
    CAST(sum(value) FILTER (WHERE rule = 'rows in') AS BIGINT) AS rows_in,
    CAST(sum(value) FILTER (WHERE rule = 'rows out') AS BIGINT) AS rows_out,
    CAST(sum(value) FILTER (WHERE rule LIKE 'superseded%') AS BIGINT) AS superseded,
    CAST(sum(value) FILTER (WHERE rule = 'quarantined') AS BIGINT) AS set_aside,
    CAST(coalesce(sum(value) FILTER (WHERE rule = 'took its default'), 0) AS BIGINT) AS defaults_taken,
    string_agg(rule || ' (' || CAST(CAST(value AS BIGINT) AS VARCHAR) || ')', ', ' ORDER BY rule)
      FILTER (WHERE NOT passed AND rule <> 'quarantined') AS why
  FROM latest
  WHERE n = 1 AND recorded_at = last_recorded_at
  GROUP BY table_name
  ORDER BY table_name`;

const kpiSql = `
  SELECT kpi, unit, round(raw_value, 2) AS raw, round(clean_value, 2) AS clean, base AS clean_rows
  FROM sales_kpis ORDER BY position`;
