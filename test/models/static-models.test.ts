import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { StaticEncoder } from "../../src/kernel/learn/static-encoder.ts";
import { maskedAlready } from "../../src/kernel/privacy/masked.ts";
import { WordPieceTokenizer } from "../../src/kernel/text/wordpiece.ts";
import { readModelFolder } from "../../src/storage/registry/model-folder.ts";
import { sharedFiles } from "../shared-files.ts";

type Parity = { texts: string[]; token_ids: number[][]; first8: number[][]; cosine: number[][] };

const shipped = resolve(import.meta.dirname, "../../src/kernel/learn/static-multilingual-256");
const english = sharedFiles("the English embedding model", "models/static-minilm-256");
const folders = [shipped, ...(english.isThere ? [english.path] : [])];

describe.each(folders)("the model in %s", (folder) => {
  const vectors = readModelFolder(folder);
  // written by the script that made the model
  const parity = JSON.parse(readFileSync(join(folder, "parity.json"), "utf8")) as Parity;

  it("cuts the texts of its parity file into the tokens that stand there", () => {
    const tokenizer = new WordPieceTokenizer(vectors.vocabulary, vectors.unknownId);
    const { ids, rowStarts } = tokenizer.tokenize(parity.texts);
    const rows = parity.texts.map((_, i) => [...ids.subarray(rowStarts[i], rowStarts[i + 1])]);
    expect(rows).toEqual(parity.token_ids);
  });

  it("gives the vectors and cosines that stand there", () => {
    const encoder = new StaticEncoder(vectors);
    const { dimension } = encoder;
    const flat = encoder.embed(parity.texts.map(maskedAlready));
    const rows = parity.texts.map((_, i) => flat.subarray(i * dimension, (i + 1) * dimension));
    const first8 = rows.map((row) => [...row.subarray(0, 8)]);
    const cosines = rows.map((one) =>
      rows.map((other) => one.reduce((sum, value, i) => sum + value * other[i]!, 0)),
    );
    expect(greatestDifference(first8, parity.first8)).toBeLessThan(1e-5);
    expect(greatestDifference(cosines, parity.cosine)).toBeLessThan(1e-4);
  });
});

describe("readModelFolder", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "earshot-model-"));
    cpSync(shipped, folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("says which file is missing, and what a model is made of", () => {
    expect(() => readModelFolder(join(folder, "none"))).toThrow(
      expect.objectContaining({ code: "EMBEDDING_MODEL_UNREADABLE", kind: "missing" }),
    );
    expect(() => readModelFolder(join(folder, "config.json"))).toThrow("can't be read");
  });

  it("refuses a later format, and a file that was cut off", () => {
    const path = join(folder, "config.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace('"format": 1', '"format": 9'));
    expect(() => readModelFolder(folder)).toThrow(
      expect.objectContaining({ code: "EMBEDDING_MODEL_TOO_NEW" }),
    );
    writeFileSync(path, text);
    truncateSync(join(folder, "vectors.i8"), 5_000_000);
    expect(() => readModelFolder(folder)).toThrow(
      expect.objectContaining({
        code: "EMBEDDING_MODEL_DAMAGED",
        message: expect.stringContaining("vectors.i8 has 5000000 bytes"),
      }),
    );
  });
});

function greatestDifference(some: number[][], others: number[][]): number {
  const differences = some.flatMap((row, i) => row.map((value, j) => value - others[i]![j]!));
  expect(differences.length).toBeGreaterThan(0);
  return Math.max(...differences.map(Math.abs));
}
