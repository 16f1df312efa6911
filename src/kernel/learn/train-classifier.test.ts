import { describe, expect, it } from "vitest";

import { maskedAlready } from "../privacy/masked.ts";
import { OtherEmbedderError, TrainingRowsError } from "./classifier-errors.ts";
import type { Embedder } from "./embedder.ts";
import { encodeTexts, textFeatures } from "./text-features.ts";
import { trainTextClassifier } from "./train-classifier.ts";

const things = ["card", "loan", "fee"];
const frames = [
  "lost my #",
  "new # please",
  "where is the #",
  "about a #",
  "# question",
  "your #?",
];
const rows = things.flatMap((label) =>
  frames.map((frame) => ({ text: maskedAlready(frame.replace("#", label)), label })),
);
const tagged = rows.map(({ text, label }, row) => ({
  text: maskedAlready(row % 2 === 0 ? `${text} urgent` : text),
  tags: [...(label === "fee" ? [] : [label]), ...(row % 2 === 0 ? ["urgent"] : [])],
}));

/** Counts letters: enough to have vectors of some meaning. */
const letters: Embedder = {
  model: { tier: "local", name: "letters", version: "1" },
  dimension: 26,
  embed: (texts) =>
    Float32Array.from(
      texts.flatMap((text) => {
        const counts = Array.from({ length: 26 }, () => 0);
        for (const letter of text.toLowerCase()) {
          const at = letter.charCodeAt(0) - 97;
          if (at >= 0 && at < 26) counts[at]! += 1;
        }
        const length = Math.hypot(...counts) || 1;
        return counts.map((count) => count / length);
      }),
    ),
};
const texts = rows.map(({ text }) => text);

describe("trainTextClassifier", () => {
  it("learns one label a text", async () => {
    const classifier = trainTextClassifier(rows);
    expect(classifier.labels).toEqual(["card", "fee", "loan"]);
    const asked = ["my card!", "the loan", "Fee"].map(maskedAlready);
    const answers = await classifier.classify(asked);
    expect(answers.map(({ labels }) => labels)).toEqual([["card"], ["loan"], ["fee"]]);
    const scores = classifier.score(textFeatures(asked));
    expect(scores.length).toBe(9);
    expect(scores[0]! + scores[1]! + scores[2]!).toBeCloseTo(1, 5);
    expect(answers[0]?.confidences[0]).toBe(scores[0]);
  });

  it("learns tags", async () => {
    const classifier = trainTextClassifier(tagged);
    expect(classifier.labels).toEqual(["card", "loan", "urgent"]);
    const asked = ["my card is urgent", "new loan", "your fee"].map(maskedAlready);
    const answers = await classifier.classify(asked);
    expect(answers.map(({ labels }) => labels.toSorted())).toEqual([
      ["card", "urgent"],
      ["loan"],
      [],
    ]);
  });

  it("reads vectors too, and tells what is out of scope", async () => {
    const features = await encodeTexts(texts, letters);
    const classifier = trainTextClassifier(rows, { features });
    const asked = ["new card please", "zzz qqq"].map(maskedAlready);
    const [known, unknown] = classifier.scopeCosines(await encodeTexts(asked, letters)) ?? [];
    expect(known).toBeGreaterThan(0.9);
    expect(unknown).toBeLessThan(classifier.state.scope?.threshold ?? -1);
    expect(trainTextClassifier(rows, { features, scopeTextsMax: 0 }).state.scope).toBe(undefined);
  });

  it("refuses vectors of another embedder, or none", async () => {
    const classifier = trainTextClassifier(rows, { features: await encodeTexts(texts, letters) });
    const model = { ...letters.model, version: "2" };
    await expect(classifier.classify(texts, { ...letters, model })).rejects.toThrow(
      "trained on embedder letters (version 1) and is asked with embedder letters (version 2)",
    );
    expect(() => classifier.score(textFeatures(texts))).toThrow(OtherEmbedderError);
  });

  it("gives the same classifier for the same rows", () => {
    expect(trainTextClassifier(rows).state).toEqual(trainTextClassifier(rows).state);
    const { dataHash } = trainTextClassifier(rows.slice(1)).state;
    expect(dataHash).not.toBe(trainTextClassifier(rows).state.dataHash);
  });

  it("keeps within the bytes it is given", () => {
    const { head } = trainTextClassifier(rows, { bytesMax: 400 }).state;
    expect(head.slots.length).toBeGreaterThan(0);
    expect(head.slots.length * 7).toBeLessThan(400);
  });

  it("finds a rare label more often when labels are balanced", () => {
    const rare = rows.filter(({ label }, row) => label !== "loan" || row % 3 === 0);
    const sureOf = (weights: "balanced" | "equal"): number => {
      const classifier = trainTextClassifier(rare, { weights });
      return classifier.score(textFeatures([maskedAlready("my loan")]))[2]!;
    };
    expect(sureOf("balanced")).toBeGreaterThan(sureOf("equal"));
  });

  it.each([
    ["nine rows", rows.slice(0, 9), "there are 9; give at least 10"],
    ["one label", rows.map((row) => ({ ...row, label: "a" })), "all rows have the same label"],
    ["no tag", rows.map(({ text }) => ({ text, tags: [] })), "no row has a tag"],
    [
      "empty labels",
      rows.map((row) => ({ ...row, label: " " })),
      "empty label in row 1, 2, 3, 4, 5 and 13 more",
    ],
    ["an empty tag", tagged.map((row) => ({ ...row, tags: ["a", ""] })), "an empty label in row 1"],
  ])("refuses %s", (_, refused, message) => {
    expect(() => trainTextClassifier(refused)).toThrow(TrainingRowsError);
    expect(() => trainTextClassifier(refused)).toThrow(message);
  });

  it("refuses labels that are not in the list, without naming them", () => {
    const refused = rows.with(3, { ...rows[3]!, label: "Ann Lee" });
    const labels = [...things, "unused"];
    expect(() => trainTextClassifier(refused, { labels })).toThrow(
      "a label that is not in the list in row 4; use one of the 4 labels of the list",
    );
    expect(trainTextClassifier(rows, { labels }).labels).toEqual(["card", "fee", "loan"]);
  });

  it("takes empty, huge and wordless texts", async () => {
    const odd = ["", " ", "?!", "👍👍", "x".repeat(1_000_000), "\ud800", "[EMAIL_1]"].map(
      maskedAlready,
    );
    const more = odd.map((text, row) => ({ text, label: things[row % 3]! }));
    const classifier = trainTextClassifier([...rows, ...more]);
    const scores = classifier.score(textFeatures(odd));
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    expect(await classifier.classify([])).toEqual([]);
  });
});
