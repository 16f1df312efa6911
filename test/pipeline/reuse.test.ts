import { describe, expect, it } from "vitest";

import { seededRandom } from "../../src/core/base/random.ts";
import { startCommand } from "../cli/command-line.ts";
import { giveKeys, openFolder, run, smallSettings, type Company } from "./company.ts";
import { lakeRows, lakeState, passingFiles } from "./lake-state.ts";

const table = "enriched.text_answers";
const sources = { voices: "path: voices/*.csv, entity: feedback" };

/** A company that is told what customers say, a file a call. */
async function openVoices(extra = ""): Promise<Company> {
  const company = await openFolder();
  await giveKeys(company);
  await company.write({ "earshot.yaml": smallSettings(sources, extra) });
  return company;
}

/** A file of feedback; an id has one row, the latest counts. */
function voices(texts: Readonly<Record<string, string>>): string {
  const rows = Object.entries(texts).map(([id, text]) => `${id},${text},2026-02-01T10:00:00Z`);
  return ["feedback_id,body,created_at", ...rows, ""].join("\n");
}

const first = { F1: "My card was charged twice", F2: "Great service", F3: "Great service" };
const second = { F4: "The app is slow today", F5: "My card was charged twice" };

/** Texts taken over and answered by the table's last step. */
async function counted(company: Company): Promise<[taken: number, answered: number]> {
  const report = await company.open().run({ select: `+${table}` });
  const findings = report.steps.find(({ step }) => step === table)?.findings ?? [];
  const value = (rule: string): number => findings.find((one) => one.rule === rule)?.value ?? -1;
  return [value("answers taken over"), value("answers made")];
}

/** What a plan says of answers. */
async function planned(company: Company) {
  const { steps } = await company.open().plan();
  return steps.find(({ step }) => step.id === table)?.answers;
}

const rowsOf = async (company: Company) => (await lakeState(company.data)).get(table)?.rowsHash;
const versions = (company: Company) =>
  lakeRows(company.data, table, "SELECT DISTINCT model_version AS version FROM $t");

/** The table as it is where no answer stood before. */
async function freshRows(company: Company): Promise<string | undefined> {
  await company.open().run({ select: `+${table}`, fullRefresh: true });
  return rowsOf(company);
}

describe("answers that stand", () => {
  it("are taken over, and those of new texts are added", async () => {
    await using company = await openVoices();
    await company.write({ "voices/1.csv": voices(first) });
    expect(await planned(company)).toMatchObject({ standingMost: 0 });
    expect(await counted(company)).toEqual([0, 2]);
    const before = (await lakeState(company.data)).get(table)!; // the run wrote it
    expect(await planned(company)).toBeUndefined();
    expect(await run(company)).not.toContain(table);
    await company.write({ "voices/2.csv": voices(second) });
    expect(await planned(company)).toEqual({ newMost: 5, standingMost: 2 });
    expect(await counted(company)).toEqual([2, 1]);
    const after = (await lakeState(company.data)).get(table)!;
    expect(after.files).toEqual(expect.arrayContaining(before.files));
    expect([after.rowCount, after.version]).toEqual([3, before.version + 1]);
    expect(await freshRows(company)).toBe(after.rowsHash);
  });

  it("go when their text is gone, while the others stay", async () => {
    await using company = await openVoices();
    await company.write({ "voices/1.csv": voices(first) });
    await counted(company);
    await company.write({ "voices/2.csv": voices({ F1: "My card was charged once" }) });
    expect(await counted(company)).toEqual([1, 1]);
    const rows = await rowsOf(company);
    expect(await freshRows(company)).toBe(rows);
    await company.write({ "voices/3.csv": voices({ F1: "Great service" }) });
    expect(await counted(company)).toEqual([1, 0]);
    expect(await lakeRows(company.data, table, "SELECT count(*)::INT AS n FROM $t")).toEqual([
      { n: 1 },
    ]);
  });

  it("are made anew when what makes them is another", async () => {
    await using company = await openVoices();
    await company.write({ "voices/1.csv": voices(first) });
    await counted(company);
    const [before] = await versions(company);
    const setting = "enrichment: { tag_confidence: 0.75 }";
    await company.write({ "earshot.yaml": smallSettings(sources, setting) });
    expect(await counted(company)).toEqual([0, 2]);
    const after = await versions(company);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual([before]);
    await company.write({ "earshot.yaml": smallSettings(sources) });
    expect(await counted(company)).toEqual([0, 2]);
    expect(await versions(company)).toEqual([before]);
  });

  it("change nothing where nothing is new, but stand for the new input", async () => {
    await using company = await openVoices();
    await company.write({ "voices/1.csv": voices(first) });
    await counted(company);
    const before = (await lakeState(company.data)).get(table);
    await company.write({ "voices/2.csv": voices({ F9: "Great service" }) });
    expect(await counted(company)).toEqual([2, 0]);
    const after = (await lakeState(company.data)).get(table);
    expect(after?.files).toEqual(before?.files);
    expect(await run(company)).not.toContain(table);
  });

  it.each([1, 2, 3])("are the same with %i workers", async (workers) => {
    await using company = await openVoices();
    const settings = smallSettings(sources).replace("workers: 2", `workers: ${workers}`);
    await company.write({ "earshot.yaml": settings, "voices/1.csv": voices(first) });
    await counted(company);
    await company.write({ "voices/2.csv": voices(second) });
    expect(await counted(company)).toEqual([2, 1]);
    const rows = await rowsOf(company);
    await using other = await openVoices();
    await other.write({ "voices/1.csv": voices(first), "voices/2.csv": voices(second) });
    await counted(other);
    expect(await rowsOf(other)).toBe(rows);
  });

  it("are whole after kills at any time", async () => {
    const random = seededRandom("answers");
    await using expected = await openVoices();
    const files = { "voices/1.csv": voices(first), "voices/2.csv": voices(second) };
    await expected.write(files);
    const started = performance.now();
    await startCommand(["run", "--quiet", "--config", expected.config]).ended;
    const wholeMs = performance.now() - started;
    await using company = await openVoices();
    await company.write({ "voices/1.csv": voices(first) });
    await counted(company);
    await company.write({ "voices/2.csv": voices(second) });
    for (let share = 0.4; share < 1.3; share += 0.1) {
      const { child, ended } = startCommand(["run", "--quiet", "--config", company.config]);
      const timer = setTimeout(
        () => process.kill(-child.pid!, "SIGKILL"), // it was started
        wholeMs * (share + 0.1 * random.next()),
      );
      const { code } = await ended;
      clearTimeout(timer);
      const rows = await lakeRows(company.data, table, "SELECT count(*)::INT AS n FROM $t");
      expect([2, 3]).toContain(rows[0]?.["n"]);
      if (code !== null) break;
    }
    await run(company);
    expect(await rowsOf(company)).toBe(await rowsOf(expected));
    expect(await passingFiles(company.data)).toEqual([]);
  });
});
