import * as fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readOnnxFolder } from "../../src/storage/onnx/onnx-folder.ts";
import { openReference } from "./reference.ts";

const reference = await openReference();

const words = fc.constantFrom(
  ..."The payment card refund I've they're O'Brien não está NÃO Fatura éÉ ΣΟΦΟΣ straße 12 3.50".split(
    " ",
  ),
);
const odd = fc.constantFrom(
  ..."\t|\n|  |   |\u00a0|\u2003|\u200b|\ufeff|\u0085|\u3000|’|…|€|$|_|中文|日本|🙂|👩‍💻|ﬁ|İ|e\u0301".split(
    "|",
  ),
);
const text = fc
  .array(fc.oneof(words, odd, fc.string({ maxLength: 8 }), fc.constant(" ")), {
    maxLength: 40,
    size: "max",
  })
  .map((parts) => parts.join(""));
const texts = fc.sample(text, { numRuns: 2_000, seed: 7 });
const pairs = texts.slice(0, 300);
const claims = pairs.map((_, i) => `This is ${texts[i + 300]?.slice(0, 9).toWellFormed()}.`);

describe.skipIf(reference === undefined)("the tokenizers of models", () => {
  let folder = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "earshot-onnx-"));
    await reference?.make(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(["bert", "bert-cased", "roberta", "nli"])(
    "cut texts as Python's tokenizers do: %s",
    async (name) => {
      const path = join(folder, name);
      const { encode, tokensMost } = await readOnnxFolder(path);
      const expected = await reference!.answer(path, { texts, most: tokensMost });
      const got = texts.map((given) => encode(given));
      expect(got.map(({ ids }) => ids)).toEqual(expected.ids);
      expect(got.map(({ types }) => types)).toEqual(expected.types);
      expect(Math.max(...expected.ids.map(({ length }) => length))).toBe(tokensMost);
    },
  );

  it.each(["bert", "roberta"])("keep the second text whole: %s", async (name) => {
    const path = join(folder, name);
    const { encode, tokensMost } = await readOnnxFolder(path);
    const asked = { texts: pairs, seconds: claims, most: tokensMost };
    const expected = await reference!.answer(path, asked);
    const got = pairs.map((given, i) => encode(given, claims[i]));
    expect(got.map(({ ids }) => ids)).toEqual(expected.ids);
    expect(got.map(({ types }) => types)).toEqual(expected.types);
  });
});
