import { expect, test } from "vitest";

import { intentMap } from "../scripts/train-models/intent-map.ts";
import { readLabelledRows, tasks } from "../scripts/train-models/labelled-rows.ts";
import { maskRows } from "../scripts/train-models/masked-rows.ts";
import { queueMap, readMeasuredRows } from "../scripts/train-models/measured-rows.ts";
import { measureHead } from "../scripts/train-models/measures.ts";
import { decodeClassifier } from "../src/kernel/learn/classifier-codec.ts";
import { openRegistry } from "../src/storage/registry/registry.ts";
import { sharedFiles } from "../test/shared-files.ts";

/**
 * How far the shipped models agree with the labels of the public sets' test halves, by the map from
 * their labels to ours, which is printed first. What may not be learnt from is only measured.
 */
const data = sharedFiles("the public sets", "data");

test.skipIf(!data.isThere)("agreement on the public tests", { timeout: 600_000 }, async () => {
  for (const [source, map] of Object.entries(intentMap)) {
    console.log(`\n${source}:`);
    for (const [label, meaning] of map) {
      console.log(`  ${label} → ${"leftOut" in meaning ? "left out" : meaning.join(" / ")}`);
    }
  }
  console.log("\nsupport-tickets-multilang-nc:", queueMap);
  const registry = openRegistry({ folder: "no-models-of-their-own" });
  for (const task of tasks) {
    const version = await registry.version(task, "shipped");
    const bytes = await registry.readArtefact(version, "model.bin");
    const head = decodeClassifier(new Uint8Array(bytes));
    const rows = [...readLabelledRows(task), ...readMeasuredRows(task)].filter(
      ({ split, source }) => split === "held-out" && !source.startsWith("own-"),
    );
    const measures = measureHead(head, maskRows(rows));
    expect(measures.length).toBeGreaterThan(0);
    console.log(`\n${task}, ${version.ref}: agreement in %, with Wilson's 95 % interval`);
    for (const { source, language = "all", n, accuracy, interval } of measures) {
      const [low, high] = [interval.low, interval.high].map((share) => (100 * share).toFixed(1));
      console.log(
        `  ${source} ${language}: ${(100 * accuracy).toFixed(1)} (${low} to ${high}), n ${n}`,
      );
    }
  }
});
