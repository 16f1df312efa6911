import { chmod, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { EarshotError } from "../../src/core/base/errors.ts";
import { textOf } from "../../src/storage/duckdb/json-text.ts";
import { earshot, type Ended } from "../cli/command-line.ts";
import { openSmall, smallFiles, smallSources, type Company } from "../pipeline/company.ts";
import { lakeRows, lakeState } from "../pipeline/lake-state.ts";

const tickets = smallFiles["desk/tickets-1.csv"]!;

const run = (company: Company): Promise<Ended> => earshot(["run", "--config", company.config]);

/** A company with one source more. */
const withSource = (source: string): Promise<Company> =>
  openSmall({ ...smallSources, odd: source });

describe("a source that can't be used", () => {
  it.each<[string, Record<string, string>, number, RegExp]>([
    ["path: desk", {}, 3, /desk is a folder; name its files/],
    ["path: desk/none.csv", {}, 3, /there is no file desk\/none\.csv .*mend the path/],
    ["path: desk/none*.csv", {}, 3, /no file matches desk\/none\*\.csv/],
    ["path: desk/loop-1.csv", {}, 2, /loop-1\.csv can't be read: its links lead in a circle/],
    [
      "path: desk/no-id.csv, entity: ticket",
      { "desk/no-id.csv": "ticket,created_at\nT1,2026-01-01\n" },
      2,
      /sources\.odd\.columns: the source has no column for ticket_id, .* as in `ticket_id: ticket`/,
    ],
    [
      "path: desk/x.csv, entity: ticket, columns: { ticket_id: tiket }",
      { "desk/x.csv": "ticket,created_at\nT1,2026-01-01\n" },
      2,
      /sources\.odd\.columns\.ticket_id: the source has no column tiket; did you mean ticket\?/,
    ],
    [
      "path: desk/wide.csv",
      {
        "desk/wide.csv": `${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(",")}\n${"1\n".repeat(300_000)}`,
      },
      2,
      /wide\.csv: it has 100000 columns, more than limits\.columns \(2000\)/,
    ],
    [
      "path: desk/long.csv",
      { "desk/long.csv": `${"x".repeat(1_200_000)},b\n1,2\n` },
      2,
      /long\.csv: its first line has no end within a megabyte/,
    ],
    [
      "path: desk/wide.ndjson",
      {
        "desk/wide.ndjson": JSON.stringify(
          Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`c${i}`, i])),
        ),
      },
      2,
      /wide\.ndjson: it has \d+ columns, more than limits\.columns/,
    ],
  ])("is told and changes nothing of the others (%s)", async (source, files, code, message) => {
    await using company = await withSource(source);
    await company.write(files);
    await symlink("loop-2.csv", join(company.folder, "desk/loop-1.csv"));
    await symlink("loop-1.csv", join(company.folder, "desk/loop-2.csv"));
    const ended = await run(company);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(message) as string]);
    expect(ended.stderr).not.toContain("bug");
  });

  it("is told when somebody else may not read its folder", async () => {
    await using company = await withSource("path: closed/x.csv");
    await mkdir(join(company.folder, "closed"));
    await writeFile(join(company.folder, "closed/x.csv"), "a\n1\n");
    await rm(company.data, { recursive: true }); // the other user makes a lake of its own
    await chmod(company.folder, 0o777);
    await chmod(join(company.folder, "closed"), 0o700);
    const isRoot = process.getuid?.() === 0;
    if (!isRoot) await chmod(join(company.folder, "closed"), 0o000);
    const ended = await earshot(
      ["plan", "--config", company.config],
      isRoot ? { user: 65_534 } : {},
    );
    await chmod(join(company.folder, "closed"), 0o700);
    expect([ended.code, ended.stderr]).toEqual([
      5,
      expect.stringMatching(/closed\/x\.csv can't be read: no permission to read it/) as string,
    ]);
  });
});

