import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { shippedEncoder } from "../src/kernel/learn/shipped-encoder.ts";
import { maskedAlready } from "../src/kernel/privacy/masked.ts";
import { labelWords, zeroShotScores } from "../src/kernel/learn/zero-shot.ts";
import { largestIndex } from "../src/kernel/learn/evaluate.ts";
import { openEarshot } from "../src/surface/engine/engine.ts";
import { labelledRows } from "../test/models/labelled-rows.ts";

/** Sets whose labels are words, and the half that nothing here was chosen by. */
const sets = [
  ["banking77", "test-dev"],
  ["clinc150", "test-dev"],
  ["hwu64", "test-dev"],
  ["it-tickets", "test-dev"],
] as const;

test("how often the names of labels alone are right", { timeout: 600_000 }, () => {
  const encoder = shippedEncoder();
  for (const [set, part] of sets) {
    const rows = labelledRows(set, part);
    if (rows === undefined) return;
    const labels = [...new Set(rows.map(({ label }) => label))].toSorted();
    const names = encoder.embed(labels.map((label) => maskedAlready(labelWords(label))));
    const texts = encoder.embed(rows.map(({ text }) => text));
    const scores = zeroShotScores(texts, names, encoder.dimension);
    const right = rows.filter(({ label }, row) => {
      const start = row * labels.length;
      return labels[largestIndex(scores, start, labels.length)] === label;
    });
    const share = right.length / rows.length;
    console.log(
      `${set}: ${labels.length} labels, ${rows.length} texts, ${(100 * share).toFixed(1)} %`,
    );
    expect(share).toBeGreaterThan(2 / labels.length);
  }
});

test("how fast ai_classify answers 100,000 different texts", { timeout: 600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
  try {
    await writeFile(join(folder, "earshot.yaml"), "data: ./lake\n");
    const earshot = openEarshot({ folder });
    for (const [what, text] of [
      ["60 letters", "'My card payment ' || i || ' was declined again, why is that?'"],
      [
        "250 letters",
        "'Good morning, ticket ' || i || '. ' || repeat('The terminal shows an error when a card is put in and the sale is lost. ', 3)",
      ],
    ] as const) {
      const sql = `SELECT ai_classify(${text}, ARRAY('billing', 'technical', 'other')) AS label, count(*) FROM range(100000) AS r(i) GROUP BY label`;
      const [started, cpu] = [performance.now(), process.cpuUsage()];
      const rows = await earshot.rows(sql);
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (performance.now() - started) / 1_000;
      const cpuSeconds = (user + system) / 1e6;
      console.log(
        `${what}: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} CPU s, ${Math.round(100_000 / seconds)} rows/s`,
      );
      expect(rows.length).toBeGreaterThan(0);
      expect(100_000 / cpuSeconds, "rows a CPU second").toBeGreaterThan(2_000);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
