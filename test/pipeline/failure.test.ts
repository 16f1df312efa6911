import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadEntities } from "../../src/core/domain/entities.ts";
import type { Entity } from "../../src/core/domain/entity.ts";
import {
  enumerations,
  type Enumeration,
  type EnumerationName,
} from "../../src/core/domain/enumeration.ts";
import { earshot, startCommand } from "../cli/command-line.ts";
import {
  giveKeys,
  openFolder,
  openSample,
  openSmall,
  smallFiles,
  type Company,
} from "./company.ts";
import { lakeRows, lakeState, openLake, passingFiles, resultOf } from "./lake-state.ts";

const runs = (company: Company) =>
  lakeRows(company.data, "ops.run", "SELECT state, error FROM $t ORDER BY started_at");

/** Runs a line of shell to its end, where an event leaves no time to await. */
const shell = (line: string) => spawnSync("sh", ["-c", line]);

describe("a run in which something fails", () => {
  it("tells the step, keeps what was committed, and goes on from there", async () => {
    await using whole = await openSmall();
    await whole.open().run();
    await using company = await openSmall();
    // A file where the table's folder should be: nobody can write there, not even root.
    await company.write({ "earshot-data/lake/gold/companies": "in the way" });
    const failed = await earshot(["run", "--config", company.config]);
    expect(failed.code).toBe(8);
    expect(failed.stderr).toMatch(/earshot: gold\.companies failed: .*nothing of it was written/);
    expect(failed.stderr).not.toContain("bug in Earshot");
    const state = await lakeState(company.data);
    expect(state.get("silver.tickets")?.rowCount).toBe(3);
    expect(await runs(company)).toEqual([{ state: "FAILED", error: "STEP_FAILED" }]);
    expect(await passingFiles(company.data)).toEqual([]);
    await rm(join(company.data, "lake/gold/companies"));
    const next = await company.open().run();
    expect(next.steps.map(({ step }) => step)).toContain("gold.companies");
    expect(next.steps.some(({ step }) => step.startsWith("bronze."))).toBe(false);
    const [a, b] = [await lakeState(whole.data), await lakeState(company.data)];
    expect(resultOf(b)).toEqual(resultOf(a));
  });

  it("does not start when a source can't be read, and says which file and why", async () => {
    await using company = await openSmall();
    await company.write({ "desk/tickets-2.csv": smallFiles["desk/tickets-1.csv"]! });
    await rm(join(company.folder, "sales/leads.csv"));
    const { code, stderr } = await earshot(["run", "--config", company.config]);
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/^earshot: there is no file sales\/leads\.csv /) as string,
    ]);
    await company.write({ "sales/leads.parquet": "no parquet", "sales/leads.csv": "" });
    const empty = await earshot(["run", "--config", company.config]);
    expect([0, 2]).toContain(empty.code);
    expect(empty.stderr).not.toContain("bug in Earshot");
  });

  it("goes on after a source file vanished between plan and run", async () => {
    await using company = await openSmall();
    const leads = join(company.folder, "sales/leads.csv");
    const text = await readFile(leads, "utf8");
    const onPlan = (): void => void shell(`rm '${leads}'`);
    await expect(company.open().run({ onPlan })).rejects.toMatchObject({
      code: "SOURCE_FILE_MISSING",
    });
    expect(await passingFiles(company.data)).toEqual([]);
    await writeFile(leads, text);
    await company.open().run();
    expect((await lakeState(company.data)).get("silver.leads")?.rowCount).toBe(2);
    const [failed, done] = await runs(company);
    expect(failed).toMatchObject({ state: "FAILED" });
    expect(done).toEqual({ state: "SUCCEEDED", error: null });
  });

  it("lands what a file holds when it is read, also where it changed since the plan", async () => {
    await using company = await openSmall();
    const leads = join(company.folder, "sales/leads.csv");
    const onPlan = (): void => void shell(`printf 'L3,A2,open,5,2026-01-07\\n' >> '${leads}'`);
    await company.open().run({ onPlan });
    await company.open().run();
    expect((await lakeState(company.data)).get("silver.leads")?.rowCount).toBe(3);
    expect((await company.open().run()).steps).toEqual([]);
  });
});

