import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Embedder } from "../../src/kernel/learn/embedder.ts";
import { maskedAlready } from "../../src/kernel/privacy/masked.ts";
import { openOnnxClassifier } from "../../src/storage/onnx/onnx-classifier.ts";
import { openOnnxEncoder } from "../../src/storage/onnx/onnx-encoder.ts";
import { openZeroShot } from "../../src/storage/onnx/zero-shot.ts";
import { openReference } from "./reference.ts";

const reference = await openReference();
const runtimeFolder = reference?.runtimeFolder;

const plain = [
  "My card was charged twice, please refund the second payment.",
  "O pagamento não foi aprovado",
  "It's fine.",
  "We'll see whether they're able to help us with the terminal. ".repeat(20),
  "🙂 日本 é",
  "x",
];
const texts = plain.map(maskedAlready);

describe.skipIf(reference === undefined)("models on onnxruntime", () => {
  let root = "";
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "earshot-onnx-"));
    await reference?.make(root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const modelOf = (folder: string): string =>
    join(folder, folder.endsWith("int8") ? "onnx/model_quantized.onnx" : "model.onnx");

  describe("openOnnxEncoder", () => {
    it.each(["bert", "bert-cased", "bert-int8"])("gives Python's vectors: %s", async (name) => {
      const folder = join(root, name);
      await using encoder = await openOnnxEncoder(folder, { runtimeFolder });
      const embedder: Embedder = encoder; // it stands for any other
      const asked = { texts: plain, most: 64, model: modelOf(folder) };
      const { outputs } = await reference!.answer(folder, asked);
      expect(embedder.dimension).toBe(16);
      expect(encoder.model).toMatchObject({ tier: "onnx", name });
      expect(greatestDifference(await embedder.embed(texts), outputs)).toBeLessThan(1e-5);
    });

    it("gives the same bytes whatever a text comes with, also in whole numbers", async () => {
      await using encoder = await openOnnxEncoder(join(root, "bert-int8"), { runtimeFolder });
      const together = await encoder.embed(texts);
      const apart = await Promise.all(texts.map((text) => encoder.embed([text])));
      expect(apart.flatMap((vector) => [...vector])).toEqual([...together]);
    });

    it("pads rows that run together as Python does", async () => {
      const folder = join(root, "bert");
      await using encoder = await openOnnxEncoder(folder, { runtimeFolder, batchRows: 99 });
      const asked = { texts: plain, most: 64, model: modelOf(folder), together: true };
      const { outputs } = await reference!.answer(folder, asked);
      expect(greatestDifference(await encoder.embed(texts), outputs)).toBeLessThan(1e-5);
    });

    it("gives zeros for a text without a token, and nothing for no texts", async () => {
      await using encoder = await openOnnxEncoder(join(root, "bert"), { runtimeFolder });
      expect([...(await encoder.embed([maskedAlready(" ")]))]).toEqual(Array(16).fill(0));
      expect(await encoder.embed([])).toHaveLength(0);
    });

    it("stops when it is told to", async () => {
      await using encoder = await openOnnxEncoder(join(root, "bert"), { runtimeFolder });
      const stopped = AbortSignal.abort(new Error("enough"));
      await expect(encoder.embed(texts, stopped)).rejects.toThrow("enough");
    });

    it("runs MiniLM-L6-v2 as Python does", async () => {
      const folder = join(root, "minilm");
      await reference!.copyMiniLm(folder);
      await using encoder = await openOnnxEncoder(folder, { runtimeFolder, threads: 1 });
      const asked = { texts: plain, most: 256, model: modelOf(folder) };
      const { outputs } = await reference!.answer(folder, asked);
      const vectors = await encoder.embed(texts);
      expect(encoder.dimension).toBe(384);
      for (const [row, expected] of outputs.entries()) {
        const own = vectors.subarray(row * 384, (row + 1) * 384);
        expect(own.reduce((sum, value, i) => sum + value * expected[i]!, 0)).toBeGreaterThan(
          0.9999,
        );
      }
    });
  });

  describe("openOnnxClassifier", () => {
    it("gives the softmax of Python's logits, under our labels", async () => {
      const folder = join(root, "roberta");
      const labelMap = { negative: "NEGATIVE", neutral: "NEUTRAL", positive: "POSITIVE" };
      const options = { runtimeFolder, labelMap, temperature: 1.5 };
      await using classifier = await openOnnxClassifier(folder, options);
      const asked = { texts: plain, most: 64, model: modelOf(folder) };
      const { outputs } = await reference!.answer(folder, asked);
      const expected = outputs.map((row) => softmax(row.map((logit) => logit / 1.5)));
      expect(greatestDifference(await classifier.score(texts), expected)).toBeLessThan(1e-5);
      expect(classifier.labels).toEqual(["NEGATIVE", "NEUTRAL", "POSITIVE"]);
      for (const [row, { labels, confidences }] of (await classifier.classify(texts)).entries()) {
        const most = Math.max(...expected[row]!);
        expect(labels).toEqual([classifier.labels[expected[row]!.indexOf(most)]]);
        expect(confidences[0]).toBeCloseTo(most, 5);
      }
    });

    it("weighs each label for itself where a text may have several", async () => {
      const folder = join(root, "roberta");
      await using tags = await openOnnxClassifier(folder, { runtimeFolder, kind: "multi" });
      const asked = { texts: plain, most: 64, model: modelOf(folder) };
      const { outputs } = await reference!.answer(folder, asked);
      const expected = outputs.map((row) => row.map((logit) => 1 / (1 + Math.exp(-logit))));
      expect(greatestDifference(await tags.score(texts), expected)).toBeLessThan(1e-5);
      for (const { confidences } of await tags.classify(texts)) {
        expect(confidences.every((confidence) => confidence >= 0.5)).toBe(true);
        expect(confidences).toEqual(confidences.toSorted((one, other) => other - one));
      }
    });

    it("sums what the map makes one label, and tells the version by how it is asked", async () => {
      const folder = join(root, "roberta");
      const labelMap = { negative: "BAD", neutral: "FINE", positive: "FINE" };
      await using whole = await openOnnxClassifier(folder, { runtimeFolder });
      await using merged = await openOnnxClassifier(folder, { runtimeFolder, labelMap });
      const [apart, together] = [await whole.score(texts), await merged.score(texts)];
      expect(merged.labels).toEqual(["BAD", "FINE"]);
      texts.forEach((_, row) => {
        expect(together[2 * row + 1]).toBeCloseTo(apart[3 * row + 1]! + apart[3 * row + 2]!, 6);
      });
      expect(merged.model.version).not.toBe(whole.model.version);
    });

    it.each([
      ["bert", {}, "is an encoder, not a classifier"],
      ["roberta", { labelMap: { LABEL_0: "BAD" } }, "its labels are negative, neutral, positive"],
    ])("refuses what can't be: %s %j", async (name, options, message) => {
      const opening = openOnnxClassifier(join(root, name), { runtimeFolder, ...options });
      await expect(opening).rejects.toThrow(message);
    });
  });

  describe("openZeroShot", () => {
    const labels = { BILLING: "billing", CARD_READING: "reading cards", SALES: "sales" };
    const claims = Object.values(labels).map((phrase) => `This is about ${phrase}.`);
    const asked = (folder: string) => ({
      texts: plain.flatMap((text) => claims.map(() => text)),
      seconds: plain.flatMap(() => claims),
      most: 64,
      model: modelOf(folder),
    });

    it("weighs labels against each other by entailment", async () => {
      const folder = join(root, "nli");
      const options = { runtimeFolder, labels, hypothesis: "This is about {}." };
      await using classifier = await openZeroShot(folder, options);
      const { outputs } = await reference!.answer(folder, asked(folder));
      const expected = plain.map((_, row) =>
        softmax(outputs.slice(3 * row, 3 * row + 3).map(([, , entailed]) => entailed!)),
      );
      expect(greatestDifference(await classifier.score(texts), expected)).toBeLessThan(1e-5);
      expect(classifier.labels).toEqual(Object.keys(labels));
      expect((await classifier.classify(texts)).every(({ labels: one }) => one.length === 1)).toBe(
        true,
      );
    });

    it("weighs each label for itself, against its contradiction", async () => {
      const folder = join(root, "nli");
      const options = { runtimeFolder, labels, hypothesis: "This is about {}.", multi: true };
      await using classifier = await openZeroShot(folder, options);
      const { outputs } = await reference!.answer(folder, asked(folder));
      const expected = plain.map((_, row) =>
        outputs.slice(3 * row, 3 * row + 3).map(([against, , entailed]) => {
          return softmax([against!, entailed!])[1]!;
        }),
      );
      expect(greatestDifference(await classifier.score(texts), expected)).toBeLessThan(1e-5);
    });

    it.each([
      ["roberta", { labels: ["A"] }, "zero-shot needs a model of natural language inference"],
      ["nli", { labels: [] }, "zero-shot needs a label"],
      ["nli", { labels: ["A"], hypothesis: "It is." }, "has no {}"],
    ])("refuses what can't be: %s %j", async (name, options, message) => {
      const opening = openZeroShot(join(root, name), { runtimeFolder, ...options });
      await expect(opening).rejects.toThrow(message);
    });
  });
});

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const sum = powers.reduce((one, other) => one + other, 0);
  return powers.map((power) => power / sum);
}

function greatestDifference(got: Float32Array, expected: readonly (readonly number[])[]): number {
  const flat = expected.flat();
  expect(got).toHaveLength(flat.length);
  return flat.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0);
}
