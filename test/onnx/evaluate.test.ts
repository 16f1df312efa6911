import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { maskedAlready } from "../../src/kernel/privacy/masked.ts";
import { openOnnxClassifier } from "../../src/storage/onnx/onnx-classifier.ts";
import { evaluateModel } from "../../src/surface/engine/learn.ts";
import { openFolder } from "../pipeline/company.ts";
import { openReference } from "./reference.ts";

const reference = await openReference();
const moods = { negative: "NEGATIVE", neutral: "NEUTRAL", positive: "POSITIVE" };
const rows = [
  ["My card was charged twice this month", "NEGATIVE"],
  ["The refund came within the hour", "POSITIVE"],
  ["The terminal stands beside the door", "NEUTRAL"],
  ["The payment did not go through again", "NEGATIVE"],
] as const;

describe.skipIf(reference === undefined)("evaluateModel with a model in ONNX", () => {
  let models = "";
  beforeAll(async () => {
    models = mkdtempSync(join(tmpdir(), "earshot-onnx-"));
    await reference?.make(models);
  });
  afterAll(() => rmSync(models, { recursive: true, force: true }));

  const settings = `sources: {}\nmodels: { runtime: ${JSON.stringify(reference?.runtimeFolder)} }\n`;

  it("judges a classifier by what it answers", async () => {
    const model = join(models, "roberta");
    await using company = await openFolder();
    const lines = rows.map(([text, label]) => `${text},${label}`);
    await company.write({
      "earshot.yaml": settings,
      "test.csv": `text,label\n${lines.join("\n")}\n`,
    });
    const { runtimeFolder } = reference!;
    await using classifier = await openOnnxClassifier(model, { labelMap: moods, runtimeFolder });
    const answers = await classifier.classify(rows.map(([text]) => maskedAlready(text)));
    const right = answers.filter(({ labels }, i) => labels[0] === rows[i]![1]).length;
    const report = await evaluateModel(
      { config: company.config },
      { task: "sentiment", model, test: [join(company.folder, "test.csv")] },
    );
    expect(report).toMatchObject({
      version: `onnx:roberta@${classifier.model.version}`,
      trainCount: undefined,
      evaluation: { n: 4, accuracy: right / 4 },
    });
  });

  it("asks a model of inference about the labels of the test", async () => {
    await using company = await openFolder();
    const lines = rows.map(([text], i) => `${text},${i % 2 === 0 ? "late_parcel" : "refund"}`);
    await company.write({
      "earshot.yaml": settings,
      "test.csv": `text,label\n${lines.join("\n")}\n`,
    });
    const report = await evaluateModel(
      { config: company.config },
      { task: "parcels", model: join(models, "nli"), test: [join(company.folder, "test.csv")] },
    );
    expect(report.evaluation.n).toBe(4);
    expect(report.evaluation.per_class.map(({ label }) => label)).toEqual([
      "late_parcel",
      "refund",
    ]);
  });
});
