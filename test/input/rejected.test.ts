import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { earshot } from "../cli/command-line.ts";
import { openSmall, smallFiles, type Company } from "../pipeline/company.ts";
import { lakeRows, lakeState } from "../pipeline/lake-state.ts";

const tickets = smallFiles["desk/tickets-1.csv"]!;
const lines = tickets.trimEnd().split("\n");

/** The tickets with two broken lines between the good ones, and one at the end. */
const broken = [...lines.slice(0, 2), "T8,A1", lines[2], 'T9,A1,"open', lines[3], "T1"].join("\n");

const rejected = (company: Company) =>
  lakeRows(
    company.data,
    "bronze.tickets_rejected",
    "SELECT _source, _file, _line::INT AS line, _reason, _text FROM $t ORDER BY _ingested_at, _file, _line",
  );

const asideRows = [
  [3, "2 fields, not 6", "T8,A1"],
  [5, "a quote is opened and not closed", 'T9,A1,"open'],
  [7, "1 field, not 6", "T1"],
].map(([line, _reason, _text]) => {
  return { _source: "tickets", _file: "desk/tickets-1.csv", line, _reason, _text };
});

describe("a file with broken lines", () => {
  it("lands without them; they stand in a table of their own, and it is told", async () => {
    await using company = await openSmall();
    await company.write({ "desk/tickets-1.csv": broken });
    const told =
      "3 lines of desk/tickets-1.csv (line 3: 2 fields, not 6; line 5: a quote is opened and not closed; line 7: 1 field, not 6)";
    const plan = await earshot(["plan", "--config", company.config]);
    expect([plan.code, plan.stdout]).toEqual([
      0,
      expect.stringContaining(`Will be set aside: ${told}.`) as string,
    ]);
    const run = await earshot(["run", "--config", company.config]);
    expect([run.code, run.stdout]).toEqual([
      0,
      expect.stringContaining(`Set aside: ${told}; they are in bronze.tickets_rejected.`) as string,
    ]);
    expect(await rejected(company)).toEqual(asideRows);
    expect((await lakeState(company.data)).get("silver.tickets")?.rowCount).toBe(3);
    const rows = "SELECT _row::INT AS row, ticket_id FROM $t ORDER BY _row";
    expect(await lakeRows(company.data, "bronze.tickets", rows)).toEqual([
      { row: 1, ticket_id: "T1" },
      { row: 3, ticket_id: "T2" },
      { row: 5, ticket_id: "T3" },
    ]);
    const found =
      "SELECT value::INT AS value, severity, passed FROM $t WHERE rule = 'lines set aside'";
    expect(await lakeRows(company.data, "ops.quality", found)).toEqual([
      { value: 3, severity: "error", passed: false },
    ]);
    const sql = "SELECT count(*) AS n FROM bronze.tickets_rejected";
    const asked = await earshot(["sql", sql, "--config", company.config]);
    expect([asked.code, asked.stdout]).toEqual([0, expect.stringContaining("3") as string]);
  });

  it("is told of in JSON by file, line and reason", async () => {
    await using company = await openSmall();
    await company.write({ "desk/tickets-1.csv": broken });
    const { stdout } = await earshot(["run", "--json", "--config", company.config]);
    const { steps } = JSON.parse(stdout) as { steps: { table: string; rejected: unknown }[] };
    expect(steps.find(({ table }) => table === "bronze.tickets")?.rejected).toEqual([
      {
        file: "desk/tickets-1.csv",
        count: 3,
        first: asideRows.map(({ line, _reason }) => ({ line, reason: _reason })),
      },
    ]);
  });

  it("lands its mended lines and no other row again", async () => {
    await using company = await openSmall();
    await company.write({ "desk/tickets-1.csv": broken });
    await company.open().run();
    expect((await company.open().run()).steps).toEqual([]);
    const mended = broken.replace("T8,A1", "T8,A1,open,low,2026-02-04,");
    await company.write({ "desk/tickets-1.csv": mended });
    const report = await company.open().run();
    const landing = report.steps.find(({ step }) => step === "bronze.tickets");
    expect(landing).toMatchObject({ rowsIn: 4, rowsOut: 1 });
    // What is still broken is told again, and kept once.
    expect(landing?.rejected).toMatchObject([{ count: 2 }]);
    expect(await rejected(company)).toEqual(asideRows);
    expect((await lakeState(company.data)).get("silver.tickets")?.rowCount).toBe(4);
  });

  it("keeps its broken lines once when the landing is killed behind them", async () => {
    await using company = await openSmall();
    await company.write({ "desk/tickets-1.csv": broken });
    // A file where the table's log should be: the rejected lines are kept, then the rows fail.
    await company.write({ "earshot-data/lake/bronze/tickets/_delta_log": "in the way" });
    const failed = await earshot(["run", "--config", company.config]);
    expect(failed.code).not.toBe(0);
    expect(await rejected(company)).toEqual(asideRows);
    await rm(join(company.data, "lake/bronze/tickets/_delta_log"));
    const { code } = await earshot(["run", "--config", company.config]);
    expect(code).toBe(0);
    expect(await rejected(company)).toEqual(asideRows);
    expect((await lakeState(company.data)).get("silver.tickets")?.rowCount).toBe(3);
  });

  it("is an error when most of it is broken, and nothing of it lands", async () => {
    await using company = await openSmall({ tickets: "path: desk/tickets*.csv" });
    const wrong =
      "id;status;opened,late\n1;open;2026-01-01\n2;open;2026-01-02\n3;shut;2026-01-03\n";
    await company.write({ "desk/tickets-1.csv": wrong });
    const { code, stderr } = await earshot(["run", "--config", company.config]);
    expect(code).toBe(0);
    expect(stderr).not.toContain("bug");
    const set = "tickets: { path: desk/tickets*.csv";
    const config = await readFile(company.config, "utf8");
    await company.write({ "earshot.yaml": config.replace(set, `${set}, delimiter: ","`) });
    const failed = await earshot(["run", "--config", company.config]);
    expect([failed.code, failed.stderr]).toEqual([
      2,
      expect.stringMatching(
        /desk\/tickets-1\.csv, line 2: 1 field, not 2 \(3 lines of 3 can't be read\); its fields seem to be separated by ";": set delimiter/,
      ) as string,
    ]);
    const loose = `${config.replace(set, `${set}, delimiter: ","`)}\nlimits: { rejected_share: 1 }\n`;
    await company.write({ "earshot.yaml": loose });
    expect((await earshot(["run", "--config", company.config])).code).toBe(0);
  });

  it("has a table that no source can be named like", async () => {
    await using company = await openSmall({ tickets_rejected: "path: desk/tickets-1.csv" });
    const { code, stderr } = await earshot(["plan", "--config", company.config]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("names that end in _rejected") as string,
    ]);
  });
});
