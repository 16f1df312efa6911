import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { earshot, startCommand } from "../cli/command-line.ts";
import { openFolder, type Company } from "../pipeline/company.ts";
import { madeRows, writeNdjson } from "./labelled.ts";

const task = "returns-reason";

/** `earshot … --data FOLDER --json`, and what it answers. */
async function run(company: Company, args: readonly string[]) {
  const { code, stdout, stderr } = await earshot([...args, "--json"], {
    cwd: company.folder,
    environment: { EARSHOT_DATA: company.data },
  });
  return { code, stderr, answer: stdout === "" ? undefined : (JSON.parse(stdout) as Answer) };
}

type Answer = Record<string, unknown> & {
  evaluation: { accuracy: number; n: number; per_class: { label: string; support: number }[] };
  comparison: { better: boolean; against: string } | null;
};

describe("earshot train", () => {
  it("trains on masked texts, judges, registers and promotes; the same rows make nothing new", async () => {
    await using company = await openFolder();
    const rows = madeRows(40).map((row, i) => ({
      ...row,
      text: `${row.text}, mail ann${i}@example.com`,
    }));
    const path = await writeNdjson(company.folder, "returns.ndjson.gz", rows);
    const first = await run(company, ["train", task, "--data", path]);
    expect(first.stderr).toBe("");
    expect(first.code).toBe(0);
    expect(first.answer).toMatchObject({
      version: "1",
      is_new: true,
      is_champion: true,
      reason: "there was no champion",
      row_count: 120,
      labels: ["broken", "late", "size"],
      comparison: null,
    });
    expect(first.answer?.evaluation.accuracy).toBeGreaterThan(0.9);
    expect(first.answer?.evaluation).toMatchObject({
      n: 120,
      per_class: [{ support: 40 }, { support: 40 }, { support: 40 }],
    });
    const model = join(company.data, "models", task, "1");
    expect((await readdir(model)).toSorted()).toEqual([
      "evaluation.json",
      "held-out.json",
      "model.bin",
      "version.json",
    ]);
    for (const file of await readdir(model))
      expect((await readFile(join(model, file))).includes("@example.com")).toBe(false);

    const turned = await writeNdjson(company.folder, "turned.ndjson", rows.toReversed());
    const again = await run(company, ["train", task, "--data", turned]);
    expect(again.answer).toMatchObject({ version: "1", is_new: false, is_champion: true });
    expect(again.answer?.evaluation).toEqual(first.answer?.evaluation);

    await using other = await openFolder();
    expect((await run(other, ["train", task, "--data", turned])).code).toBe(0);
    const bytes = (folder: string) => readFile(join(folder, "models", task, "1", "model.bin"));
    expect((await bytes(company.data)).equals(await bytes(other.data))).toBe(true);
  });

  it("promotes what is better with significance on the same rows, and neither a tie nor what is worse", async () => {
    await using company = await openFolder();
    const rows = madeRows(60);
    const wrong = rows.map((row, i) => (i % 2 === 0 ? { ...row, label: "late" } : row));
    const paths = {
      wrong: await writeNdjson(company.folder, "wrong.ndjson", wrong),
      right: await writeNdjson(company.folder, "right.ndjson", rows),
      more: await writeNdjson(company.folder, "more.ndjson", [...rows, ...madeRows(4, 9)]),
    };
    await run(company, ["train", task, "--data", paths.wrong]);
    const kept = await run(company, ["train", task, "--data", paths.right, "--no-promote"]);
    expect(kept.answer).toMatchObject({
      version: "2",
      is_champion: false,
      reason: "promotion was not wanted",
      comparison: { better: true, against: "1" },
    });
    const better = await run(company, ["train", task, "--data", paths.right]);
    expect(better.answer).toMatchObject({ version: "2", is_new: false, is_champion: true });
    expect(better.answer?.["reason"]).toContain("better with significance");

    const tie = await run(company, ["train", task, "--data", paths.more]);
    expect(tie.answer).toMatchObject({ version: "3", is_champion: false });
    expect(tie.answer?.comparison?.better).toBe(false);
    const refused = await earshot(["promote", task, "3"], {
      cwd: company.folder,
      environment: { EARSHOT_DATA: company.data },
    });
    expect(refused.code).toBe(5);
  });

  it("takes CSV as a spreadsheet writes it, other names of columns, and tags", async () => {
    await using company = await openFolder();
    const rows = madeRows(12);
    const csv = ["\ufeffBody;Themes", ...rows.map(({ text, label }) => `"${text}";${label}|all`)];
    const path = join(company.folder, "themes.csv");
    await writeFile(path, csv.join("\r\n"));
    const tags = ["--text-field", "Body", "--tags-field", "Themes"];
    const { code, answer } = await run(company, ["train", "themes", "--data", path, ...tags]);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ labels: ["all", "broken", "late", "size"], row_count: 36 });
    const told = await earshot(["train", "themes", "--data", path, ...tags], {
      cwd: company.folder,
      environment: { EARSHOT_DATA: company.data },
    });
    expect(told.stdout).toContain("no new version");
    expect(told.stdout).toContain("micro F1");
  });

  it("keeps nothing of a training that is killed", async () => {
    await using company = await openFolder();
    const path = await writeNdjson(company.folder, "rows.ndjson", madeRows(400));
    for (const afterMs of [700, 1_500, 2_500]) {
      const { child, ended } = startCommand(["train", task, "--data", path], {
        cwd: company.folder,
        environment: { EARSHOT_DATA: company.data },
      });
      setTimeout(() => child.kill("SIGKILL"), afterMs);
      await ended;
      const { stdout } = await earshot(["models", "--json"], {
        environment: { EARSHOT_DATA: company.data },
        cwd: company.folder,
      });
      const { models } = JSON.parse(stdout) as { models: { problem?: string }[] };
      expect(models.filter(({ problem }) => problem !== undefined)).toEqual([]);
    }
    const { code, answer } = await run(company, ["train", task, "--data", path]);
    expect([code, answer?.["is_champion"]]).toEqual([0, true]);
  });

  it.each<[string, (rows: ReturnType<typeof madeRows>) => object[], string, string]>([
    ["no row", () => [], task, "has no rows"],
    ["ten rows", (rows) => rows.slice(0, 10), task, "there are 10; give at least 20"],
    [
      "one class",
      (rows) => rows.map((row) => ({ ...row, label: "late" })),
      task,
      "all rows have the same label",
    ],
    [
      "a label outside of the list",
      (rows) => [...rows, { text: "x", label: "FURIOUS" }],
      "sentiment",
      "the label is not in the list of sentiment",
    ],
    [
      "an empty label",
      (rows) => [...rows, { text: "something", label: " " }],
      task,
      "line 91: the label is empty",
    ],
    ["no text", (rows) => [...rows, { label: "late" }], task, "line 91: text is missing"],
    [
      "other fields",
      (rows) => rows.map(({ text }) => ({ texto: text })),
      task,
      "line 1: there is no field text; did you mean --text-field texto?",
    ],
    [
      "ids in place of labels",
      (rows) => Array.from({ length: 1_001 }, (_, i) => ({ ...rows[0], label: `T-${i}` })),
      task,
      "there are 1001 different labels",
    ],
    ["a name that is none", (rows) => rows, "../x", "can't be the name of a model"],
  ])("refuses %s, and keeps nothing", async (_, change, name, message) => {
    await using company = await openFolder();
    const path = await writeNdjson(company.folder, "rows.ndjson", change(madeRows(30)));
    const ended = await run(company, ["train", name, "--data", path]);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(2);
    await expect(readdir(join(company.data, "models"))).rejects.toThrow("ENOENT");
  });

  it("says what there is to train on where there is nothing", async () => {
    await using company = await openFolder();
    const { code, stderr } = await run(company, ["train", task]);
    expect([code, stderr]).toEqual([3, expect.stringContaining("label export")]);
    const missing = await run(company, ["train", task, "--data", "none.csv"]);
    expect(missing.code).toBe(3);
  });

  it("takes texts that are empty, all of signs, or a megabyte long", async () => {
    await using company = await openFolder();
    const odd = [
      { text: "", label: "late" },
      { text: null, label: "late" },
      { text: "😡😡😡", label: "broken" },
      { text: "\ud800", label: "size" },
      { text: "too late ".repeat(120_000), label: "late" },
    ];
    const path = await writeNdjson(company.folder, "rows.ndjson", [...madeRows(20), ...odd]);
    const { code, stderr, answer } = await run(company, ["train", task, "--data", path]);
    expect(stderr).toContain("2 rows without a text left out");
    expect([code, answer?.["row_count"], answer?.["empty_rows"]]).toEqual([0, 63, 2]);
  });
});
