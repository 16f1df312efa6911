import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Row } from "../../src/storage/duckdb/connection.ts";
import { reportExecutive, type MadeReport } from "../../src/surface/engine/report.ts";
import { earshot } from "../cli/command-line.ts";
import { openSample, openSmall, smallSettings, type Company } from "../pipeline/company.ts";

/** A line of a report with the queries named behind it, or above the table it is of. */
type Line = { text: string; queries: readonly string[] };

/** Lines above the queries; what stands in quotes is said by customers and counts nothing. */
function linesOf(markdown: string): Line[] {
  const [said = ""] = markdown.split("\n## How to check\n");
  let above: readonly string[] = [];
  return said.split("\n").flatMap((line): Line[] => {
    const named = [...line.matchAll(/ ?\[([a-z]+)\](?=$| \[)/g)].map(([, name = ""]) => name);
    if (/^(\[[a-z]+\] ?)+$/.test(line)) above = named;
    const queries = line.startsWith("|") ? above : named;
    const text = line.replaceAll(/“.*”/g, "").replaceAll(/ \[[a-z]+\]/g, "");
    return text === "" ? [] : [{ text, queries }];
  });
}

/** Whether a number of the report is a value of an answer, as it may be shown. */
function isShownFrom(token: string, rows: readonly Row[]): boolean {
  const shown = Number(token.replaceAll(",", ""));
  return rows.some((row) =>
    Object.values(row).some((value) => {
      if (typeof value === "string" && value.includes(token)) return true;
      const number = Number(value);
      if (value === null || !Number.isFinite(number)) return false;
      const nearRate = shown < 0.01 && Math.abs(number - shown) <= number * 0.05;
      return (
        Math.abs(number - shown) <= 0.0051 || Math.abs(100 * number - shown) <= 0.051 || nearRate
      );
    }),
  );
}

async function askedAgain(company: Company, { json }: MadeReport): Promise<Map<string, Row[]>> {
  const answers = new Map<string, Row[]>();
  for (const { id, sql } of json.queries) answers.set(id, await company.open().rows(sql));
  return answers;
}

const headings = (markdown: string): string[] =>
  [...markdown.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);

const allHeadings = [
  "Main issues",
  "Trends",
  "Recommendations",
  "What this stands on",
  "How to check",
];

describe("the executive report of the sample company", () => {
  let company: Company;
  let made: MadeReport;
  let again: Map<string, Row[]>;

  beforeAll(async () => {
    company = await openSample();
    await company.open().run();
    made = await reportExecutive(company.open(), { days: 7 });
    again = await askedAgain(company, made);
  });
  afterAll(() => company?.[Symbol.asyncDispose]());

  it("has its three headings in order, between what came and what it stands on", () => {
    expect(headings(made.markdown)).toEqual(allHeadings);
  });

  it("has no number that is not a value of the query named with it", () => {
    let count = 0;
    for (const { text, queries } of linesOf(made.markdown)) {
      const rows = queries.flatMap((query) => again.get(query) ?? []);
      for (const [token] of text.matchAll(/((?<![\d-])-)?\d[\d.,]*(e-\d+)?(?<![.,])/g)) {
        expect([text, token, isShownFrom(token, rows)]).toEqual([text, token, true]);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(80);
  });

  it("has each number of its JSON exactly as the query gives it again", () => {
    for (const { query, row, column, value } of made.json.numbers) {
      const asked = again.get(query)?.[row]?.[column] ?? null;
      expect([query, column, value]).toEqual([
        query,
        column,
        asked === null ? null : Number(asked),
      ]);
    }
    expect(made.json.numbers.length).toBeGreaterThan(80);
  });

  it("names the planted spike as emerging, and to be acted on", async () => {
    const truth = JSON.parse(await readFile(join(company.folder, "truth.json"), "utf8")) as {
      spike: { subcategory: string };
    };
    expect(truth.spike.subcategory).toBe("PIX_PROBLEM");
    expect(made.markdown).toContain("- Find the cause of Pix problem: ");
  });

  it("quotes conversations of the issue alone, where there are enough", async () => {
    const quotes = made.json.blocks.filter((block) => block.kind === "quote");
    expect(quotes.length).toBeGreaterThan(3);
    const few = `
      SELECT issue_type FROM customer_insights
      WHERE Date > CURRENT_DATE - INTERVAL 7 DAYS AND Date <= CURRENT_DATE
      GROUP BY issue_type HAVING count(*) < 5 OR count(DISTINCT account_id) < 3`;
    const rare = new Set((await company.open().rows(few)).map((row) => row["issue_type"]));
    const quoted = again.get("quotes")!.map((row) => row["issue_type"]);
    expect(quoted.filter((type) => rare.has(type ?? null))).toEqual([]);
  });

  it("says too few to quote below the least that the settings ask for", async () => {
    const config = join(company.folder, "strict.yaml");
    const settings = await readFile(company.config, "utf8");
    await company.write({ "strict.yaml": `${settings}\nreport: { quote_conversations: 1000 }\n` });
    const { code, stdout } = await earshot(["report", "executive", "--config", config]);
    expect(code).toBe(0);
    expect(stdout.match(/^Too few to quote\.$/gm)).toHaveLength(5);
    expect(stdout).not.toContain("> “");
  });

  it("is the same as the command prints, or writes", async () => {
    const args = ["report", "executive", "--config", company.config];
    const out = join(company.folder, "report.json");
    const printed = await earshot(args);
    expect([printed.stdout, printed.stderr]).toEqual([made.markdown, ""]);
    const written = await earshot([...args, "--json", "--out", out]);
    expect([written.code, written.stdout]).toEqual([0, ""]);
    expect(JSON.parse(await readFile(out, "utf8"))).toEqual(made.json);
  });

  it("says that nothing came in days without anything", async () => {
    const { markdown, json } = await reportExecutive(company.open({ asOf: "2031-01-01" }), {
      days: 7,
    });
    expect(markdown).toContain("Nothing came in these 7 days.");
    expect(headings(markdown)).toEqual(allHeadings);
    expect(json.numbers.every(({ value }) => Number.isFinite(value))).toBe(true);
  });
});

describe("the executive report", () => {
  it("asks for a run where there is no lake yet", async () => {
    await using company = await openSmall();
    const { code, stderr, stdout } = await earshot([
      "report",
      "executive",
      "--config",
      company.config,
    ]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("`earshot run` reads the sources");
  });

  it("brings the lake up to date first with --run", async () => {
    await using company = await openSmall();
    const args = ["report", "executive", "--run", "--days", "60", "--config", company.config];
    const { code, stdout } = await earshot(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## Main issues$/m);
  });

  it("tells of chats alone", async () => {
    await using company = await openSmall();
    const chats = ["A", "B", "C", "D", "E"].map((id, i) => ({
      id: `CH|${id}`,
      account_id: `A${i % 3}`,
      at: `2026-02-2${i + 4}T10:00:00Z`,
      lines: [
        {
          who: "customer",
          said: `The card reader broke, says ${id}`,
          t: `2026-02-2${i + 4}T10:00:00Z`,
        },
      ],
    }));
    await company.write({
      "chats.json": JSON.stringify(chats),
      "earshot.yaml": smallSettings({
        chats:
          "path: chats.json, entity: conversation, columns: { conversation_id: id, started_at: at }, " +
          "messages: { path: lines, body: said, author: who, sent_at: t }",
      }),
    });
    await company.open().run();
    const { markdown } = await reportExecutive(company.open(), { days: 7 });
    expect(markdown).toContain("No tickets came in these weeks.");
    expect(markdown).toContain("5 conversations");
  });

  it("shows what stands in texts, names and ids, and makes nothing of it", async () => {
    const evil = "a broken | <script>x</script> `x` ![p](http://e.example) **now** [a](b)";
    const rows = ["A", "B", "C", "D", "E"].map(
      (id, i) =>
        `T|<i>${id},A${i},"Reader ${id} is ${evil}",TECHNICAL,CARD|<b>,2026-02-2${i + 4}T10:00:00Z`,
    );
    const head = "ticket_id,account_id,description,category,subcategory,created_at";
    const accounts = ["A0", "A1", "A2", "A3", "A4"].map((id) => `${id},# ${evil},0.9`);
    await using company = await openSmall({
      companies: "path: desk/accounts.csv, entity: account",
      tickets: "path: desk/evil.csv, entity: ticket",
    });
    await company.write({
      "desk/evil.csv": `${[head, ...rows].join("\n")}\n`,
      "desk/accounts.csv": `${["account_id,name,churn_risk_score", ...accounts].join("\n")}\n`,
    });
    await company.open().run();
    const { markdown, json } = await reportExecutive(company.open(), { days: 7 });
    expect(json.blocks.filter((block) => block.kind === "quote")).toHaveLength(3);
    const [said = ""] = markdown.split("\n## How to check\n");
    expect(said).toContain("Call the accounts at risk");
    expect(said.replaceAll("`earshot models`", "")).not.toMatch(
      /<[a-z]|(?<!\\)[`*]|(?<!\\)!\[|(?<!\\)\]\(/,
    );
    for (const line of said.split("\n").filter((text) => text.startsWith("|")))
      expect([8, 9, 11]).toContain(line.split(/(?<!\\)\|/).length);
  });
});
