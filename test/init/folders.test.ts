import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { initProject } from "../../src/surface/engine/init.ts";
import { earshot } from "../cli/command-line.ts";
import { tryInit } from "./try-init.ts";

const tickets =
  "ticket_id,created_at,status,subject,requester_email\n" +
  "1,2025-01-02 10:00:00,open,It does not work,ann.lee@mail.example.com\n" +
  "2,2025-01-03 10:00:00,closed,Where is my order,bob.ray@mail.example.com\n";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "earshot-init-"));
  await mkdir(join(root, "files"));
  await writeFile(join(root, "files/tickets.csv"), tickets);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Does something as one who may not read everything, which root may. */
async function asOrdinaryUser(work: () => Promise<void>, folder: string): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    for (const name of ["", "closed", "secret.csv", "tickets.csv"])
      await chown(join(folder, name), nobody, nobody);
    await chmod(root, 0o755);
    process.seteuid?.(nobody);
  }
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

const nobody = 65_534;

describe("earshot init", () => {
  it("writes settings that a run takes, and says what it found without a customer's words", async () => {
    const cwd = await mkdtemp(join(root, "cli-"));
    const init = await earshot(["init", "../files"], { cwd });
    expect(init.code, init.stderr).toBe(0);
    expect(init.stdout).toContain("tickets: ticket  (../files/tickets.csv; 2 rows)");
    expect(init.stdout).toMatch(/personal, left in bronze: requester_email/);
    expect(init.stdout).toContain("Next: look at it, then earshot plan and earshot run.");
    const text = await readFile(join(cwd, "earshot.yaml"), "utf8");
    for (const said of [init.stdout, init.stderr, text]) {
      expect(said).not.toMatch(/ann\.lee|bob\.ray|does not work|Where is my order/);
    }
    const run = await earshot(["run"], { cwd });
    expect(run.code, run.stderr).toBe(0);
    const kept = await earshot(["sql", "SELECT count(*) AS n FROM silver.tickets", "--json"], {
      cwd,
    });
    expect(JSON.parse(kept.stdout)).toEqual([{ n: "2" }]);
  });

  it("replaces a settings file only when told to, and keeps a copy", async () => {
    const cwd = await mkdtemp(join(root, "force-"));
    const mine = "sources: {} # mine\n";
    await writeFile(join(cwd, "earshot.yaml"), mine);
    const refused = await earshot(["init", "../files"], { cwd });
    expect(refused).toMatchObject({ code: 4, stdout: "" });
    expect(refused.stderr).toMatch(/earshot\.yaml is there already; .*--dry-run.*--out.*--force/);
    expect(await readFile(join(cwd, "earshot.yaml"), "utf8")).toBe(mine);
    const dry = await earshot(["init", "../files", "--dry-run"], { cwd });
    expect(dry.stdout).toContain("entity: ticket");
    expect(await readFile(join(cwd, "earshot.yaml"), "utf8")).toBe(mine);
    for (const copy of ["earshot.yaml.bak", "earshot.yaml.bak2"]) {
      expect((await earshot(["init", "../files", "--force"], { cwd })).stdout).toContain(copy);
    }
    expect(await readFile(join(cwd, "earshot.yaml.bak"), "utf8")).toBe(mine);
  });

  it("gives what it found as JSON", async () => {
    const cwd = await mkdtemp(join(root, "json-"));
    const { stdout } = await earshot(["init", "../files", "--dry-run", "--json"], { cwd });
    const { sources, settings } = JSON.parse(stdout) as { sources: object[]; settings: string };
    expect(sources).toMatchObject([{ name: "tickets", entity: "ticket", rowCount: 2 }]);
    expect(settings).toContain("ticket_id: ticket_id");
  });

  it.each([
    [["init", "nowhere"], 3, /there is no folder .*nowhere/],
    [["init"], 2, /folder/],
  ])("%j ends with %i", async (args, code, message) => {
    const ended = await earshot(args, { cwd: root });
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(message);
  });
});

