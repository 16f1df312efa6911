/**
 * Writes the vocabulary of the people folder of the privacy room: one bit a hash of the words (not
 * pieces of words) of four letters or more in the token list of the model static-multilingual-256,
 * which was drawn from translated interfaces and help texts under permissive licences.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { packed } from "../src/core/base/packed-file.ts";
import { foldedHash } from "../src/kernel/privacy/people/fold.ts";
import { vocabularyPlace } from "../src/kernel/privacy/people/lexicon.ts";

const source = resolve(
  import.meta.dirname,
  "../../shared/models/static-multilingual-256/vocab.txt",
);
const target = join(import.meta.dirname, "../src/kernel/privacy/people/vocabulary.bin.zst");

const words = readFileSync(source, "utf8")
  .split("\n")
  .filter((word) => /^\p{L}{4,}$/u.test(word));
const bits = new Uint8Array(1 << 17);
for (const word of words) {
  const place = vocabularyPlace(foldedHash(word));
  bits[place >>> 3]! |= 1 << (place & 7);
}
writeFileSync(target, packed(bits));
process.stderr.write(`${words.length} words\n`);
