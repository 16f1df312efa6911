import { describe, expect, it } from "vitest";

import { ReadSample } from "./reading.ts";

const sample = new ReadSample();

describe("the inquiries", () => {
  const raw = sample
    .text("raw/inquiries.ndjson")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, string>);
  const labeled = sample.rows("labeled/inquiries.csv");

  it("are the same texts in both files", () => {
    const short = (row: Record<string, string>): unknown[] => [
      row["inquiry_id"],
      row["subject"],
      row["body"],
    ];
    expect(labeled.map(short)).toEqual(raw.map(short));
    expect(new Set(raw.map((row) => row["inquiry_id"])).size).toBe(300);
  });

  it("have six categories of fifty, each with its department", () => {
    const counts = Object.entries(
      Object.groupBy(labeled, (row) => `${row["category"]} ${row["department"]}`),
    );
    expect(Object.fromEntries(counts.map(([name, rows]) => [name, rows?.length]))).toEqual({
      "technical_support technical_support": 50,
      "billing finance": 50,
      "sales sales": 50,
      "hr hr": 50,
      "legal legal": 50,
      "product_feedback product_management": 50,
    });
  });

  it("use every sentiment and urgency, and say so when it is critical", () => {
    expect(new Set(labeled.map((row) => row["sentiment"]))).toEqual(
      new Set(["positive", "neutral", "negative"]),
    );
    expect(new Set(labeled.map((row) => row["urgency"]))).toEqual(
      new Set(["low", "medium", "high", "critical"]),
    );
    for (const row of labeled.filter(({ urgency }) => urgency === "critical"))
      expect(row["subject"]).toMatch(/^URGENTE?: /);
  });
});

describe("the chats and reviews", () => {
  it("hold e-mails, IP addresses and phones", () => {
    const text = sample.text("sample_chats.json");
    expect(text).toMatch(/[\w.]+@[\w.]+\.example\.(com|net)/);
    expect(text).toMatch(/\b203\.0\.113\.\d+\b/);
    expect(text).toMatch(/\+55 \(\d\d\) 9\d{4}-\d{4}/);
  });

  it("rate from 1 to 5, some not at all", () => {
    const ratings = sample.rows("feedback/feedback.csv").map((row) => row["rating"]);
    expect(new Set(ratings)).toEqual(new Set(["1", "2", "3", "4", "5", "", "NULL", "N/A", "-"]));
  });
});

describe("source_db_setup.sql", () => {
  it("creates and fills one table, quotes doubled, and names no other batch separator", () => {
    const sql = sample.text("source_db_setup.sql");
    expect(sql.match(/^INSERT INTO dbo\.SupportTickets /gm)).toHaveLength(60);
    expect(sql).toContain("CREATE TABLE dbo.SupportTickets");
    expect(sql).not.toMatch(/^GO$/m);
    expect(sql.replaceAll(/N'(?:[^']|'')*'/g, "")).not.toContain("'");
  });
});