describe("initProject", () => {
  it("takes one file", async () => {
    const out = join(root, "one.yaml");
    const { finding } = await initProject({ folder: join(root, "files/tickets.csv"), out });
    expect(finding.sources).toMatchObject([{ name: "tickets", path: "files/tickets.csv" }]);
  });

  it.each([
    [{ "notes.pdf": "x", "README.md": "read me" }, /\(notes\.pdf: a document, not a table\)/],
    [{ "README.md": "read me" }, /nothing is written; export the records as CSV/],
  ])("writes nothing for a folder with nothing to read (%#)", async (files, words) => {
    const folder = await mkdtemp(join(root, "nothing-"));
    for (const [name, content] of Object.entries(files))
      await writeFile(join(folder, name), content);
    const cwd = await mkdtemp(join(root, "cli-nothing-"));
    const init = await earshot(["init", folder], { cwd });
    expect(init).toMatchObject({ code: 3, stdout: "" });
    expect(init.stderr).toMatch(words);
    expect(await readdir(cwd)).toEqual([]);
  });

  it("does what can be done, and says why the rest is left out", async () => {
    await using trial = await tryInit({
      "tickets.csv": tickets,
      "book.xlsx": "x",
      "empty.csv": "",
      "blank.csv": "\n\n",
      "all.zip": "x",
      "bad.csv.gz": "no gzip",
      "cut.csv.gz": gzipSync(tickets.repeat(500)).subarray(0, 60),
      "bad.parquet": "no parquet",
      "picture.csv": new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 0, 0, 1]),
      "wrapped.json": JSON.stringify({ a: { b: 1 }, c: [1] }),
      "text.json": '"hello"',
      "earshot-data/lake/gold/x/part-0.parquet": "x",
      "._tickets.csv": "x",
    });
    expect(trial.report.finding.sources.map(({ name }) => name)).toEqual(["tickets"]);
    const left = Object.fromEntries(
      trial.report.finding.leftOut.map(({ name, why }) => [name, why]),
    );
    expect(left).toMatchObject({
      "book.xlsx": "a workbook; save its sheets as CSV",
      "empty.csv": "it is empty",
      "blank.csv": "it is empty",
      "all.zip": expect.stringMatching(/archive/),
      "bad.csv.gz": expect.stringMatching(/no gzip file/),
      "cut.csv.gz": expect.stringMatching(/no gzip file/),
      "picture.csv": expect.stringMatching(/no text/),
      "wrapped.json": expect.stringMatching(/one object, not a list/),
      "text.json": expect.stringMatching(/no object/),
    });
    expect(left["bad.parquet"]).toBeDefined();
    expect(Object.keys(left)).toHaveLength(10);
    expect(await trial.run()).toMatchObject({ tickets: { kept: 2, aside: 0 } });
  });

  it("puts files of one shape together, and those of another apart", async () => {
    const months = ["2025-01", "2025-02", "2025-03"].map((month, i) => [
      `desk/tickets_${month}.csv`,
      tickets.replaceAll("2025-01", month).replace("\n1,", `\n${i}1,`).replace("\n2,", `\n${i}2,`),
    ]);
    await using trial = await tryInit({
      ...Object.fromEntries(months),
      "desk/tickets_old.csv.gz": gzipSync(tickets),
      "desk/agents.csv": "agent_id,name,team\nA1,Ann Lee,One\nA2,Bob Ray,Two\n",
    });
    expect(trial.source("tickets").path).toBe("export/desk/tickets_*");
    expect(trial.source("tickets").fileCount).toBe(4);
    expect(trial.source("agents").entity).toBe("agent");
    expect(trial.report.finding.sources).toHaveLength(2);
  });

  it("says which folder and file it may not read, and does the others", async () => {
    const folder = await mkdtemp(join(root, "rights-"));
    const closed = join(folder, "closed");
    await mkdir(closed);
    await writeFile(join(folder, "secret.csv"), tickets);
    await writeFile(join(folder, "tickets.csv"), tickets);
    await asOrdinaryUser(async () => {
      await chmod(closed, 0o000);
      await chmod(join(folder, "secret.csv"), 0o000);
      const options = { out: join(root, "rights.yaml"), isDry: true };
      const { finding } = await initProject({ ...options, folder });
      expect(finding.sources.map(({ name }) => name)).toEqual(["tickets"]);
      expect(finding.leftOut).toEqual([
        { name: "closed", why: "no permission to read it" },
        { name: "secret.csv", why: "no permission to read it" },
      ]);
      const refused = initProject({ ...options, folder: closed });
      await expect(refused).rejects.toThrow(/closed can't be read: no permission/);
    }, folder);
  });

  it("passes over links that lead nowhere or in a circle", async () => {
    const folder = await mkdtemp(join(root, "links-"));
    await writeFile(join(folder, "tickets.csv"), tickets);
    await symlink(join(folder, "gone.csv"), join(folder, "lost.csv"));
    await symlink(folder, join(folder, "round"));
    const { finding } = await initProject({ folder, out: join(root, "links.yaml") });
    expect(finding.sources.map(({ name }) => name)).toEqual(["tickets"]);
    expect(finding.leftOut).toEqual([{ name: "lost.csv", why: "a link that leads nowhere" }]);
  });
});