/** Mounts a small file system; undefined where that is not allowed. */
async function smallDisk(folder: string, size: string): Promise<AsyncDisposable | undefined> {
  await mkdir(folder, { recursive: true });
  const { status } = shell(`mount -t tmpfs -o size=${size} tmpfs '${folder}'`);
  if (status !== 0) return undefined;
  return { [Symbol.asyncDispose]: async () => void shell(`umount -l '${folder}'`) };
}

describe("a full disk", () => {
  it.each(["700k", "1000k"])("of %s is told, and more space mends it", async (size) => {
    await using company = await openSample();
    await using disk = await smallDisk(company.data, size);
    if (disk === undefined) {
      if (process.env["CI"] === "true") throw new Error("a full disk can't be made here");
      console.log("skipped: a full disk can't be made here (mounting needs root)");
      return;
    }
    await giveKeys(company); // the disk came over those it had
    const full = await earshot(["run", "--config", company.config]);
    expect(full.stderr).toContain("the disk is full; free some space");
    expect(full.stderr).not.toContain("bug in Earshot");
    expect(full.code).toBe(8);
    await lakeState(company.data); // what is there can be read
    shell(`mount -o remount,size=200m '${company.data}'`);
    const { code } = await earshot(["run", "--quiet", "--config", company.config]);
    expect(code).toBe(0);
    await using other = await openSample();
    await other.open().run();
    expect(resultOf(await lakeState(company.data))).toEqual(resultOf(await lakeState(other.data)));
    expect(await passingFiles(company.data)).toEqual([]);
  });
});

describe("Ctrl-C during a run", () => {
  it.each([20, 900])("%i ms after its start exits with 130 and nothing half done", async (ms) => {
    await using company = await openSample(20);
    const { child, ended } = startCommand(["run", "--config", company.config]);
    while (!(await passingFiles(company.data)).includes("run.lock"))
      await new Promise((wake) => setTimeout(wake, 10));
    await new Promise((wake) => setTimeout(wake, ms));
    process.kill(-child.pid!, "SIGINT"); // it was started
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain("what was committed stays, and the next run goes on from there");
    expect(stderr).not.toContain("bug in Earshot");
    expect(await passingFiles(company.data)).toEqual([]);
    const state = await lakeState(company.data);
    // Stopped while it plans, it leaves no table at all.
    const told = state.size === 0 ? [] : await runs(company);
    expect(told).toEqual(state.size === 0 ? [] : [{ state: "FAILED", error: "CANCELLED" }]);
    const report = await company.open().run();
    expect(report.steps.length + state.size).toBeGreaterThan(40);
    expect((await company.open().run()).steps).toEqual([]);
  });
});

const secret = "Zxqcanary";

/** Whether any word is kept, such as a channel that we do not know. */
function isOpenEnumeration(name: EnumerationName): boolean {
  const enumeration: Enumeration = enumerations[name];
  return enumeration.open === true;
}

/** A source of one entity, every field planted: personal ones, and values no column takes. */
function planted(entity: Entity): string {
  const columns = Object.entries(entity.columns);
  const rows = [0, 1, 2].map((row) =>
    columns.map(([name, { pii, type, enumeration }]) => {
      if (name === entity.key) return `K${row}`;
      if (pii === "BIRTH_DATE") return "1985-07-23";
      if (pii !== undefined) return `${name}@${secret}.example`;
      const isOpen = enumeration === undefined || isOpenEnumeration(enumeration);
      const takesAll = type.startsWith("VARCHAR") && isOpen;
      if (takesAll) return "";
      // The first row is good, so that one gets through; the last one is all wrong.
      if (row === 0) return type === "TIMESTAMPTZ" || type === "DATE" ? "2026-01-05" : "";
      return row === 1 && type === "TIMESTAMPTZ" ? "2026-01-05" : `${secret}'${secret}"`;
    }),
  );
  const line = (values: readonly string[]): string =>
    values.map((value) => `"${value.replaceAll('"', '""')}"`).join(",");
  return `${[columns.map(([name]) => name), ...rows].map(line).join("\n")}\n`;
}

