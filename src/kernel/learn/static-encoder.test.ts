import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { sha256 } from "../../core/base/hash.ts";
import { maskedAlready } from "../privacy/masked.ts";
import { shippedEncoder } from "./shipped-encoder.ts";
import { StaticEncoder } from "./static-encoder.ts";
import { parseTokenVectors } from "./token-vectors.ts";

type Parity = { texts: string[]; first8: number[][]; cosine: number[][] };

const parityUrl = new URL("static-multilingual-256/parity.json", import.meta.url);
const parity = JSON.parse(readFileSync(parityUrl, "utf8")) as Parity; // written with the model

function embed(encoder: StaticEncoder, texts: readonly string[]): Float32Array[] {
  const vectors = encoder.embed(texts.map(maskedAlready));
  const size = encoder.dimension;
  return texts.map((_, row) => vectors.slice(row * size, (row + 1) * size));
}

function cosine(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, i) => sum + value * other[i]!, 0);
}

/** Three words and one pair, four dimensions. */
function tinyFiles(change: Readonly<Record<string, unknown>> = {}): Map<string, Uint8Array> {
  const scales = new Float32Array([1, 1, 0.5, 2, 10]);
  const files = new Map<string, Uint8Array>([
    ["vectors.i8", new Uint8Array([0, 0, 0, 0, 0, 0, 0, 3, 6, 8, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0])],
    ["scales.f32", new Uint8Array(scales.buffer)],
    ["bigrams.u16", new Uint8Array(new Uint16Array([2, 3]).buffer)],
    ["vocab.txt", Buffer.from("[PAD]\n[UNK]\nred\nblue\n")],
  ]);
  const hashes = Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)]));
  const shape = { name: "tiny", format: 1, dim: 4, vocab: 4, bigrams: 1 };
  const config = { ...shape, sha256: hashes, ...change };
  return files.set("config.json", Buffer.from(JSON.stringify(config)));
}

function parse(files: Map<string, Uint8Array>): ReturnType<typeof parseTokenVectors> {
  return parseTokenVectors((name) => Uint8Array.from(files.get(name)!));
}

describe("StaticEncoder", () => {
  const tiny = new StaticEncoder(parse(tinyFiles()));

  it.each([
    ["red", [0.6, 0.8, 0, 0]],
    ["Blue blue", [0, 1, 0, 0]],
    ["green", [0, 0, 0, 1]],
    ["red blue", [3, 8, 10, 0].map((value) => value / Math.hypot(3, 8, 10))],
    ["blue red", [0.3511234, 0.936329, 0, 0]],
    ["", [0, 0, 0, 0]],
    [" \n\u200B", [0, 0, 0, 0]],
  ])("sums the rows and pairs of %j to unit length", (text, expected) => {
    const [vector] = embed(tiny, [text]);
    for (const [i, value] of expected.entries()) expect(vector![i]).toBeCloseTo(value, 6);
  });

  it("writes into an array that is given, zeros too", () => {
    const into = new Float32Array(8).fill(9);
    expect(tiny.embed(["", "blue"].map(maskedAlready), into)).toBe(into);
    expect([...into]).toEqual([0, 0, 0, 0, 0, 1, 0, 0]);
    expect(() => tiny.embed([], into)).toThrow("one row a text");
  });

  it("gives the same bytes in whatever batch a text comes", () => {
    const word = fc.constantFrom("red", "blue", "?", "green");
    const texts = fc.array(
      fc.array(word).map((words) => words.join(" ")),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(texts, fc.nat(600), (some, before) => {
        const filler = Array.from({ length: before }, () => "red blue");
        const batch = embed(tiny, [...filler, ...some]).slice(before);
        expect(batch).toEqual(some.flatMap((text) => embed(tiny, [text])));
      }),
      { numRuns: 30 },
    );
  });
});

describe("shippedEncoder", () => {
  it("gives the vectors and cosines of the model's parity file", () => {
    const vectors = embed(shippedEncoder(), parity.texts);
    for (const [row, vector] of vectors.entries()) {
      expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
      for (const [i, value] of parity.first8[row]!.entries())
        expect(vector[i]).toBeCloseTo(value, 5);
      for (const [other, value] of parity.cosine[row]!.entries())
        expect(cosine(vector, vectors[other]!)).toBeCloseTo(value, 4);
    }
  });

  it("gives the start of the same vectors, at unit length again, for 128 values", () => {
    const short = shippedEncoder(128);
    expect(short.dimension).toBe(128);
    for (const [row, vector] of embed(short, parity.texts).entries()) {
      const start = embed(shippedEncoder(), parity.texts)[row]!.slice(0, 128);
      const norm = Math.hypot(...start);
      for (const [i, value] of start.entries()) expect(vector[i]).toBeCloseTo(value / norm, 6);
    }
  });

  it("says which model it is, another one for another number of values", () => {
    expect(shippedEncoder().model).toEqual({
      tier: "local",
      name: "static-multilingual-256",
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(shippedEncoder(128).model.name).toBe("static-multilingual-256-first-128");
  });

  it.each([["😀😀"], ["x"], ["\uD800"], ["日本語"], ["a ".repeat(50_000)], ["z".repeat(100_000)]])(
    "takes any text",
    (text) => {
      const [vector] = embed(shippedEncoder(), [text]);
      expect(vector!.every((value) => Number.isFinite(value))).toBe(true);
    },
  );
});

describe("parseTokenVectors", () => {
  it.each([
    [{ format: 2 }, "has format 2, and this version of Earshot reads format 1; update Earshot"],
    [{ format: "1" }, 'config.json has no count "format"'],
    [{ dim: undefined }, 'config.json has no count "dim"'],
    [{ dim: 5 }, "differ in size"],
    [{ vocab: 3 }, "differ in size"],
    [{ sha256: {} }, "vectors.i8 has 20 bytes with sha256"],
    [{ sha256: null }, "config.json wants undefined"],
    [{ unk_id: 4 }, "has no [UNK]"],
  ])("refuses a config with %j", (change, message) => {
    expect(() => parse(tinyFiles(change))).toThrow(message);
  });

  it.each(["vectors.i8", "scales.f32", "bigrams.u16", "vocab.txt"])("refuses a cut %s", (name) => {
    const files = tinyFiles();
    files.set(name, files.get(name)!.slice(0, -1));
    expect(() => parse(files)).toThrow(`model tiny: ${name} has`);
  });

  it.each(["", "{", "null", "[]", "3"])("refuses %j for a config", (text) => {
    const files = tinyFiles().set("config.json", Buffer.from(text));
    expect(() => parse(files)).toThrow("copy the model's folder again");
  });

  it("reads bytes that lie anywhere in a buffer", () => {
    const files = tinyFiles();
    const model = parseTokenVectors((name) => {
      const bytes = files.get(name)!;
      const room = new Uint8Array(bytes.length + 3);
      room.set(bytes, 3);
      return room.subarray(3);
    });
    expect([...model.scales]).toEqual([1, 1, 0.5, 2, 10]);
    expect(model.version).toBe(parse(files).version);
  });
});
