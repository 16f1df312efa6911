import { check, integer, property, string, tuple } from "fast-check";
import { describe, expect, it } from "vitest";

import { expand, languages, roughened } from "../../scripts/train-models/grammar.ts";
import {
  type LabelledRow,
  readLabelledRows,
  type Task,
  tasks,
} from "../../scripts/train-models/labelled-rows.ts";
import { readOwnTexts, splitOf } from "../../scripts/train-models/own-texts.ts";
import { seededRandom } from "../../src/core/base/random.ts";
import { enumerations } from "../../src/core/domain/enumeration.ts";
import { noSubcategory } from "../../src/core/domain/subcategories.ts";
import { sharedFiles } from "../shared-files.ts";

const subcategories: readonly string[] = enumerations.subcategory.values;
const ownCategories = ["HR", "LEGAL", "PRODUCT_FEEDBACK", "OTHER"];

describe("expand", () => {
  it("gives different texts, with nothing left of the template", () => {
    const template =
      "(my|our) terminal broke {since}(, please help|), {amount} lost, error {number}";
    for (const language of languages) {
      const texts = expand(template, { language, count: 9, random: seededRandom(language) });
      expect(new Set(texts).size).toBe(9);
      expect(texts.join("")).not.toMatch(/[{}()|]| ,|,,| {2}/);
    }
  });

  it("refuses a slot that it doesn't know", () => {
    const options = { language: "en", count: 1, random: seededRandom(1) } as const;
    expect(() => expand("see {page}", options)).toThrow("{page}");
  });
});

describe("roughened", () => {
  it("keeps most letters, whatever the text", () => {
    const anything = tuple(string({ unit: "binary" }), integer());
    const kept = check(
      property(anything, ([text, seed]) => {
        const rough = roughened(`word ${text}`, seededRandom(seed));
        return /\w{3}/.test(rough) && rough.length < 3 * text.length + 20;
      }),
    );
    expect(kept.counterexample).toBeNull();
  });
});

describe("splitOf", () => {
  it("holds out a third", () => {
    const held = Array.from({ length: 3_000 }, (_, index) => splitOf(`line ${index}`));
    const share = held.filter((split) => split === "held-out").length / held.length;
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.03);
  });
});

describe("readOwnTexts", () => {
  const subjects = readOwnTexts("subjects");

  it.each([...subcategories, ...ownCategories])("has sentences of %s in six languages", (label) => {
    const sentences = subjects.filter(
      ({ source, labels }) => source === "own-sentences" && labels.includes(label),
    );
    const main = sentences.filter(({ language }) => language === "en" || language === "pt");
    expect(new Set(main.map(({ text }) => text)).size).toBeGreaterThanOrEqual(60);
    expect(new Set(sentences.map(({ language }) => language)).size).toBe(languages.length);
    expect(new Set(main.map(({ split }) => split)).size).toBe(2);
  });

  it("has the four sentiments in six languages", () => {
    const seen = new Set(
      readOwnTexts("sentiment").map(({ labels, language }) => `${language} ${labels.join(" ")}`),
    );
    expect(seen.size).toBe(languages.length * enumerations.sentiment.values.length);
  });

  it("gives texts several tags, all of them on the list", () => {
    const tags = readOwnTexts("tags");
    expect(tags.length).toBeGreaterThan(40);
    expect(tags.filter(({ labels }) => labels.length < 2)).toEqual([]);
    expect(
      tags.flatMap(({ labels }) => labels).filter((tag) => !subcategories.includes(tag)),
    ).toEqual([]);
  });
});

describe("readLabelledRows", () => {
  const data = sharedFiles("public sets", "data/banking77/train.jsonl.gz");
  const read = new Map<Task, LabelledRow[]>();
  const rowsOf = (task: Task): LabelledRow[] => {
    const rows = read.get(task) ?? readLabelledRows(task);
    read.set(task, rows);
    return rows;
  };

  it.skipIf(!data.isThere).each(tasks)("never has a held-out text of %s in training", (task) => {
    const rows = rowsOf(task);
    const held = new Set(rows.filter(({ split }) => split === "held-out").map(({ text }) => text));
    expect(held.size).toBeGreaterThan(1_000);
    expect(rows.filter(({ split, text }) => split === "train" && held.has(text))).toEqual([]);
  });

  it.skipIf(!data.isThere).each([
    ["category", enumerations.category.values],
    ["subcategory", [...subcategories, noSubcategory]],
    ["sentiment", enumerations.sentiment.values],
  ] as const)("gives %s one label of the list, each of them in training", (task, values) => {
    const rows = rowsOf(task);
    expect(rows.filter(({ labels }) => labels.length !== 1)).toEqual([]);
    const trained = new Set(rows.flatMap(({ labels, split }) => (split === "train" ? labels : [])));
    expect(trained).toEqual(new Set(values));
  });
});