describe("values that nobody foresaw", () => {
  it("land from files with any name", async () => {
    await using company = await openSmall({ tickets: "path: odd/*.csv, entity: ticket" });
    const names = [
      "it's.csv",
      'a "b".csv',
      "ção %41.csv",
      "two\nlines.csv",
      "[1].csv",
      "a b;c.csv",
    ];
    const files = names.map((name, i) => [`odd/${name}`, tickets.replaceAll(/^T/gm, `T${i}-`)]);
    await company.write(Object.fromEntries(files) as Record<string, string>);
    await company.open().run();
    const rows = await lakeRows(company.data, "bronze.tickets", "SELECT DISTINCT _file FROM $t");
    expect(rows.map((row) => textOf(row["_file"])).toSorted()).toEqual(
      names.map((name) => `odd/${name}`).toSorted(),
    );
    expect((await company.open().run()).steps).toEqual([]);
  });

  it("land with a NUL in them, from CSV and JSON", async () => {
    await using company = await openSmall({ csv: "path: a.csv", json: "path: a.ndjson" });
    await company.write({ "a.csv": 'id,x\n1,"a\0b"\n', "a.ndjson": '{"id":1,"x":"a\\u0000b"}\n' });
    await company.open().run();
    for (const source of ["csv", "json"]) {
      const sql = "SELECT x = 'a' || chr(0) || 'b' AS same FROM $t";
      expect(await lakeRows(company.data, `bronze.${source}`, sql)).toEqual([{ same: true }]);
    }
  });

  it.each(["2026-02-30", "31/31/2026", "0000-00-00", "20260-01-01", "2026-13-01"])(
    "are set aside with the reason where %s stands for a time",
    async (day) => {
      await using company = await openSmall();
      await company.write({ "desk/tickets-1.csv": tickets.replace("2026-02-02T10:00:00Z", day) });
      await company.open().run();
      const sql = "SELECT key, reasons FROM $t";
      expect(await lakeRows(company.data, "quarantine.tickets", sql)).toEqual([
        { key: "T2", reasons: ["created_at is not a time"] },
      ]);
      expect((await lakeState(company.data)).get("bronze.tickets")?.rowCount).toBe(3);
    },
  );

  it("land as large as fifty megabytes", async () => {
    await using company = await openSmall({ csv: "path: a.csv", json: "path: a.ndjson" });
    const large = "x".repeat(50_000_000);
    await company.write({
      "a.csv": `id,x\n1,${large}\n2,y\n`,
      "a.ndjson": `{"id":1,"x":"${large}"}\n{"id":2,"x":"y"}\n`,
    });
    await company.open().run();
    for (const source of ["csv", "json"]) {
      const sql = "SELECT id, length(x)::INT AS n FROM $t ORDER BY id";
      expect(await lakeRows(company.data, `bronze.${source}`, sql)).toEqual([
        { id: "1", n: 50_000_000 },
        { id: "2", n: 1 },
      ]);
    }
  });
});

describe("a lake that can't be used", () => {
  it("is told when a newer Earshot wrote it, and nothing is changed", async () => {
    await using company = await openSmall();
    await company.open().run();
    await company.write({
      "earshot-data/lake/format.json": '{"format":2,"written_by":"7.0.0"}',
      "desk/tickets-2.csv": tickets.replaceAll(/^T/gm, "U"),
    });
    const before = await lakeState(company.data);
    for (const args of [["plan"], ["run"], ["sql", "SELECT 1"]]) {
      const { code, stderr } = await earshot([...args, "--config", company.config]);
      expect([args, code, stderr]).toEqual([
        args,
        2,
        expect.stringMatching(
          /was written by Earshot 7\.0\.0 \(lake format 2\).*update Earshot/,
        ) as string,
      ]);
    }
    expect(await lakeState(company.data)).toEqual(before);
  });

  it("is told when a file of a table's log is damaged, which one and what to do", async () => {
    await using company = await openSmall();
    await company.open().run();
    const log = join(company.data, "lake/bronze/tickets/_delta_log");
    const [first = ""] = (await readdir(log)).toSorted();
    await writeFile(join(log, first), '{"commitInfo":{"time');
    await company.write({ "desk/tickets-2.csv": tickets.replaceAll(/^T/gm, "U") });
    const { code, stderr } = await run(company);
    expect(code).toBe(7);
    expect(stderr).toMatch(
      /bronze\/tickets\/_delta_log\/0+\.json: .*restore this file from a backup/,
    );
    expect(stderr).not.toContain("bug");
  });

  it("goes on with the same rows after a file vanished while it was landing", async () => {
    await using company = await openSmall();
    const events: string[] = [];
    const path = join(company.folder, "sales/leads.csv");
    const vanish = company.open().run({
      onEvent(event) {
        events.push(event.kind);
        if (events.length === 1) void rm(path, { force: true });
      },
    });
    const code = await vanish.then(
      () => "SOURCE_FILE_LANDED",
      (error: unknown) => (error as EarshotError).code,
    );
    expect(code).toMatch(/^SOURCE_FILE_/);
    await company.write({ "sales/leads.csv": smallFiles["sales/leads.csv"]! });
    await company.open().run();
    expect((await lakeState(company.data)).get("silver.leads")?.rowCount).toBe(2);
  });
});

describe("settings with a mistake", () => {
  it.each([
    [
      "  x: { path: a.csv }\n  x: { path: b.csv }\n",
      {},
      /earshot\.yaml:3: Map keys must be unique/,
    ],
    ["  x: { path: a.csv, entiti: ticket }\n", {}, /earshot\.yaml:2: .*did you mean entity\?/],
    ["  x: { path: [ }\n", {}, /earshot\.yaml:\d+: /],
    [
      "  x: { path: a.csv, header: 3 }\n",
      {},
      /earshot\.yaml:2: sources\.x\.header: 3 stands where true or false/,
    ],
    [
      "  {}\n",
      { EARSHOT_WORKER: "3" },
      /environment variable EARSHOT_WORKER: .*did you mean EARSHOT_WORKERS\?/,
    ],
  ])("are told with the line and the nearest name (%#)", async (sources, environment, message) => {
    await using company = await openSmall();
    await company.write({ "earshot.yaml": `sources:\n${sources}` });
    const { code, stderr } = await earshot(["plan", "--config", company.config], { environment });
    expect([code, stderr]).toEqual([2, expect.stringMatching(message) as string]);
  });
});
