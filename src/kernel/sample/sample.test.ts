import { describe, expect, it } from "vitest";

import { cleaned, readInstant, type ReadRow, ReadSample } from "./reading.ts";
import { sampleFiles } from "./sample.ts";
import type { Defect } from "./mess.ts";
import type { Truth } from "./truth.ts";

const sample = new ReadSample();
const truth = JSON.parse(sample.text("truth.json")) as Truth;
const asOfMs = sample.asOf.getTime();

const dateColumns = /(_at|_date|_timestamp)$/;
const csvPaths = sample.files.map(({ path }) => path).filter((path) => path.endsWith(".csv"));

function defectsOf(path: string, kind?: Defect["kind"]): Defect[] {
  return truth.defects.filter(
    (defect) => defect.file === path && (kind === undefined || defect.kind === kind),
  );
}

describe("sampleFiles", () => {
  it("writes the promised files with the promised numbers of rows", () => {
    expect(sample.files.map(({ path, rowCount }) => [path, rowCount])).toEqual([
      ["support/companies.csv", 100],
      ["support/customers.csv", 300],
      ["support/agents.csv", 25],
      ["support/tickets.csv", 500],
      ["support/ticket_interactions.csv", 2_649],
      ["sales/leads.csv", 15],
      ["sales/customers.csv", 13],
      ["sales/interactions.csv", 25],
      ["sales/products.csv", 8],
      ["feedback/feedback.csv", 400],
      ["sample_chats.json", 200],
      ["raw/inquiries.ndjson", 300],
      ["labeled/inquiries.csv", 300],
      ["source_db_setup.sql", 60],
      ["earshot.yaml", 1],
      ["README.md", 1],
      ["truth.json", 1],
    ]);
    for (const path of csvPaths) {
      expect(sample.rows(path).length, path).toBe(
        sample.files.find((file) => file.path === path)?.rowCount,
      );
    }
    const listed = truth.files.map((file) => [file.path, file.row_count]);
    expect(listed).toEqual(sample.files.slice(0, -1).map(({ path, rowCount }) => [path, rowCount]));
  });

  it("gives the same bytes for the same options and others for another seed", () => {
    const [again, other] = [new ReadSample(), new ReadSample({ seed: 43 })];
    for (const { path } of sample.files) {
      expect(again.text(path) === sample.text(path), path).toBe(true);
      const isSeeded = path.startsWith("support/");
      expect(other.text(path) !== sample.text(path) || !isSeeded, path).toBe(true);
    }
  });

  it.each([1, 7, 99, 2_026])("keeps its numbers of rows with seed %i", (seed) => {
    const counts = new ReadSample({ seed }).files.map(({ rowCount }) => rowCount);
    expect(counts).toEqual(sample.files.map(({ rowCount }) => rowCount));
  });

  it("refuses a scale that is not a whole number above 0", () => {
    expect(() => sampleFiles({ seed: 1, scale: 0, asOf: sample.asOf })).toThrow("scale 0");
  });

  it.each(["2026-01-01T00:00:00Z", "2028-02-29T12:00:00Z", "2026-12-31T23:59:59Z"])(
    "writes nothing later than as_of %s but planted values",
    (instant) => {
      const other = new ReadSample({ asOf: new Date(instant) });
      const { defects } = JSON.parse(other.text("truth.json")) as Truth;
      const planted = new Set(
        defects
          .filter(({ kind }) => kind === "impossible")
          .map(({ file, row, column }) => `${file} ${row} ${column}`),
      );
      const cells = csvPaths.flatMap((path) =>
        other.rows(path).flatMap((row, index) =>
          Object.entries(row).map(([column, cell]) => ({
            column,
            cell,
            place: `${path} ${index + 1} ${column}`,
          })),
        ),
      );
      const dates = cells.filter(
        ({ column, cell, place }) =>
          dateColumns.test(column) && cleaned(cell) !== "" && !planted.has(place),
      );
      expect(dates.length).toBeGreaterThan(3_000);
      for (const { cell, place } of dates) {
        expect(readInstant(cell), `${place} ${cell}`).toBeLessThanOrEqual(Date.parse(instant));
      }
      const json = other.text("sample_chats.json") + other.text("raw/inquiries.ndjson");
      for (const [, at] of json.matchAll(/"(?:at|ended_at|received_at)":"([^"]+)"/g)) {
        expect(Date.parse(at ?? "")).toBeLessThanOrEqual(Date.parse(instant));
      }
    },
  );

  it("leaves no slot open and no blank at the edge that is not listed", () => {
    for (const path of csvPaths) {
      const listed = new Set(defectsOf(path).map(({ row, column }) => `${row} ${column}`));
      sample.rows(path).forEach((row, index) => {
        for (const [column, cell] of Object.entries(row)) {
          expect(cell).not.toMatch(/\{\w+\}|undefined|NaN/);
          const isListed = listed.has(`${index + 1} ${column}`);
          expect(cell === cell.trim() || isListed, `${path} ${index + 1} ${column}`).toBe(true);
        }
      });
    }
  });
});

type Place = {
  row: ReadRow;
  rows: readonly ReadRow[];
  keys: ReadonlySet<string | undefined>;
  cell: string;
  was: string;
};

