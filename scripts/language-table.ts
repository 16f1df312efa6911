import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { sha256 } from "../src/core/base/hash.ts";
import { packed } from "../src/core/base/packed-file.ts";

/**
 * Writes `src/kernel/text/languages-60/` from the package `eld`, which is installed for this and for
 * the test that holds our scores against its own. Its tables are no part of its exports, so that they
 * are read by their places. The same version of it gives the same bytes.
 */
const home = resolve(dirname(fileURLToPath(import.meta.resolve("eld/medium"))), "..");
const target = resolve(import.meta.dirname, "../src/kernel/text/languages-60");

type NgramsModule = {
  ngramsData: {
    languages: Record<string, string>;
    ngrams: Record<string, Record<string, number>>;
  };
};

const { ngramsData } = await table<NgramsModule>("ngrams/medium.js");
const { dictionary } = await table<{ dictionary: string[] }>("dictionary.js");
const { separators } = await table<{ separators: RegExp }>("regexPatterns.js");

mkdirSync(target, { recursive: true });
const { bytes, ngramCount, scoreCount } = ngramBytes();
writeFileSync(join(target, "ngrams.bin.zst"), packed(bytes));
const config = {
  format: 1,
  languages: Object.values(ngramsData.languages),
  ngram_count: ngramCount,
  score_count: scoreCount,
  byte_units: Buffer.from(dictionary.join(""), "latin1").toString("base64"),
  letters: letterRanges(),
  sha256: sha256(bytes),
};
writeFileSync(join(target, "config.json"), `${JSON.stringify(config)}\n`);
copyFileSync(join(home, "../LICENSE"), join(target, "LICENSE"));

async function table<T>(file: string): Promise<T> {
  return (await import(join(home, file))) as T; // the files of the version in package.json
}

/** N-grams by their bytes; then of each how many languages have it, which, and with what score. */
function ngramBytes(): { bytes: Uint8Array; ngramCount: number; scoreCount: number } {
  const rows = Object.entries(ngramsData.ngrams)
    .map(([ngram, scores]) => ({ ngram, key: keyOf(ngram), scores: Object.entries(scores) }))
    .toSorted((one, other) => one.key - other.key);
  const flat = rows.flatMap(({ scores }) => scores);
  const last = rows.map(({ key }) => key % 2 ** 32);
  const first = rows.map(({ key }) => Math.floor(key / 2 ** 32));
  const parts = [
    new Uint8Array(Uint32Array.from(last).buffer),
    new Uint8Array(Uint16Array.from(first).buffer),
    Uint8Array.from(rows, ({ scores }) => scores.length),
    Uint8Array.from(flat, ([language]) => Number(language)),
    Uint8Array.from(flat, ([, score]) => score),
  ];
  return { bytes: Buffer.concat(parts), ngramCount: rows.length, scoreCount: flat.length };
}

/** Up to six bytes as one number, the last byte lowest. */
function keyOf(ngram: string): number {
  return Buffer.from(ngram, "latin1").reduce((key, byte) => key * 256 + byte, 0);
}

/** Code units that are letters: pairs of the first and the last. */
function letterRanges(): number[] {
  const ranges: number[] = [];
  for (let unit = 0; unit < 0x1_00_00; unit++) {
    // Without its lookbehind, which is about apostrophes, it would match each unit that is no letter.
    const isLetter =
      new RegExp(separators.source.replace(/\(\?<!.*$/, ""), "u").exec(
        String.fromCharCode(unit),
      ) === null;
    if (!isLetter) continue;
    if (ranges.at(-1) === unit - 1) ranges[ranges.length - 1] = unit;
    else ranges.push(unit, unit);
  }
  return ranges;
}
