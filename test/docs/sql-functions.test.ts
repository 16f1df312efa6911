import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { aiFunctions } from "../../src/flow/ai/ai-question.ts";
import { openSampleLake, type SampleLake } from "../query/sample-lake.ts";

let lake: SampleLake;
let page = "";

beforeAll(async () => {
  lake = await openSampleLake();
  page = await readFile(join(import.meta.dirname, "../../docs/sql-functions.md"), "utf8");
});

afterAll(async () => lake[Symbol.asyncDispose]());

describe("docs/sql-functions.md", () => {
  it("tells of every function", () => {
    for (const name of Object.keys(aiFunctions)) expect(page).toContain(`| \`${name}(`);
  });

  it("has examples that run on the demo's data and find something", async () => {
    const examples = [...page.matchAll(/```sql\n([^]*?)```/g)].map(([, sql = ""]) => sql);
    expect(examples.length).toBeGreaterThan(4);
    for (const sql of examples) {
      const rows = await lake.earshot.rows(sql);
      expect(rows.length, sql).toBeGreaterThan(0);
      expect(
        Object.values(rows[0] ?? {}).every((value) => value === null),
        sql,
      ).toBe(false);
    }
  });
});