/** Texts of everything in a folder but what `skip` names. */
async function textsBelow(folder: string, skip: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !skip.test(path));
  return Promise.all(paths.map((path) => readFile(path, "latin1")));
}

describe("values of the data", () => {
  it("stand in bronze alone: not in messages, ops, quarantine, logs, silver or gold", async () => {
    await using company = await openFolder();
    const entities = await loadEntities();
    const sources: string[] = [];
    for (const entity of entities.values()) {
      await company.write({ [`desk/${entity.table}.csv`]: planted(entity) });
      sources.push(`  ${entity.table}: { path: desk/${entity.table}.csv, entity: ${entity.name} }`);
    }
    await company.write({ "earshot.yaml": `sources:\n${sources.join("\n")}\n` });
    const told: string[] = [];
    for (const command of [
      ["plan"],
      ["run"],
      ["run", "--json", "--full-refresh"],
      ["plan", "--all"],
    ]) {
      const { code, stdout, stderr } = await earshot([...command, "--config", company.config]);
      expect([command, code]).toEqual([command, 0]);
      told.push(stdout, stderr);
    }
    const raw = await lakeRows(company.data, "bronze.tickets", "SELECT subject FROM $t");
    expect(JSON.stringify(raw)).toContain(secret); // else this test looks for nothing
    expect(told.join("\n")).not.toContain(secret);
    const texts = await textsBelow(company.data, /\/lake\/bronze\/|\.parquet$/);
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.join("\n")).not.toContain(secret);
    await using lake = await openLake(company.data);
    const ids = (await lake.ids()).filter((id) => !id.startsWith("bronze."));
    expect(ids).toEqual(
      expect.arrayContaining(["quarantine.tickets", "ops.quality", "gold.customers"]),
    );
    for (const id of ids) {
      const select =
        "SELECT count(*)::INT AS n FROM $t AS r WHERE CAST(to_json(r) AS VARCHAR) ILIKE";
      expect([id, await lake.rows(id, `${select} '%${secret}%'`)]).toEqual([id, [{ n: 0 }]]);
    }
    for (const { table, columns } of entities.values()) {
      const personal = Object.keys(columns).filter(
        // An agent's name is made of the agent's id; the tables above hold no other.
        (name) => columns[name]?.pii !== undefined && `${table}.${name}` !== "agents.full_name",
      );
      if (personal.length === 0) continue;
      const list = personal.map((name) => `CAST("${name}" AS VARCHAR) AS "${name}"`).join(", ");
      const rows = await lake.rows(`silver.${table}`, `SELECT ${list} FROM $t`);
      expect(rows.length).toBeGreaterThan(0);
      const shown = new Set(rows.flatMap((row) => Object.values(row)));
      const masked = /^"(?:\[EMAIL_\d\]|1985-01-01|[A-Z_]+_[a-z2-7]{6}_[a-z2-7]{26})"$/;
      expect([...shown].filter((text) => !masked.test(JSON.stringify(text)))).toEqual([]);
    }
  });

  it.each([
    ["x.csv", `account_id,name\nA1,"${secret} and no end\nA2,b\n`],
    ["x.csv", `account_id,name\nA1,x\nA2,${secret},d,e,"f\n"${secret}"${secret},x\n`],
    ["x.json", `[{"account_id": "A1", "name": ${secret}}]`],
    ["x.json", `{"account_id": "A1", "name": "${secret}`],
    ["x.ndjson", `{"account_id": "A1"}\n{"name": "${secret}'s", }\n`],
    ["x.parquet", `PAR1 ${secret}`],
  ])("of a file that can't be read (%s: %j) are in no message", async (name, text) => {
    await using company = await openSmall({ odd: `path: desk/${name}, entity: account` });
    await company.write({ [`desk/${name}`]: text });
    for (const command of ["plan", "run"]) {
      const { code, stdout, stderr } = await earshot([command, "--config", company.config]);
      expect([0, 2]).toContain(code);
      expect(stdout + stderr).not.toContain(secret);
    }
    const texts = await textsBelow(company.data, /\/lake\/bronze\/|\.parquet$/).catch(() => []);
    expect(texts.join("\n")).not.toContain(secret);
  });
});