/** How to see that a defect really stands at its row. */
const signs: Readonly<Record<Defect["kind"], (place: Place, defect: Defect) => boolean>> = {
  blank: ({ cell, was }) => cell !== was && cell.trim().replace(/ {2,}/, " ") === was.trim(),
  case: ({ cell, was }) => cell !== was && cell.trim().toLowerCase() === was.toLowerCase(),
  null_word: ({ cell, was }) => was === "" && cleaned(cell) === "",
  date_form: ({ cell, was }) =>
    cell !== was && Math.abs((readInstant(cell) ?? 0) - (readInstant(was) ?? 1)) < 60_000,
  duplicate: ({ row, rows }, { id, note }) => {
    const twins = rows.filter((other) => other !== row && Object.values(other)[0] === id);
    const isExact = JSON.stringify(twins[0]) === JSON.stringify(row);
    return twins.length === 1 && isExact === (note === "exact copy");
  },
  orphan: ({ cell, was, keys }) => !keys.has(cell) && keys.has(was),
  impossible: ({ cell, was }) => cell !== was,
};

function isThere(defect: Defect, rows: readonly ReadRow[], keys: Place["keys"]): boolean {
  const row = rows[defect.row - 1];
  if (row === undefined || Object.values(row)[0] !== defect.id) return false;
  const place = { row, rows, keys, cell: row[defect.column ?? ""] ?? "", was: defect.was ?? "" };
  return signs[defect.kind](place, defect);
}

describe("truth.json", () => {
  const parents: Record<string, readonly [path: string, key: string]> = {
    "support/customers.csv": ["support/companies.csv", "company_id"],
    "support/tickets.csv": ["support/companies.csv", "company_id"],
    "support/ticket_interactions.csv": ["support/tickets.csv", "ticket_id"],
  };

  it.each(csvPaths)("lists defects of %s that stand where it says", (path) => {
    const rows = sample.rows(path);
    const [parent = path, key = ""] = parents[path] ?? [];
    const keys = new Set(sample.rows(parent).map((row) => row[key]));
    for (const defect of defectsOf(path))
      expect(isThere(defect, rows, keys), JSON.stringify(defect)).toBe(true);
  });

  it.each([
    { path: "support/companies.csv", planted: [0, 0, 0] },
    { path: "support/agents.csv", planted: [0, 0, 0] },
    { path: "support/customers.csv", planted: [2, 2, 0] },
    { path: "support/tickets.csv", planted: [6, 4, 5] },
    { path: "support/ticket_interactions.csv", planted: [6, 5, 3] },
    { path: "sales/leads.csv", planted: [0, 0, 0] },
    { path: "sales/products.csv", planted: [1, 0, 0] },
  ])(
    "lists every duplicate, orphan and impossible value of $path: $planted",
    ({ path, planted }) => {
      const kinds = ["duplicate", "orphan", "impossible"] as const;
      expect(kinds.map((kind) => defectsOf(path, kind).length)).toEqual(planted);
      const rows = sample.rows(path);
      const ids = new Set(rows.map((row) => Object.values(row)[0]));
      expect(rows.length - ids.size).toBe(planted[0]);
      const [parent, key] = parents[path] ?? [path, Object.keys(rows[0] ?? {})[0] ?? ""];
      const keys = new Set(sample.rows(parent).map((row) => row[key]));
      expect(rows.filter((row) => !keys.has(row[key]))).toHaveLength(planted[1] ?? 0);
    },
  );

  it("has each kind of mess in the sales files", () => {
    const kinds = new Set(
      truth.defects.filter(({ file }) => file.startsWith("sales/")).map(({ kind }) => kind),
    );
    expect([...kinds].toSorted()).toEqual(["blank", "case", "date_form", "duplicate", "null_word"]);
  });

  it("puts an older version before the row that replaces it", () => {
    const rows = sample.rows("support/tickets.csv");
    const older = defectsOf("support/tickets.csv", "duplicate").filter(
      ({ note }) => note === "older version",
    );
    expect(older).toHaveLength(3);
    for (const { id, row } of older) {
      const kept = rows.findLastIndex((item) => item["ticket_id"] === id);
      expect(kept).toBeGreaterThan(row - 1);
      expect([rows[row - 1]?.["status"], cleaned(rows[kept]?.["status"]).toUpperCase()]).toEqual([
        "OPEN",
        "CLOSED",
      ]);
    }
  });

  it("knows the churners, the spike and the furious customers", () => {
    const companies = sample.rows("support/companies.csv");
    const risky = companies
      .filter((row) => Number(row["churn_risk_score"]) > 0.6)
      .map((row) => row["company_id"]);
    expect(truth.churners).toEqual(risky);
    expect(risky).toHaveLength(12);

    const tickets = new Map(
      sample.rows("support/tickets.csv").map((row) => [row["ticket_id"], row]),
    );
    expect(truth.spike.ticket_ids.length).toBeGreaterThanOrEqual(20);
    for (const id of truth.spike.ticket_ids) {
      expect(tickets.get(id)?.["subcategory"]).toBe("PIX_PROBLEM");
      expect(readInstant(tickets.get(id)?.["created_at"])).toBeGreaterThan(asOfMs - 8 * 86_400_000);
    }
    const chats = JSON.parse(sample.text("sample_chats.json")) as {
      chat_id: string;
      company_id: string;
      turns: { text: string }[];
    }[];
    const segments = new Map(
      companies.map((row) => [row["company_id"], cleaned(row["segment"]).toUpperCase()]),
    );
    expect(truth.frustrated_high_value_chats.length).toBeGreaterThan(0);
    for (const id of truth.frustrated_high_value_chats) {
      const chat = chats.find(({ chat_id }) => chat_id === id);
      expect(["TELECOM", "BANKING"]).toContain(segments.get(chat?.company_id));
      expect(chat?.turns[0]?.text).toMatch(/!!!/);
    }
  });
});
