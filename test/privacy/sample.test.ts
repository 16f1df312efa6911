import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { parseKit } from "../../src/kernel/privacy/kit/read-kit.ts";
import { earshot } from "../cli/command-line.ts";
import { openFolder, smallSettings, type Company } from "../pipeline/company.ts";

const sources = {
  companies: "path: companies.csv, entity: account, system: desk",
  tickets: "path: tickets.csv, entity: ticket, system: desk, language: en, country: US",
  chats:
    "path: chats.json, entity: conversation, system: desk, messages: { path: messages, body: text }",
};

const files = {
  "companies.csv": "account_id,name\nA1,First Ltd\n",
  "tickets.csv": [
    "ticket_id,account_id,subject,description,created_at",
    "T1,A1,Login,Write to ann.lee@example.com please,2026-02-01T10:00:00Z",
    "T2,A1,Login,,2026-02-01T11:00:00Z",
    'T3,A1,,"Two lines',
    '== of ⟦text⟧, part 4711-0815-22",2026-02-01T12:00:00Z',
    `T4,A1,Long,${"very ".repeat(1_000)}long,2026-02-01T12:00:00Z`,
    "",
  ].join("\n"),
  "chats.json": JSON.stringify([
    { conversation_id: "C1", messages: [{ text: "Hello" }, { text: null }, { text: "Login" }] },
  ]),
};

describe("privacy sample", () => {
  it("writes raw texts with marks for its owner alone, the most doubtful first", async () => {
    await using company = await openLanded();
    const { code, stdout, stderr, text, path } = await sample(company);
    expect(stderr).toContain("holds raw personal data");
    expect(code).toBe(0);
    expect(stdout).toContain("of 7. One longer text is left out.");
    expect(text).toMatch(/^THIS FILE HOLDS RAW PERSONAL DATA/);
    expect(text).toContain("Write to ⟦EMAIL|ann.lee@example.com⟧ please");
    const rows = parseKit(text, "sample");
    expect(rows.map((row) => row.text).toSorted()).toEqual([
      "Hello",
      "Login",
      "Long",
      "Two lines\n== of ⟦text⟧, part 4711-0815-22",
      "Write to ann.lee@example.com please",
    ]);
    expect(rows[0]?.text).toContain("4711");
    expect(rows.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(7, 2);
    expect(rows.find((row) => row.text === "Login")).toMatchObject({ domain: "messages.body" });
    expect(rows.find((row) => row.text === "Long")?.locale).toBe("en_US");
    const windows = process.platform === "win32";
    expect((await stat(path)).mode & 0o777).toBe(windows ? 0o666 : 0o600);
  });

  it("gives the same file again, and replaces one that is there only when told to", async () => {
    await using company = await openLanded();
    const first = await sample(company);
    const second = await sample(company);
    expect(second).toMatchObject({ code: 4, text: first.text });
    expect(second.stderr).toContain("is there");
    await writeFile(first.path, "mine");
    const third = await sample(company, "--force", "--json");
    expect(third).toMatchObject({ code: 0, text: first.text });
    expect(JSON.parse(third.stdout)).toMatchObject({ text_count: 7, long_count: 1 });
    expect((await readdir(company.folder)).filter((name) => name.startsWith("mark"))).toEqual([
      "marked.txt",
    ]);
  });

  it("is read back as the report on it, with what is wrong in it", async () => {
    await using company = await openLanded();
    const { text, path } = await sample(company);
    expect((await reportOn(company)).stderr).toContain("if nobody has corrected them");
    await writeFile(path, text.replace("Hello", "⟦PERSON|Hello⟧"));
    const report = await reportOn(company);
    expect(report.code).toBe(0);
    expect(report.stderr).not.toContain("if nobody has corrected them");
    expect(report.stdout).toMatch(/^marked\.txt: 5 texts, which stand for 7;/);
    expect(report.stdout).toMatch(/ PERSON +1 +0 /);
    await writeFile(path, text.replace("⟧ please", " please"));
    const broken = await reportOn(company);
    expect(broken.code).toBe(2);
    expect(broken.stderr).toMatch(/line \d+: a mark of EMAIL is not closed by ⟧/);
    expect(broken.stderr).not.toContain("ann.lee");
  });

  it("says that nothing has landed, and leaves no file", async () => {
    await using company = await openFolder();
    await company.write({ "earshot.yaml": smallSettings(sources), ...files });
    const { code, stderr } = await earshot(["privacy", "sample", "-o", "marked.txt"], {
      cwd: company.folder,
    });
    expect(code).toBe(3);
    expect(stderr).toContain("no free text has landed");
    expect(await readdir(company.folder)).not.toContain("marked.txt");
  });
});

async function openLanded(): Promise<Company> {
  const company = await openFolder();
  await company.write({ "earshot.yaml": smallSettings(sources), ...files });
  await company.open().run();
  return company;
}

async function sample(
  { folder }: Company,
  ...more: string[]
): Promise<{ code: number | null; stdout: string; stderr: string; text: string; path: string }> {
  const path = join(folder, "marked.txt");
  const args = ["privacy", "sample", "--output", path, ...more];
  const { code, stdout, stderr } = await earshot(args, { cwd: folder });
  return { code, stdout, stderr, text: await readFile(path, "utf8"), path };
}

function reportOn({ folder }: Company): ReturnType<typeof earshot> {
  return earshot(["privacy", "report", "--marked", "marked.txt"], { cwd: folder });
}
