import { join } from "node:path";
import { writeFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { earshot } from "../cli/command-line.ts";
import { openFolder, type Company } from "../pipeline/company.ts";
import { sharedFiles } from "../shared-files.ts";
import { madeRows, writeNdjson } from "./labelled.ts";

const task = "returns-reason";

async function run(company: Company, args: readonly string[]) {
  return await earshot(args, {
    cwd: company.folder,
    environment: { EARSHOT_DATA: company.data },
  });
}

describe("earshot evaluate", () => {
  it("trains on one file and judges on another, and keeps nothing", async () => {
    await using company = await openFolder();
    const languages = ["en", "en", "pt"];
    const test = madeRows(10, 2).map((row, i) => ({ ...row, language: languages[i % 3] }));
    const [train, asked] = [
      await writeNdjson(company.folder, "train.ndjson", madeRows(30)),
      await writeNdjson(company.folder, "test.ndjson", [
        ...test,
        { text: "The colour is not what was shown", label: "colour" },
      ]),
    ];
    const files = ["--train", train, "--test", asked];
    const { code, stdout, stderr } = await run(company, ["evaluate", task, ...files, "--json"]);
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as Record<string, unknown> & { accuracy: number };
    expect(told).toMatchObject({
      n: 31,
      version: null,
      unseen_in_train: ["colour"],
      per_language: [
        { language: "en", n: 20 },
        { language: "pt", n: 10 },
        { language: "", n: 1 },
      ],
    });
    expect(told.accuracy).toBeLessThanOrEqual(30 / 31);
    expect(told.accuracy).toBeGreaterThan(0.8);
    for (const key of ["macro_f1", "ece", "interval", "per_class", "reliability", "confusions"])
      expect(told).toHaveProperty(key);
    expect(stderr).toContain("label colour is not in what was trained on");
    const people = await run(company, ["evaluate", task, ...files]);
    expect(people.stdout).toMatch(/accuracy +9\d\.\d% +\(\d\d\.\d% to \d\d\.\d%\)/);
    for (const part of ["Most often confused", "precision %", "How sure it was", "language"])
      expect(people.stdout).toContain(part);
    const { stdout: models } = await run(company, ["models"]);
    expect(models).not.toContain(task);
  });

  it("judges a version of the registry, and says what it was trained on", async () => {
    await using company = await openFolder();
    const rows = madeRows(30);
    const path = await writeNdjson(company.folder, "rows.ndjson", rows);
    await run(company, ["train", task, "--data", path]);
    const test = await writeNdjson(company.folder, "test.ndjson", [
      ...rows.slice(0, 5),
      ...madeRows(3, 7).map((row) => ({ ...row, text: `${row.text} indeed` })),
    ]);
    const args = ["evaluate", task, "--test", test];
    const champion = await run(company, [...args, "--json"]);
    expect(JSON.parse(champion.stdout)).toMatchObject({ version: "1", n: 14, trained_on: 5 });
    expect(champion.stderr).toContain("5 rows of the test were trained on");
    expect((await run(company, [...args, "--version", "1"])).stdout).toContain(
      `${task} 1, trained`,
    );
    const none = await run(company, [...args, "--version", "2"]);
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining("no version 2")]);
    const other = await run(company, ["evaluate", "nothing", "--test", test]);
    expect(other.code).toBe(3);
  });

  it.each([
    [
      "a CSV with a quote left open",
      "a.csv",
      'text,label\n"so,late\n',
      "line 2: a quote is opened",
    ],
    [
      "lines that are no JSON",
      "a.ndjson",
      '{"text":"a","label":"b"}\nno\n',
      "line 2: this is no JSON",
    ],
    ["a gzip file cut off", "a.csv.gz", "\u001f\u008b", "no whole gzip file"],
    ["a row with too many fields", "a.csv", "text,label\na,b,c\n", "line 2: it has 3 fields"],
    ["a text that is a number", "a.ndjson", '{"text":7,"label":"b"}\n', "line 1: text is no text"],
    [
      "a label that is a list of lists",
      "a.ndjson",
      '{"text":"a","tags":[[1]]}\n',
      "line 1: tags is no list of tags",
    ],
  ])("refuses %s", async (_, name, text, message) => {
    await using company = await openFolder();
    await writeFile(join(company.folder, name), text, "latin1");
    const { code, stderr } = await run(company, [
      "evaluate",
      task,
      "--test",
      name,
      "--train",
      name,
    ]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  const train = sharedFiles("questions of online banking", "data/banking77/train.jsonl.gz");
  const test = sharedFiles("questions of online banking", "data/banking77/test-dev.jsonl.gz");
  it.skipIf(!train.isThere || !test.isThere)(
    "has at least 91.5 % of 77 intents of online banking right",
    async () => {
      await using company = await openFolder();
      const files = ["--train", train.path, "--test", test.path];
      const { code, stdout } = await run(company, ["evaluate", "intents", ...files, "--json"]);
      expect(code).toBe(0);
      const { accuracy, macro_f1, ece, n } = JSON.parse(stdout) as Record<string, number>;
      expect(n).toBe(1_540);
      expect(accuracy).toBeGreaterThanOrEqual(0.915);
      expect(macro_f1).toBeGreaterThan(0.9);
      expect(ece).toBeLessThan(0.05);
    },
    300_000,
  );
});
