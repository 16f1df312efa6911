import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { openOnnxEncoder } from "../../src/storage/onnx/onnx-encoder.ts";
import { readOnnxFolder } from "../../src/storage/onnx/onnx-folder.ts";
import { openReference } from "./reference.ts";

const pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "##b"].join("\n");
const unigram = { post_processor: null, model: { type: "Unigram" }, pre_tokenizer: null };
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "earshot-onnx-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

describe("readOnnxFolder", () => {
  it.each([
    ["there is no model", {}, "ONNX_MODEL_MISSING", "has no model.onnx"],
    ["there is no config", { "model.onnx": "x" }, "ONNX_MODEL_MISSING", "has no config.json"],
    [
      "there is no tokenizer",
      { "model.onnx": "x", "config.json": "{}" },
      "ONNX_MODEL_MISSING",
      "has no tokenizer.json, vocab.txt, nor vocab.json with merges.txt",
    ],
    [
      "the config is cut off",
      { "model.onnx": "x", "config.json": '{"id2label": {"0": "a' },
      "ONNX_MODEL_DAMAGED",
      "config.json is no JSON",
    ],
    [
      "the tokenizer is of another kind",
      { "model.onnx": "x", "config.json": "{}", "tokenizer.json": JSON.stringify(unigram) },
      "ONNX_MODEL_UNSUPPORTED",
      "Earshot reads BERT's WordPiece and byte-level BPE",
    ],
    [
      "the vocabulary is not BERT's",
      { "model.onnx": "x", "config.json": "{}", "vocab.txt": "a\nb" },
      "ONNX_MODEL_UNSUPPORTED",
      "vocab.txt has no [UNK]",
    ],
    [
      "labels are left out",
      { "model.onnx": "x", "config.json": '{"id2label": {"1": "a"}}', "vocab.txt": pieces },
      "ONNX_MODEL_UNSUPPORTED",
      "id2label names no label 0",
    ],
    [
      "the model was never fetched",
      { "model.onnx": "version https://git-lfs.github.com/spec/v1\noid sha256:0" },
      "ONNX_MODEL_DAMAGED",
      "a pointer of Git LFS",
    ],
  ])("says so when %s", async (_, files, code, message) => {
    write(files);
    const expected = { code, message: expect.stringContaining(message) };
    await expect(readOnnxFolder(folder)).rejects.toMatchObject(expected);
  });

  it("says that nothing is downloaded when there is no folder", async () => {
    const reading = readOnnxFolder(join(folder, "facebook/bart-large-mnli"));
    await expect(reading).rejects.toThrow("is a local folder, nothing is downloaded");
  });

  it("reads vocab.txt, cased or not, and tells the versions apart", async () => {
    write({ "model.onnx": "x", "config.json": "{}", "vocab.txt": pieces });
    const uncased = await readOnnxFolder(folder);
    expect(uncased.encode("AB").ids).toEqual([2, 4, 5, 3]);
    expect(uncased.tokensMost).toBe(512);
    write({ "tokenizer_config.json": '{"do_lower_case": false, "model_max_length": 3}' });
    const cased = await readOnnxFolder(folder);
    expect(cased.encode("AB").ids).toEqual([2, 1, 3]);
    expect(cased.encode("ab ab ab").ids).toHaveLength(3);
    expect(cased.sha256).toBe(uncased.sha256);
    expect(cased.fingerprint).not.toBe(uncased.fingerprint);
  });

  it("reads vocab.json with merges.txt", async () => {
    const vocab = { "<s>": 0, "<pad>": 1, "</s>": 2, a: 3, b: 4, ab: 5, Ġ: 6 };
    const merges = "#version: 0.2\na b\n";
    write({ "config.json": "{}", "vocab.json": JSON.stringify(vocab), "merges.txt": merges });
    mkdirSync(join(folder, "onnx"));
    write({ "onnx/model_quantized.onnx": "x" });
    const { encode, padId } = await readOnnxFolder(folder);
    expect(encode("ab a").ids).toEqual([0, 5, 6, 3, 2]);
    expect(encode("a", "b").ids).toEqual([0, 3, 2, 2, 4, 2]);
    expect(padId).toBe(1);
  });
});

const reference = await openReference();

describe.skipIf(reference === undefined)("openOnnxEncoder", () => {
  let models = "";
  beforeAll(async () => {
    models = mkdtempSync(join(tmpdir(), "earshot-onnx-"));
    await reference?.make(models);
  });
  afterAll(() => rmSync(models, { recursive: true, force: true }));

  it("says which file was cut off", async () => {
    cpSync(join(models, "bert"), folder, { recursive: true });
    truncateSync(join(folder, "model.onnx"), 5_000);
    const opening = openOnnxEncoder(folder, { runtimeFolder: reference!.runtimeFolder });
    await expect(opening).rejects.toMatchObject({
      code: "ONNX_MODEL_DAMAGED",
      message: expect.stringContaining("it may be cut off"),
    });
  });

  it("says how to install what is missing", async () => {
    cpSync(join(models, "bert"), folder, { recursive: true });
    await expect(openOnnxEncoder(folder, { runtimeFolder: folder })).rejects.toMatchObject({
      code: "ONNX_RUNTIME_MISSING",
      message: expect.stringContaining("npm install --ignore-scripts onnxruntime-node@"),
    });
  });
});
