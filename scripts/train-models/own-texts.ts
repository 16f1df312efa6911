import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { sha256 } from "../../src/core/base/hash.ts";
import { seededRandom } from "../../src/core/base/random.ts";
import { expand, type Language, languages } from "./grammar.ts";

/** A text of our own, written for this project. */
export type OwnText = {
  readonly text: string;
  readonly labels: readonly string[];
  readonly language: Language;
  /** A sentence as written by hand, or one of the texts that a template gives. */
  readonly source: "own-sentences" | "own-templates";
  readonly split: "train" | "held-out";
  /** The line it comes from; what is made from one line has one origin. */
  readonly origin: string;
};

/** Texts drawn from one template. */
const drawnPerTemplate = 12;

/**
 * Reads the files of one folder of `texts`: `# en` begins the sentences of a language, `# en
 * templates` its templates; the file's name is the label, or a line brings its own before ` | `.
 *
 * A third is held out, by the SHA-256 of the line itself: a line keeps its side whatever is written
 * around it, and all texts of a template stand on one side. These texts come from one hand, so that
 * a figure on them is always called "own texts, written by us".
 */
export function readOwnTexts(folder: "subjects" | "sentiment" | "tags"): OwnText[] {
  const place = join(import.meta.dirname, "texts", folder);
  return readdirSync(place)
    .toSorted()
    .flatMap((file) => textsOf(readFileSync(join(place, file), "utf8"), file.slice(0, -4)));
}

function textsOf(content: string, name: string): OwnText[] {
  const texts: OwnText[] = [];
  let language: Language | undefined;
  let isTemplate = false;
  for (const line of content.trimEnd().split("\n")) {
    const head = /^# (\w\w)( templates)?$/.exec(line);
    if (head !== null) {
      language = languages.find((one) => one === head[1]);
      isTemplate = head[2] !== undefined;
      continue;
    }
    if (language === undefined) throw new Error(`${name}: a line stands before its language`);
    const [labels, text] = line.includes(" | ") ? line.split(" | ") : [name, line];
    const origin = `${language}/${text}`;
    const common = { labels: labels!.split(" "), language, split: splitOf(origin), origin };
    if (isTemplate) {
      const random = seededRandom(`${language}/${text}`);
      const drawn = expand(text!, { language, count: drawnPerTemplate, random });
      for (const one of drawn) texts.push({ ...common, text: one, source: "own-templates" });
    } else texts.push({ ...common, text: text!, source: "own-sentences" });
  }
  return texts;
}

/** `held-out` for the third whose SHA-256 is divisible by three. */
export function splitOf(id: string): "train" | "held-out" {
  return BigInt(`0x${sha256(id)}`) % 3n === 0n ? "held-out" : "train";
}
