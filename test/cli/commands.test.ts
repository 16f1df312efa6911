import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { commandListText } from "../../scripts/command-list.ts";
import { settingPaths } from "../../src/core/config/setting-paths.ts";
import { openDatabase } from "../../src/storage/duckdb/database.ts";
import { commandList } from "../../src/surface/cli/command-list.ts";
import { openFolder, openSmall, type Company } from "../pipeline/company.ts";
import { passingFiles } from "../pipeline/lake-state.ts";
import { earshot, startCommand, type Ended } from "./command-line.ts";

let company: Company;

beforeAll(async () => {
  company = await openSmall();
  await company.open().run();
});
afterAll(() => company[Symbol.asyncDispose]());

/** Runs a command in the company's folder. */
const here = (args: readonly string[], input?: string): Promise<Ended> =>
  earshot(args, { cwd: company.folder, input });

const json = ({ code, stdout, stderr }: Ended): unknown => {
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
};

describe("help", () => {
  it("lists every command, from a list that is up to date", async () => {
    const { code, stdout } = await here(["--help"]);
    expect(code).toBe(0);
    for (const { name } of commandList) expect(stdout).toContain(`  ${name}`);
    for (const { summary } of commandList) expect(stdout).toContain(summary);
    const path = join(import.meta.dirname, "../../src/surface/cli/command-list.ts");
    const bare = (text: string): string => text.replaceAll(/[\s,]+/g, " ");
    expect(bare(await readFile(path, "utf8"))).toBe(bare(await commandListText()));
    for (const spelling of [[], ["-h"], ["help"]])
      expect((await here(spelling)).stdout).toBe(stdout);
  });

  it.each(commandList.map(({ name }) => name))(
    "of %s names its options and examples",
    async (name) => {
      const { code, stdout, stderr } = await here([name, "--help"]);
      expect([code, stderr]).toEqual([0, ""]);
      for (const text of [
        `Usage: earshot ${name}`,
        "--config",
        "--as-of",
        "Examples:",
        "Exit codes:",
      ])
        expect(stdout).toContain(text);
    },
  );

  it("gives the version", async () => {
    expect((await here(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("a mistake on the command line", () => {
  it.each<[string[], number, string]>([
    [["rum"], 2, "earshot: there is no command rum; did you mean run?"],
    [["help", "rum"], 2, "did you mean run?"],
    [["run", "--selct", "gold"], 2, "unknown option '--selct'"],
    [["run", "gold"], 2, "too many arguments"],
    [["run", "--select"], 2, "argument missing"],
    [["run", "--as-of", "yesterday"], 2, "as_of"],
    [["run", "--config", "nowhere.yaml"], 2, "there is no settings file nowhere.yaml"],
    [["run", "--select", "gold.tikets"], 3, "did you mean gold.tickets?"],
    [["plan", "--job", "03"], 3, "there is no job 03"],
    [["sql", "SELEC 1"], 2, "earshot: "],
    [["sql", "SELECT * FROM gold.tikets"], 2, "did you mean gold.tickets?"],
    [["sql", "DROP TABLE gold.tickets"], 5, "earshot: "],
    [["sql", "SELECT 1", "--format", "xml"], 2, "Allowed choices are"],
    [["generate"], 2, "--out"],
    [["generate", "--out", "made", "--scale", "0"], 2, "--scale"],
    [["generate", "--out", "made", "--scale", "two"], 2, "--scale"],
    [["generate", "--out", "made", "--as-of", "soon"], 2, "--as-of soon is no date"],
    [["config", "shw"], 2, "Allowed choices are"],
  ])("%j ends with %i and says %s", async (args, code, text) => {
    const ended = await here(args);
    expect([ended.code, ended.stdout]).toEqual([code, ""]);
    expect(ended.stderr).toContain(text);
    expect(ended.stderr).not.toContain("bug in Earshot");
  });

  it("is told as JSON with --json, as it is without", async () => {
    const { code, stderr } = await here(["run", "--json", "--select", "gold.tikets"]);
    expect(code).toBe(3);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "STEP_UNKNOWN", kind: "missing" } });
  });

  it("takes global flags before the command, too", async () => {
    const { stdout } = await here(["--json", "--config", company.config, "plan"]);
    expect(JSON.parse(stdout)).toMatchObject({ is_empty: true });
  });
});

describe("plan and run", () => {
  it("tell as JSON what text says in a line", async () => {
    const plan = json(await here(["plan", "--json"])) as { is_empty: boolean; steps: unknown[] };
    expect(plan.is_empty).toBe(true);
    const { stdout } = await here(["plan"]);
    expect(stdout).toBe(
      `Nothing to do: ${plan.steps.length} tables are up to date. A run would commit nothing.\n`,
    );
    expect(json(await here(["run", "--json"]))).toMatchObject({ steps: [], rows_in: 0 });
    expect((await here(["run"])).stdout).toBe(
      `Nothing to do: ${plan.steps.length} tables are up to date.\n`,
    );
  });

  it("show progress on standard error only, and none with --quiet", async () => {
    await using other = await openSmall();
    const { code, stdout, stderr } = await earshot(["run", "--config", other.config]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Run \d{8}-\d{6}-[0-9a-f]{6}: \d+ tables computed, .*\n$/);
    expect(stderr).toMatch(/1\/\d+ {2}bronze\.\w+ .* rows .* ms/);
    const again = await earshot(["run", "--full-refresh", "--quiet", "--config", other.config]);
    expect([again.code, again.stderr]).toEqual([0, ""]);
    expect(again.stdout).toMatch(/^Run \S+: \d+ tables computed, 0 changed/);
  });

  it("plan without settings says what to do, and a plan makes no lake", async () => {
    await using folder = await openFolder();
    const { code, stdout } = await earshot(["plan"], { cwd: folder.folder });
    expect([code, stdout]).toEqual([0, expect.stringContaining("name no sources") as string]);
    expect(await readdir(folder.folder, { recursive: true })).not.toContain("earshot-data/lake");
  });
});

describe("sql", () => {
  const query =
    "SELECT ticket_id, priority, created_at, csat_score, 'a,\"b\"' AS odd FROM silver.tickets ORDER BY 1";

  it("prints a table, CSV and JSON", async () => {
    const table = await here(["sql", query]);
    expect([table.code, table.stderr]).toEqual([0, "3 rows\n"]);
    expect(table.stdout).toContain("T1");
    expect(table.stdout).toContain("2026-02-01 10:00:00");
    expect((await here(["sql", query, "--format", "csv"])).stdout).toBe(
      "ticket_id,priority,created_at,csat_score,odd\n" +
        'T1,HIGH,2026-02-01 10:00:00+00,,"a,""b"""\n' +
        'T2,LOW,2026-02-02 10:00:00+00,,"a,""b"""\n' +
        'T3,CRITICAL,2026-02-03 10:00:00+00,,"a,""b"""\n',
    );
    const rows = json(await here(["sql", query, "--format", "json"]));
    expect(rows).toHaveLength(3);
    expect(rows).toMatchObject([{ ticket_id: "T1", csat_score: null, odd: 'a,"b"' }, {}, {}]);
    expect(json(await here(["sql", query, "--json"]))).toEqual(rows);
    expect(json(await here(["sql", "SELECT 1 AS n WHERE false", "--json"]))).toEqual([]);
  });

  it("writes Parquet to a file and to standard output, the same", async () => {
    const file = join(company.folder, "out.parquet");
    const toFile = await here(["sql", query, "--format", "parquet", "-o", "out.parquet"]);
    expect([toFile.code, toFile.stdout]).toEqual([0, ""]);
    const piped = await here(["sql", query, "--format", "parquet"]);
    expect(piped.code).toBe(0);
    await writeFile(join(company.folder, "piped.parquet"), piped.bytes);
    const tempFolder = join(company.folder, "spill");
    const database = await openDatabase({ threads: 1, memoryLimit: "256MB", tempFolder });
    const connection = await database.connect();
    const read = (path: string) => connection.rows(`FROM read_parquet('${path}')`);
    const rows = await read(file);
    expect(rows).toHaveLength(3);
    expect(rows).toEqual(await read(join(company.folder, "piped.parquet")));
    expect(
      (await connection.describe(`FROM read_parquet('${file}')`)).map(({ type }) => type),
    ).toEqual(["VARCHAR", "VARCHAR", "TIMESTAMP WITH TIME ZONE", "BIGINT", "VARCHAR"]);
    await database.close();
    expect(await passingFiles(company.data)).toEqual([]);
  });

  it("writes CSV and JSON to a file", async () => {
    for (const format of ["csv", "json"]) {
      const [shown, written] = [
        await here(["sql", query, "--format", format]),
        await here(["sql", query, "--format", format, "-o", `out.${format}`]),
      ];
      expect([written.code, written.stdout]).toEqual([0, ""]);
      expect(await readFile(join(company.folder, `out.${format}`), "utf8")).toBe(shown.stdout);
    }
  });

  it("reads the query from a file and from standard input", async () => {
    await company.write({ "query.sql": `-- why not\n${query};\n` });
    const { stdout } = await here(["sql", query, "--json"]);
    expect((await here(["sql", "-f", "query.sql", "--json"])).stdout).toBe(stdout);
    expect((await here(["sql", "--json"], query)).stdout).toBe(stdout);
    expect((await here(["sql", "-", "--json"], query)).stdout).toBe(stdout);
  });

  it("lists the tables", async () => {
    const { stdout } = await here(["sql", "--tables"]);
    const ids = json(await here(["sql", "--tables", "--json"])) as string[];
    expect(ids).toEqual(expect.arrayContaining(["bronze.tickets", "gold.sales_kpis", "ops.run"]));
    for (const id of ids) expect(stdout).toContain(id);
  });

  it("ends well when nobody reads on", async () => {
    const big = "SELECT i, repeat('x', 100) AS t FROM range(2000000) AS r(i)";
    for (const format of ["csv", "json", "table"]) {
      const { child, ended } = startCommand(["sql", big, "--format", format], {
        cwd: company.folder,
      });
      child.stdout?.once("data", () => child.stdout?.destroy());
      const { code, stderr } = await ended;
      expect([format, code]).toEqual([format, 0]);
      expect(stderr).not.toContain("bug in Earshot");
    }
  });

  it("shows the day of --as-of, and stops at its limits", async () => {
    const day = json(
      await here(["sql", "SELECT CURRENT_DATE AS d", "--json", "--as-of", "2026-05-05"]),
    );
    expect(day).toEqual([{ d: "2026-05-05" }]);
    const { code, stderr } = await earshot(
      ["sql", "SELECT sum(a.i * b.i) FROM range(1000000) a(i), range(1000000) b(i)"],
      { cwd: company.folder, environment: { EARSHOT_LIMITS_SQL_SECONDS: "0.5" } },
    );
    expect([code, stderr]).toEqual([
      6,
      expect.stringContaining("took longer than 0.5 s") as string,
    ]);
  });
});

/** Files of a folder with their texts, by path. */
async function textsIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  const texts = await Promise.all(files.map((path) => readFile(path, "utf8")));
  return Object.fromEntries(files.map((path, i) => [path.slice(folder.length), texts[i] ?? ""]));
}

describe("generate", () => {
  it("gives the same bytes each time, also over what is there", async () => {
    await using folder = await openFolder();
    const args = ["generate", "--seed", "5", "--as-of", "2026-01-31", "--json", "--quiet", "--out"];
    const first = json(await earshot([...args, join(folder.folder, "a")]));
    expect(json(await earshot([...args, join(folder.folder, "b")]))).toEqual(first);
    const texts = await textsIn(join(folder.folder, "a"));
    expect(Object.keys(texts).length).toBeGreaterThan(15);
    expect(await textsIn(join(folder.folder, "b"))).toEqual(texts);
    await writeFile(join(folder.folder, "a/support/tickets.csv"), "mine");
    json(await earshot([...args, join(folder.folder, "a")]));
    expect(await textsIn(join(folder.folder, "a"))).toEqual(texts);
  });
});

describe("config", () => {
  it("shows every setting with the place its value came from", async () => {
    await using folder = await openFolder();
    await folder.write({
      "earshot.yaml": "time_zone: America/Sao_Paulo\nsla: { low_hours: 40 }\n",
      ".env": "EARSHOT_SLA_HIGH_HOURS=9\n",
    });
    const ended = await earshot(["config", "show", "--json", "--as-of", "2026-01-31"], {
      cwd: folder.folder,
      environment: { MAX_WORKERS: "3" },
    });
    const { settings } = json(ended) as {
      settings: { path: string; value: unknown; origin: string }[];
    };
    expect(settings.map(({ path }) => path)).toEqual(
      settingPaths().map(({ path }) => path.join(".")),
    );
    const of = (wanted: string) => {
      const { value, origin } = settings.find(({ path }) => path === wanted) ?? {};
      return [value, origin];
    };
    expect(of("time_zone")).toEqual(["America/Sao_Paulo", "file"]);
    expect(of("sla.low_hours")).toEqual([40, "file"]);
    expect(of("sla.high_hours")).toEqual([9, ".env"]);
    expect(of("llm.workers")).toEqual([3, "environment"]);
    expect(of("as_of")).toEqual(["2026-01-31T12:00:00Z", "flag"]);
    expect(of("data")).toEqual(["./earshot-data", "default"]);
    const { stdout } = await earshot(["config"], { cwd: folder.folder });
    expect(stdout).toContain("America/Sao_Paulo");
  });

  it("never shows a secret, only that it is set", async () => {
    await using folder = await openFolder();
    const environment = { EARSHOT_PRIVACY_KEYS: "pseudonym_key=c2VjcmV0" };
    for (const args of [["config"], ["config", "show", "--json"]]) {
      const { stdout, stderr } = await earshot(args, { cwd: folder.folder, environment });
      expect(stdout).toContain("(set)");
      expect(stdout + stderr).not.toContain("c2VjcmV0");
    }
  });

  it("prints the schema of the settings file", async () => {
    const schema = json(await here(["config", "schema"])) as { properties: object };
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(["sources", "sla"]));
  });
});

describe("demo", () => {
  it("goes on the second time and computes nothing", async () => {
    await using folder = await openFolder();
    const args = ["demo", "--once", "--dir", "shop", "--as-of", "2026-03-01"];
    const first = await earshot(args, { cwd: folder.folder });
    expect(first.code).toBe(0);
    expect(first.stderr).toContain("wrote a made-up company's records to shop");
    expect(first.stdout).toContain("tables from");
    expect(first.stdout).toContain("Quality: what was read, kept and set aside");
    const second = await earshot(args, { cwd: folder.folder });
    expect([second.code, second.stderr]).toEqual([0, "going on with the company in shop\n"]);
    expect(second.stdout).toContain("Everything is up to date; nothing was computed again.");
    const again = (): Promise<Ended> =>
      earshot([...args, "--json", "--quiet"], { cwd: folder.folder });
    const shown = [await again(), await again()];
    const [one, two] = shown.map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
    expect(Object.keys(one ?? {})).toEqual([
      "run_id",
      "understanding",
      "quality",
      "kpis",
      "answers",
    ]);
    expect([two?.["quality"], two?.["kpis"]]).toEqual([one?.["quality"], one?.["kpis"]]);
  });
});
