import { describe, expect, it } from "vitest";

import { earshot, type Ended } from "../cli/command-line.ts";
import { openSmall, smallFiles, smallSources, type Company } from "../pipeline/company.ts";
import { lakeRows, lakeState } from "../pipeline/lake-state.ts";

const run = (company: Company): Promise<Ended> => earshot(["run", "--config", company.config]);

const withTickets = (columns: string): Promise<Company> =>
  openSmall({
    ...smallSources,
    tickets: `path: desk/tickets*.csv, entity: ticket, columns: ${columns}`,
  });

const tickets = (company: Company, columns: string): Promise<unknown[]> =>
  lakeRows(company.data, "silver.tickets", `SELECT ${columns} FROM $t ORDER BY ticket_id`);

describe("a new file without a column that the others have", () => {
  it("lands with that column empty, and is told", async () => {
    await using company = await withTickets("{ priority: Priority, ticket_status: status }");
    expect((await run(company)).code).toBe(0);
    await company.write({
      "desk/tickets-2.csv": "ticket_id,State,created_at\nT4,open,2026-02-04T10:00:00Z\n",
    });
    const second = await run(company);
    expect([second.code, second.stderr]).toEqual([0, expect.any(String) as string]);
    expect(second.stdout).toContain(
      "Missing: desk/tickets-2.csv has no column priority, so priority is empty for its rows.\n",
    );
    expect(second.stdout).toContain(
      "Missing: desk/tickets-2.csv has no column status, so ticket_status is empty for its rows; the nearest there is State.\n",
    );
    expect(await tickets(company, "ticket_id, priority")).toMatchObject([
      { ticket_id: "T1", priority: "HIGH" },
      { ticket_id: "T2", priority: "LOW" },
      { ticket_id: "T3", priority: "CRITICAL" },
      { ticket_id: "T4" },
    ]);
    const found = `SELECT column_name, value::INT AS files FROM $t
      WHERE rule = 'files without this column' AND NOT passed AND column_name IN ('priority', 'ticket_status')
      ORDER BY column_name`;
    expect(await lakeRows(company.data, "ops.quality", found)).toEqual([
      { column_name: "priority", files: 1 },
      { column_name: "ticket_status", files: 1 },
    ]);
  });

  it("has its rows set aside where no row can do without it", async () => {
    await using company = await openSmall();
    await run(company);
    await company.write({
      "desk/tickets-2.csv": "tiket_id,status,created_at\nT4,open,2026-02-04T10:00:00Z\n",
    });
    const second = await run(company);
    expect([second.code, second.stderr]).toEqual([0, expect.any(String) as string]);
    expect(second.stdout).toContain(
      "Missing: desk/tickets-2.csv has no column ticket_id, so ticket_id is empty for its rows; the nearest there is tiket_id.\n",
    );
    expect(second.stdout).toContain("Set aside: 1 row of silver.tickets.");
    expect((await lakeState(company.data)).get("silver.tickets")?.rowCount).toBe(3);
  });

  it("may be the one that brings the key under its own name", async () => {
    await using company = await openSmall();
    await company.write({ "desk/tickets-1.csv": "status,created_at\nopen,2026-02-01T10:00:00Z\n" });
    await company.write({ "desk/tickets-2.csv": smallFiles["desk/tickets-1.csv"]! });
    expect((await run(company)).code).toBe(0);
    await company.write({ "desk/tickets-3.csv": smallFiles["desk/tickets-1.csv"]! });
    expect((await run(company)).code).toBe(0);
    expect((await lakeState(company.data)).get("silver.tickets")?.rowCount).toBe(3);
  });
});

describe("a mapping with a name that is not there", () => {
  it.each([
    [
      "{ ticket_staus: status }",
      /earshot\.yaml:5: sources\.tickets\.columns\.ticket_staus: there is no ticket_staus; did you mean ticket_status\?/,
    ],
    [
      "{ priority: Priorty }",
      /earshot\.yaml:5: sources\.tickets\.columns\.priority: the source has no column Priorty; did you mean priority\?/,
    ],
  ])("is told by plan and by run, before anything is written (%s)", async (columns, message) => {
    await using company = await withTickets(columns);
    for (const command of ["plan", "run"]) {
      const ended = await earshot([command, "--config", company.config]);
      expect([ended.code, ended.stderr]).toEqual([2, expect.stringMatching(message) as string]);
    }
    expect((await lakeState(company.data)).size).toBe(0);
  });

  it("is told when the files have landed before", async () => {
    await using company = await openSmall();
    await run(company);
    await using other = await withTickets("{ priority: Priorty }");
    const ended = await earshot(["plan", "--config", other.config, "--data", company.data]);
    expect([ended.code, ended.stderr]).toEqual([
      2,
      expect.stringMatching(/no column Priorty; did you mean priority\?/) as string,
    ]);
  });
});

describe("rows that give way to others", () => {
  it("are counted where a run ends", async () => {
    await using company = await withTickets("{ ticket_id: _content_hash }");
    const [head, row] = smallFiles["desk/tickets-1.csv"]!.split("\n");
    await company.write({ "desk/tickets-1.csv": [head, row, row, row, ""].join("\n") });
    const ended = await run(company);
    expect([ended.code, ended.stdout]).toEqual([
      0,
      expect.stringContaining("Superseded: 2 rows of silver.tickets, by a later row") as string,
    ]);
    expect((await run(company)).stdout).not.toContain("Superseded");
  });
});
