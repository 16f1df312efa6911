import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Random } from "../../src/core/base/random.ts";
import { commonWords } from "../../src/kernel/privacy/people/lists/common-words.ts";
import { fill } from "./fillers.ts";

/** A text and where its names stand; `unlisted` draws which names the lists must not know. */
export type Example = { text: string; names: { start: number; end: number }[] };

/** Sentence frames written for this project, by language. */
export function readFrames(): Map<string, string[]> {
  const languages = ["en", "pt", "es", "de", "fr", "it", "nl"];
  const any = framesOf("any");
  return new Map(languages.map((language) => [language, [...framesOf(language), ...any]]));
}

function framesOf(file: string): string[] {
  const path = join(import.meta.dirname, "frames", `${file}.txt`);
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replaceAll("\\n", "\n")); // a frame of several lines
}

const slot = /\{([A-Z])\}/g;

/** One to four frames of a language, filled, joined and sometimes in another case or mistyped. */
export function compose(random: Random, language: string, frames: readonly string[]): Example {
  const count = random.weighted([
    [1, 4],
    [2, 4],
    [3, 2],
    [4, 1],
  ] as const);
  const example: Example = { text: "", names: [] };
  for (let i = 0; i < count; i++) {
    if (i > 0)
      example.text += random.weighted([
        [" ", 6],
        ["\n", 3],
        ["\n\n", 1],
        [". ", 1],
      ] as const);
    const part = recased(random, filled(random, language, random.pick(frames)));
    const offset = example.text.length;
    example.text += part.text;
    for (const { start, end } of part.names) {
      example.names.push({ start: offset + start, end: offset + end });
    }
  }
  return random.chance(0.03) ? noisy(random, example) : example;
}

function filled(random: Random, language: string, frame: string): Example {
  const example: Example = { text: "", names: [] };
  let done = 0;
  for (const found of frame.matchAll(slot)) {
    example.text += frame.slice(done, found.index);
    done = found.index + found[0].length;
    const { text, isPerson } = fill(found[1]!, random, language);
    const start = example.text.length;
    example.text += isPerson ? nameCase(random, text) : text;
    if (isPerson) example.names.push({ start, end: example.text.length });
  }
  example.text += frame.slice(done);
  return example;
}

function nameCase(random: Random, name: string): string {
  const roll = random.next();
  if (roll < 0.05) return sameLength(name, name.toLowerCase());
  return roll < 0.09 ? sameLength(name, name.toUpperCase()) : name;
}

/** Lower, upper or title case for a whole sentence now and then. */
function recased(random: Random, example: Example): Example {
  const roll = random.next();
  const { text } = example;
  if (roll < 0.05) return { ...example, text: sameLength(text, text.toLowerCase()) };
  if (roll < 0.09) return { ...example, text: sameLength(text, text.toUpperCase()) };
  if (roll < 0.14) {
    const titled = text.replaceAll(/(?<![\p{L}'’@.])\p{Ll}/gu, (letter) => letter.toUpperCase());
    return { ...example, text: sameLength(text, titled) };
  }
  return roll < 0.2 ? { ...example, text: text.replace(/[.!?]$/, " ") } : example;
}

function sameLength(text: string, changed: string): string {
  return changed.length === text.length ? changed : text;
}

/** Letters a scanner mistakes. */
function noisy(random: Random, example: Example): Example {
  const swaps: Readonly<Record<string, string>> = {
    l: "1",
    o: "0",
    e: "c",
    m: "n",
    a: "o",
    i: "l",
  };
  const text = example.text.replaceAll(/[loemai]/g, (letter) =>
    random.chance(0.04) ? swaps[letter]! : letter,
  );
  return { ...example, text };
}

/** Words of a language in no order, with capitals as in headlines: nobody is named. */
export function wordSalad(random: Random, language: string): Example {
  const words = commonWords[language]!.split(" ");
  const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  const share = random.pick([0.1, 0.3, 1]);
  const text = Array.from({ length: random.integer(3, 10) }, (_, i) => {
    const word = random.pick(words);
    return i === 0 || random.chance(share) ? titled(word) : word;
  }).join(" ");
  return { text: text + random.pick(["", ".", "!", "?"]), names: [] };
}
