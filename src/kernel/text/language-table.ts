import { readFileSync } from "node:fs";

import { EarshotError } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";
import { unpacked } from "../../core/base/packed-file.ts";

/** How often n-grams of bytes stand in texts of each language. */
export type LanguageTable = {
  /** ISO 639-1. */
  languages: readonly string[];
  /** The byte that each byte of UTF-8 is written as in the n-grams. */
  byteUnits: Uint8Array;
  /** Code units that are letters: pairs of the first and the last. */
  letters: readonly number[];
  /** The last four bytes of each n-gram, and the up to two before them. */
  lastBytes: Uint32Array;
  firstBytes: Uint16Array;
  /** The scores of n-gram `i` stand at `starts[i]..starts[i + 1]`: of which language, and how high. */
  starts: Uint32Array;
  languageIndexes: Uint8Array;
  /** Log scores, without what is added to each. */
  scores: Uint8Array;
};

/** The files of the table, by name, as they lie there; throws when one can't be read. */
export type TableFiles = (name: string) => Uint8Array;

/** A file of the table is not the one that came with the package. */
export class LanguageTableDamagedError extends EarshotError {
  readonly code = "LANGUAGE_TABLE_DAMAGED";
  readonly kind = "corrupt";

  constructor(what: string) {
    super(`languages-60: ${what}; install the package again`);
  }
}

type Config = {
  languages: string[];
  ngram_count: number;
  score_count: number;
  byte_units: string;
  letters: number[];
  sha256: string;
};

const folder = new URL("languages-60/", import.meta.url);

/**
 * Reads the table that comes with the package: 60 languages, 105,548 n-grams, 1.1 MB and
 * 0.3 MB packed.
 *
 * @throws LanguageTableDamagedError when a file is cut off or was changed.
 */
export function readLanguageTable(
  readFile: TableFiles = (name) => readFileSync(new URL(name, folder)),
): LanguageTable {
  const config = configOf(readFile("config.json"));
  const bytes = ownBytes(readFile("ngrams.bin.zst"));
  const { ngram_count: ngramCount, score_count: scoreCount } = config;
  if (bytes.length !== 7 * ngramCount + 2 * scoreCount || sha256(bytes) !== config.sha256)
    throw new LanguageTableDamagedError("ngrams.bin.zst is not what config.json describes");
  const counts = bytes.subarray(6 * ngramCount, 7 * ngramCount);
  const starts = new Uint32Array(ngramCount + 1);
  counts.forEach((count, i) => (starts[i + 1] = starts[i]! + count));
  return {
    languages: config.languages,
    byteUnits: Buffer.from(config.byte_units, "base64"),
    letters: config.letters,
    lastBytes: new Uint32Array(bytes.buffer, 0, ngramCount),
    firstBytes: new Uint16Array(bytes.buffer, 4 * ngramCount, ngramCount),
    starts,
    languageIndexes: bytes.subarray(7 * ngramCount, 7 * ngramCount + scoreCount),
    scores: bytes.subarray(7 * ngramCount + scoreCount),
  };
}

/** The bytes in a buffer of their own, from its start. */
function ownBytes(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(unpacked(packed));
  } catch (cause) {
    const damaged = new LanguageTableDamagedError("ngrams.bin.zst is damaged");
    throw Object.assign(damaged, { cause });
  }
}

function configOf(bytes: Uint8Array): Config {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Config; // ours; the n-grams are held against it
  } catch (cause) {
    throw Object.assign(new LanguageTableDamagedError("config.json is no JSON"), { cause });
  }
}
