import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { sha256 } from "../../src/core/base/hash.ts";
import { earshot, startCommand } from "../cli/command-line.ts";
import { asOf, giveKeys, openFolder, type Company } from "../pipeline/company.ts";
import { madeRows, writeNdjson } from "./labelled.ts";

const task = "returns-reason";

/** A company whose tickets are texts of `madeRows`, landed. */
async function openLanded(): Promise<Company> {
  const company = await openFolder();
  const tickets = madeRows(30).map(({ text }, i) => {
    const description = i % 10 === 0 ? `=${text}\nmail ann${i}@example.com` : text;
    return { ticket_id: `T${i}`, description, created_at: "2026-02-01T10:00:00Z" };
  });
  await company.write({
    "earshot.yaml": "sources:\n  tickets: { path: tickets.ndjson, entity: ticket, system: desk }\n",
    "tickets.ndjson": tickets.map((ticket) => `${JSON.stringify(ticket)}\n`).join(""),
  });
  await giveKeys(company);
  await company.open({ asOf }).run();
  return company;
}

async function run(company: Company, args: readonly string[]) {
  const environment = { EARSHOT_DATA: company.data };
  return await earshot(args, { cwd: company.folder, environment });
}

async function answer(company: Company, args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await run(company, [...args, "--json"]);
  expect(stderr.replace(/^warning: .*\n/gm, "")).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

type Row = { text_hash: string; text: string; present_label: string; confidence: number | null };

async function exported(company: Company, name: string, most = 12): Promise<Row[]> {
  await answer(company, [
    "label",
    "export",
    task,
    "--out",
    name,
    "--most",
    String(most),
    "--force",
  ]);
  const text = await readFile(join(company.folder, name), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}

/** What a person would say of a text. */
function rightLabel({ text }: Row): string {
  return /order (\w+) no/.exec(text)?.[1] ?? "";
}

describe("earshot label", () => {
  it("gives out texts, takes labels back, trains on them, and gives out others", async () => {
    await using company = await openLanded();
    const rows = await exported(company, "to-label.ndjson", 30);
    expect(rows).toHaveLength(30);
    expect(rows.map(({ confidence }) => confidence)).toEqual(rows.map(() => null));
    expect(rows.filter(({ text }) => text.includes("@example.com"))).toEqual([]);
    expect(rows.every(({ text, text_hash: hash }) => sha256(text) === hash)).toBe(true);
    expect(await exported(company, "again.ndjson", 30)).toEqual(rows);
    // Unlike each other: not all of one reason.
    expect(new Set(rows.slice(0, 9).map(rightLabel)).size).toBe(3);

    const labelled = rows.map((row) => ({ ...row, label: rightLabel(row) }));
    const path = await writeNdjson(company.folder, "labelled.ndjson", labelled);
    const taken = ["label", "import", task, path, "--by", "ana"];
    expect(await answer(company, taken)).toMatchObject({ labels: 30, new: 30 });
    expect(await answer(company, taken)).toMatchObject({ labels: 30, new: 0 });
    expect(await answer(company, ["label", "status"])).toMatchObject({
      tasks: [{ task, texts: 30, corrections: 30, last_by: "ana" }],
    });
    expect((await run(company, ["label", "status"])).stdout).toContain("ana");
    expect(await answer(company, ["train", task])).toMatchObject({
      row_count: 30,
      corrections: 30,
      is_champion: true,
    });

    const next = await exported(company, "next.ndjson", 10);
    expect(
      next.filter(({ text_hash: hash }) => rows.some((row) => row.text_hash === hash)),
    ).toEqual([]);
    expect(
      next.every(({ present_label: label }) => ["broken", "late", "size"].includes(label)),
    ).toBe(true);
    expect(next.every(({ confidence }) => confidence !== null)).toBe(true);
  });

  it("reads what a spreadsheet made of the file", async () => {
    await using company = await openLanded();
    await answer(company, ["label", "export", task, "--out", "to-label.csv", "--most", "90"]);
    const text = await readFile(join(company.folder, "to-label.csv"), "utf8");
    expect(text.startsWith("\ufefftext_hash,text,")).toBe(true);
    expect(text).toContain(`,"'=`); // no formula
    const edited = text
      .replaceAll(/","",""\r\n/g, '","","late"\r\n')
      .replaceAll('","', '";"')
      .replace(
        "text_hash,text,present_label,confidence,label",
        "text_hash;text;present_label;confidence;label",
      )
      .replaceAll(/(?<!\r)\n/g, "\r\n");
    await writeFile(join(company.folder, "edited.csv"), edited);
    const taken = await answer(company, ["label", "import", task, "edited.csv"]);
    expect(taken).toMatchObject({ labels: 90, new: 90 });
    const kept = await readFile(join(company.data, "labels", `${task}.ndjson`), "utf8");
    const corrections = kept
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Row);
    expect(corrections.every((row) => sha256(row.text) === row.text_hash)).toBe(true);
  });

  it("lets a later label of a text count, and of several in one file the commonest", async () => {
    await using company = await openFolder();
    const rows = (labels: readonly string[]) =>
      labels.map((label) => ({ text: "It came on Tuesday, mail ann@example.com", label }));
    const take = async (labels: readonly string[]) =>
      await answer(company, [
        "label",
        "import",
        task,
        await writeNdjson(company.folder, "given.ndjson", rows(labels)),
      ]);
    expect(await take(["late", "size", "late", "size", "size", ""])).toMatchObject({
      labels: 1,
      new: 1,
      repeated_rows: 4,
      disagreeing_texts: 1,
      unlabelled_rows: 1,
    });
    const status = async () => await answer(company, ["label", "status", task]);
    expect(await status()).toMatchObject({ tasks: [{ labels: { size: 1 } }] });
    await take(["late", "size"]);
    await take(["size", "late"]);
    expect(await status()).toMatchObject({ tasks: [{ texts: 1, labels: { late: 1 } }] });
    const kept = await readFile(join(company.data, "labels", `${task}.ndjson`), "utf8");
    expect(kept).not.toContain("ann@");
    expect(kept).toContain("[EMAIL_1]");
  });

  it.each<[string, string, object[], string]>([
    [
      "labels outside of the list",
      "sentiment",
      [
        { text: "a b", label: "positive" },
        { text: "c", label: "angry" },
      ],
      "line 2: the label is not in the list of sentiment",
    ],
    ["a file without labels", task, [{ text: "a" }], "line 1: there is no column label"],
    [
      "a hash that is of no text",
      task,
      [{ text_hash: "0".repeat(64), text: "a", label: "late" }],
      "line 1: which text is meant?",
    ],
    ["a label that is a list", task, [{ text: "a", label: ["late"] }], "line 1: label is no label"],
  ])("refuses %s, and takes nothing", async (_, name, rows, message) => {
    await using company = await openFolder();
    const path = await writeNdjson(company.folder, "given.ndjson", rows);
    const { code, stderr } = await run(company, ["label", "import", name, path]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    const names = await readdir(join(company.data, "labels")).catch(() => []);
    expect(names).toEqual([]);
  });

  it("has every label or can take them again, whenever it is killed", async () => {
    await using company = await openFolder();
    const rows = madeRows(300);
    const path = await writeNdjson(company.folder, "given.ndjson", rows);
    const args = ["label", "import", task, path, "--data", company.data];
    for (const afterMs of [200, 500, 700, 900]) {
      const { child, ended } = startCommand(args, { cwd: company.folder });
      setTimeout(() => child.kill("SIGKILL"), afterMs);
      await ended;
    }
    const file = join(company.data, "labels", `${task}.ndjson`);
    await answer(company, ["label", "import", task, path]);
    // As a process leaves it that is killed while it writes.
    await writeFile(file, '{"at":"2026-0', { flag: "a" });
    const [first] = rows;
    const more = await writeNdjson(company.folder, "more.ndjson", [{ ...first, label: "size" }]);
    expect(await answer(company, ["label", "import", task, more])).toMatchObject({ new: 1 });
    const texts = new Set(rows.map(({ text }) => text)).size;
    expect(await answer(company, ["label", "status", task])).toMatchObject({
      tasks: [{ texts, corrections: texts + 1 }],
    });
    await writeFile(file, "no\n", { flag: "a" });
    const { code, stderr } = await run(company, ["label", "status"]);
    expect([code, stderr]).toEqual([7, expect.stringContaining("was changed or cut off")]);
  });

  it("says what it needs", async () => {
    await using company = await openFolder();
    const none = await run(company, ["label", "export", task, "--out", "a.csv"]);
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining("no text to label")]);
    const lacking = await run(company, ["label", "export", task]);
    expect([lacking.code, lacking.stderr]).toEqual([2, expect.stringContaining("--out FILE")]);
    expect((await run(company, ["label", "import", task])).code).toBe(2);
    expect((await run(company, ["label", "status"])).stdout).toContain("Nobody has labelled");
  });
});

describe("earshot models check", () => {
  it("asks for training when the champion is worse on new labels, and the audit keeps both answers", async () => {
    await using company = await openFolder();
    const rows = madeRows(40);
    const path = await writeNdjson(company.folder, "rows.ndjson", rows);
    const check = async () => await answer(company, ["models", "check", task]);
    expect(await check()).toMatchObject({ is_needed: true, reason: "there is no champion" });
    await answer(company, ["train", task, "--data", path]);
    expect(await check()).toMatchObject({ is_needed: false, champion: "1", n: 0 });

    const give = async (given: readonly object[]) =>
      await answer(company, [
        "label",
        "import",
        task,
        await writeNdjson(company.folder, "given.ndjson", given),
      ]);
    const fresh = (label: (right: string) => string) =>
      madeRows(15, 5).map((row) => ({ text: `Hi, ${row.text}!`, label: label(row.label) }));
    await give(fresh((right) => right));
    expect(await check()).toMatchObject({ is_needed: false, n: 45 });
    const skipped = await answer(company, ["train", task, "--if-needed"]);
    expect(skipped).toMatchObject({ is_needed: false, n: 45 });
    expect(await answer(company, ["models", "show", task])).toMatchObject({
      versions: [{ version: "1" }],
    });

    const turned: Record<string, string> = { late: "size", size: "broken", broken: "late" };
    await give(fresh((right) => turned[right] ?? ""));
    expect(await check()).toMatchObject({ is_needed: true, n: 45, champion: "1" });
    const trained = await run(company, ["train", task, "--if-needed"]);
    expect(trained.stderr).toContain("training is needed");
    expect(trained.stdout).toContain(`${task} 2 was trained on 45 rows`);

    const audit = (await answer(company, ["models", "audit", task])) as {
      events: { action: string; reason: string }[];
    };
    const checks = audit.events.filter(({ action }) => action === "checked");
    expect(checks.map(({ reason }) => reason.split(":")[0])).toEqual([
      "no training needed",
      "no training needed",
      "no training needed",
      "training is needed",
      "training is needed",
    ]);
  });
});
