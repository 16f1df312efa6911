import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { enumerations } from "../../src/core/domain/enumeration.ts";
import { categoryOfSubcategory } from "../../src/core/domain/subcategories.ts";
import { maskedAlready } from "../../src/kernel/privacy/masked.ts";
import { openOnnxClassifier } from "../../src/storage/onnx/onnx-classifier.ts";
import { giveKeys, openFolder, smallSettings, type Company } from "../pipeline/company.ts";
import { lakeRows, lakeState } from "../pipeline/lake-state.ts";
import { openReference } from "./reference.ts";

const reference = await openReference();
const table = "enriched.text_answers";
const sources = { voices: "path: voices/*.csv, entity: feedback" };
const texts = [
  "My card was charged twice this month",
  "Great service so far",
  "The terminal did not take cards yesterday",
  "12345",
];

function voices(bodies: readonly string[], from = 0): string {
  const rows = bodies.map((body, i) => `F${from + i},${body},2026-02-01T10:00:00Z`);
  return ["feedback_id,body,created_at", ...rows, ""].join("\n");
}

describe.skipIf(reference === undefined)("texts that models in ONNX are asked about", () => {
  let models = "";
  beforeAll(async () => {
    models = mkdtempSync(join(tmpdir(), "earshot-onnx-"));
    await reference?.make(models);
  });
  afterAll(() => rmSync(models, { recursive: true, force: true }));

  async function openVoices(told: Readonly<Record<string, unknown>>): Promise<Company> {
    const company = await openFolder();
    await giveKeys(company);
    await tell(company, told);
    await company.write({ "voices/1.csv": voices(texts) });
    return company;
  }

  const tell = (company: Company, told: Readonly<Record<string, unknown>>, workers = 2) => {
    const all = { runtime: reference?.runtimeFolder, ...told };
    const settings = smallSettings(sources, `models: ${JSON.stringify(all)}`);
    return company.write({
      "earshot.yaml": settings.replace("workers: 2", `workers: ${workers}`),
    });
  };

  const answered = async (company: Company) => {
    const report = await company.open().run({ select: `+${table}` });
    const findings = report.steps.find(({ step }) => step === table)?.findings ?? [];
    return findings.find(({ rule }) => rule === "answers made")?.value;
  };

  const rowsOf = (company: Company, columns: string) =>
    lakeRows(company.data, table, `SELECT summary, ${columns} FROM $t ORDER BY summary`);

  const hashOf = async (company: Company) => (await lakeState(company.data)).get(table)?.rowsHash;

  it("get the model's sentiment, and nothing where there is no letter", async () => {
    const folder = join(models, "roberta");
    await using company = await openVoices({ sentiment: folder });
    expect(await answered(company)).toBe(4);
    const columns = "sentiment, sentiment_confidence, sentiment_source, vector_source";
    const rows = await rowsOf(company, columns);
    const { runtimeFolder } = reference!;
    await using model = await openOnnxClassifier(folder, { labelMap: moods, runtimeFolder });
    const expected = await model.classify(texts.slice(0, 3).map(maskedAlready));
    const told = texts.slice(0, 3).map((summary, i) => ({
      summary,
      sentiment: expected[i]!.labels[0],
      sentiment_confidence: rounded(expected[i]!.confidences[0]!),
      sentiment_source: `onnx:roberta@${model.model.version}`,
      vector_source: expect.stringContaining("local:static-multilingual-256@"),
    }));
    const sorted = told.toSorted((one, other) => (one.summary < other.summary ? -1 : 1));
    expect(rows.slice(0, 3)).toEqual(sorted);
    expect(rows[3]).toMatchObject({ summary: null, sentiment: null, sentiment_source: null });
  });

  it("get a category by zero-shot, and a subcategory only where it belongs to that", async () => {
    await using company = await openVoices({ category: join(models, "nli") });
    await answered(company);
    const columns = "category, category_source, subcategory, subcategory_source, is_in_scope";
    const rows = (await rowsOf(company, columns)).slice(0, 3);
    const parents: ReadonlyMap<string, string> = new Map(Object.entries(categoryOfSubcategory));
    for (const { category, category_source, is_in_scope } of rows) {
      expect(enumerations.category.values).toContain(category);
      expect(category_source).toMatch(/^onnx:nli@[0-9a-f]{12}$/);
      expect(is_in_scope).toBeNull();
    }
    const misplaced = rows.filter(({ category, subcategory }) => {
      return typeof subcategory === "string" && parents.get(subcategory) !== category;
    });
    expect(misplaced).toEqual([]);
  });

  it("get the vectors of an encoder", async () => {
    await using company = await openVoices({ embedding: join(models, "bert-int8") });
    await answered(company);
    const rows = await rowsOf(company, "octet_length(vector)::INT AS bytes, vector_source");
    expect(rows[0]).toMatchObject({
      bytes: 32,
      vector_source: expect.stringMatching(/^onnx:bert-int8@/),
    });
    expect(rows[3]).toMatchObject({ bytes: null, vector_source: null });
  });

  it("are taken over, asked when new, and asked anew of another model", async () => {
    const told = { sentiment: join(models, "roberta") };
    await using company = await openVoices(told);
    expect(await answered(company)).toBe(4);
    await company.write({ "voices/2.csv": voices(["Nobody answers the phone"], 10) });
    expect(await answered(company)).toBe(1);
    const rows = await hashOf(company);
    await company.open().run({ select: `+${table}`, fullRefresh: true });
    expect(await hashOf(company)).toBe(rows);
    await tell(company, told, 1);
    await company.open().run({ select: `+${table}`, fullRefresh: true });
    expect(await hashOf(company)).toBe(rows);
    await tell(company, { ...told, sentiment_labels: { neutral: "MIXED" } });
    expect(await answered(company)).toBe(5);
  });

  it.each([
    [{ sentiment: "nowhere" }, "setting models.sentiment: there is no folder"],
    [{ sentiment: "nli" }, "tell under models.sentiment_labels which of POSITIVE"],
    [{ sentiment: "roberta", runtime: "." }, "npm install --ignore-scripts onnxruntime-node"],
  ])("say what is wrong with the settings %j", async (told, message) => {
    const sentiment = join(models, told.sentiment);
    await using company = await openVoices({ ...told, sentiment });
    await expect(answered(company)).rejects.toThrow(message);
  });
});

const moods = { negative: "NEGATIVE", neutral: "NEUTRAL", positive: "POSITIVE" };

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
