import { describe, expect, it } from "vitest";

import { slotBits } from "./tagger-features.ts";
import { edgeScores, nodeScores, tagNames } from "./tagger.ts";
import { taggerWeights } from "./tagger-weights.ts";
import { tokenize } from "./tokens.ts";

function tagged(text: string, threshold = 0.6): string[] {
  const tokens = tokenize(text);
  return tagNames(tokens, taggerWeights(), threshold).map(({ from, to }) =>
    text.slice(tokens.starts[from], tokens.ends[to - 1]),
  );
}

describe("tagNames", () => {
  it.each([
    ["Then it was Sandra Petersen who signed.", ["Sandra Petersen"]],
    ["O Renato Vasques garantiu que o valor volta.", ["Renato Vasques"]],
    ["Al final Marisol Quintana me colgó.", ["Marisol Quintana"]],
    ["Danach hat Friederike Hollmann alles gelöst.", ["Friederike Hollmann"]],
    ["Hier Thibault Lemaire a réparé la box.", ["Thibault Lemaire"]],
    ["Poi Ludovica Marchetti ha risolto tutto.", ["Ludovica Marchetti"]],
    ["Daarna kwam Willemijn van der Berg langs.", ["Willemijn van der Berg"]],
  ])("sees in %j %j", (text, names) => {
    expect(tagged(text)).toEqual(names);
  });

  it.each([
    "Our Monthly Report Is Ready For Download",
    "Der Drucker im Büro druckt keine Etiketten.",
    "Compré el Cargador Rápido en Mercado Libre.",
    "Le Service Client de la Banque est fermé.",
  ])("sees nobody in %j", (text) => {
    expect(tagged(text, 0.9)).toEqual([]);
  });

  it("gives the lowest probability of a run, as summing over all paths one by one does", () => {
    const values = new Float64Array(1 << slotBits).map((_, i) => Math.sin(i * 12.9898) * 0.2);
    const weights = { values, scale: 1 };
    const tokens = tokenize("Ana Bo Cy");
    const run = { from: 0, to: 3 };
    const nodes = nodeScores(tokens, run, weights);
    const edges = edgeScores(tokens, run, weights);
    const named = [0, 0, 0];
    let total = 0;
    for (let path = 0; path < 8; path++) {
      const labels = [path & 1, (path >> 1) & 1, path >> 2] as const;
      const score =
        labels.reduce((sum, label, i) => sum + label * nodes[i]!, 0) +
        edges[labels[0] * 2 + labels[1]]! +
        edges[4 + labels[1] * 2 + labels[2]]!;
      total += Math.exp(score);
      for (const [i, label] of labels.entries()) named[i]! += label * Math.exp(score);
    }
    const [name] = tagNames(tokens, weights, 0);
    expect(name).toMatchObject(run);
    expect(name?.probability).toBeCloseTo(Math.min(...named) / total, 10);
  });
});
