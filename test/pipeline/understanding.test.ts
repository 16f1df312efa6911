import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { seededRandom } from "../../src/core/base/random.ts";
import type { Truth } from "../../src/kernel/sample/truth.ts";
import type { Row } from "../../src/storage/duckdb/connection.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { earshot } from "../cli/command-line.ts";
import { askDeltaRs, deltaRs } from "../delta/delta-rs.ts";
import { sharedFiles } from "../shared-files.ts";
import { openSample, openSmall, type Company } from "./company.ts";

const dayMs = 86_400_000;
const highPriority = sharedFiles("SQL that users run", "acceptance/high_priority_insights.sql");

describe("what is understood of the sample company", () => {
  let company: Company;
  let truth: Truth;
  const rows = (sql: string): Promise<Row[]> => company.open().rows(sql);

  beforeAll(async () => {
    company = await openSample();
    await company.open().run();
    truth = JSON.parse(await readFile(join(company.folder, "truth.json"), "utf8")) as Truth;
  });
  afterAll(() => company?.[Symbol.asyncDispose]());

  it("has one insight for every ticket and every conversation that somebody spoke in", async () => {
    const [tickets] = await rows(`
      SELECT count(*) AS n, count(i.insight_id) AS told, count(DISTINCT i.insight_id) AS once
      FROM silver.tickets AS t LEFT JOIN customer_insights AS i USING (system, ticket_id)`);
    expect(Number(tickets?.["n"])).toBeGreaterThan(400);
    expect([tickets?.["told"], tickets?.["once"]]).toEqual([tickets?.["n"], tickets?.["n"]]);
    const [spoken] = await rows(`
      SELECT count(*) AS n, count(i.insight_id) AS told
      FROM (
        SELECT DISTINCT system, conversation_id FROM silver.messages
        WHERE message_type = 'MESSAGE' AND author_type IN ('CONTACT', 'AGENT')
          AND sent_at IS NOT NULL AND conversation_id IS NOT NULL) AS m
      LEFT JOIN customer_insights AS i USING (system, conversation_id)`);
    expect(Number(spoken?.["n"])).toBeGreaterThan(600);
    expect(spoken?.["told"]).toBe(spoken?.["n"]);
  });

  it("has answers, with confidence and source, for nearly all of them", async () => {
    const [answered] = await rows(`
      SELECT
        avg(CASE WHEN category IS NOT NULL THEN 1 ELSE 0 END) AS category,
        avg(CASE WHEN sentiment IS NOT NULL THEN 1 ELSE 0 END) AS sentiment,
        avg(CASE WHEN summary IS NOT NULL THEN 1 ELSE 0 END) AS summary,
        count(*) FILTER (WHERE category IS NOT NULL AND category_confidence IS NULL) AS unsure
      FROM customer_insights`);
    for (const name of ["category", "sentiment", "summary"])
      expect([name, Number(answered?.[name]) > 0.95]).toEqual([name, true]);
    expect(answered?.["unsure"]).toBe("0");
  });

  it("has a prediction for each task, in long form", async () => {
    const [found] = await rows(`
      SELECT count(*) AS n, count(DISTINCT prediction_id) AS ids, count(DISTINCT task) AS tasks,
        count(*) FILTER (WHERE subject_type = 'CONVERSATION' AND task = 'sentiment') AS feelings,
        (SELECT count(*) FROM customer_insights WHERE sentiment IS NOT NULL) AS insights
      FROM predictions`);
    expect(found?.["ids"]).toBe(found?.["n"]);
    expect(found?.["tasks"]).toBe("6");
    expect(found?.["feelings"]).toBe(found?.["insights"]);
  });

  it.skipIf(!highPriority.isThere)(
    "says High of exactly those of high priority and those escalated",
    async () => {
      const sql = await readFile(highPriority.path, "utf8");
      const file = join(company.folder, "high.sql");
      await company.write({ "high.sql": sql.replace("{lake}", join(company.data, "lake")) });
      const args = ["sql", "-f", file, "--format", "json", "--config", company.config];
      const { code, stdout, stderr } = await earshot(args);
      expect([code, stderr]).toEqual([0, ""]);
      const said = (JSON.parse(stdout) as Row[]).map((row) => row["insight_id"]);
      const meant = await rows(
        "SELECT insight_id FROM customer_insights WHERE priority IN ('HIGH', 'CRITICAL') OR is_escalated",
      );
      expect(new Set(said)).toEqual(new Set(meant.map((row) => row["insight_id"])));
      expect(said).toHaveLength(meant.length);
      expect(said.length).toBeGreaterThan(20);
    },
  );

  it("escalates high frustration of valuable accounts, and nothing else", async () => {
    const wrong = await rows(`
      SELECT insight_id FROM customer_insights
      WHERE is_escalated <> coalesce(frustration_level = 'HIGH' AND value_tier = 'HIGH', false)
        OR is_escalated <> (escalation_reason IS NOT NULL)`);
    expect(wrong).toEqual([]);
    const chats = truth.frustrated_high_value_chats.map((id) => `'${id}'`).join(", ");
    const found = await rows(
      `SELECT conversation_id FROM customer_insights WHERE is_escalated AND conversation_id IN (${chats})`,
    );
    expect(found.length).toBeGreaterThanOrEqual(truth.frustrated_high_value_chats.length / 2);
  });

  it("finds the planted spike, and no other issue", async () => {
    const found = await rows("SELECT DISTINCT issue_type FROM emerging_issues");
    expect(found).toEqual([{ issue_type: truth.spike.subcategory }]);
    const [spike] = await rows("SELECT * FROM emerging_issues WHERE region = 'ALL'");
    expect(Number(spike?.["conversations"])).toBeGreaterThan(15);
    expect(Date.parse(textOf(spike?.["week"]))).toBeGreaterThanOrEqual(
      Date.parse(truth.spike.first_day) - 6 * dayMs,
    );
  });

  it("marks accounts at risk by the threshold of the settings", async () => {
    const [counts] = await rows(`
      SELECT count(*) FILTER (WHERE at_risk) AS marked,
        (SELECT count(*) FROM account_segments WHERE churn_risk_score > 0.6) AS meant,
        count(*) FILTER (WHERE NOT at_risk AND signals = 0) AS stray
      FROM at_risk_accounts`);
    expect(counts?.["marked"]).toBe(counts?.["meant"]);
    expect(counts?.["stray"]).toBe("0");
  });

  it("has Region and Date in its Delta schema, and is clustered by them", async () => {
    const folder = join(company.data, "lake/gold/customer_insights");
    const log = await readFile(join(folder, "_delta_log", `${"0".repeat(20)}.json`), "utf8");
    for (const name of ["Region", "Date", "ai_insight"])
      expect(log).toContain(`\\"name\\":\\"${name}\\"`);
    const before = await rows("SELECT * FROM customer_insights ORDER BY insight_id");
    const args = ["optimize", "--zorder-by", "Region,Date", "gold.customer_insights"];
    const { code, stderr } = await earshot([...args, "--config", company.config]);
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const [last] = await rows("DESCRIBE HISTORY gold.customer_insights");
    expect(last).toMatchObject({ operation: "OPTIMIZE" });
    expect(JSON.stringify(last?.["operationParameters"])).toMatch(/Region.*Date/);
    expect(await rows("SELECT * FROM customer_insights ORDER BY insight_id")).toEqual(before);
  });

  it.skipIf(deltaRs === undefined)("is read by delta-rs", async () => {
    const [answer] = await askDeltaRs([
      { folder: join(company.data, "lake/gold/customer_insights") },
    ]);
    const [count] = await rows("SELECT count(*) AS n FROM customer_insights");
    expect(answer?.rows.length).toBe(Number(count?.["n"]));
    const high = answer!.rows.filter((row) => textOf(row["ai_insight"]).includes("High"));
    expect(high.length).toBeGreaterThan(20);
    expect(Object.keys(answer!.rows[0]!)).toEqual(expect.arrayContaining(["Region", "Date"]));
  });
});

describe("emerging issues", () => {
  it("are none where nothing changes", async () => {
    const random = seededRandom(11);
    const lines = ["ticket_id,account_id,description,category,subcategory,created_at"];
    const start = Date.parse("2025-12-01T09:00:00Z");
    for (let day = 0; day < 90; day++) {
      for (let i = 0; i < 8; i++) {
        const issue = ["CARD_READING", "REFUND", "LOGIN", "RECEIPT"][
          Math.floor(random.next() * 4)
        ]!;
        const at = new Date(start + day * dayMs + i * 3_600_000).toISOString();
        lines.push(`T${day}-${i},A${i},Case ${day} of ${i},TECHNICAL,${issue},${at}`);
      }
    }
    await using company = await openSmall({ tickets: "path: desk/flat.csv, entity: ticket" });
    await company.write({ "desk/flat.csv": `${lines.join("\n")}\n` });
    await company.open().run();
    const [compared] = await company
      .open()
      .rows("SELECT count(*) AS n FROM enriched.issue_surprises");
    expect(Number(compared?.["n"])).toBeGreaterThan(30);
    expect(await company.open().rows("SELECT * FROM emerging_issues")).toEqual([]);
  });
});
