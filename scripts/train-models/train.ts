/**
 * Trains the models that come with the package and writes them as shipped versions of the registry;
 * the same sources give the same bytes. `node scripts/train-models/train.ts [task …]`.
 */
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";

import { encodeClassifier } from "../../src/kernel/learn/classifier-codec.ts";
import type { TextClassifier } from "../../src/kernel/learn/text-classifier.ts";
import { describeVersion } from "../../src/storage/registry/model-version.ts";
import { placeVersion, writeArtefacts } from "../../src/storage/registry/version-folder.ts";
import { fitHead } from "./fit-head.ts";
import { writeCard } from "./card.ts";
import { readLabelledRows, type Task, tasks } from "./labelled-rows.ts";
import { maskRows } from "./masked-rows.ts";
import { readMeasuredRows } from "./measured-rows.ts";
import { type Measure, measureHead, metricsOf } from "./measures.ts";

const shippedFolder = resolve(import.meta.dirname, "../../src/storage/registry/shipped");

/** The clock of a version that the same sources make again. */
const createdAt = new Date("2026-11-21T00:00:00Z");

/** Version of the shipped models: raise it in the first release that changes one. */
const shippedNumber = 1;

/** Trains one model, writes it, and tells how good it is. */
async function train(task: Task): Promise<void> {
  const rows = maskRows([...readLabelledRows(task), ...readMeasuredRows(task)]);
  const head = fitHead(
    task,
    rows.filter(({ split }) => split === "train"),
  );
  const measures = measureHead(
    head,
    rows.filter(({ split }) => split === "held-out"),
  );
  const bytes = encodeClassifier(head);
  await ship(task, { head, bytes, measures });
  writeCard(task, { head, bytes, measures });
  console.log(`${task}: ${bytes.length} bytes, ${head.state.rowCount} rows`);
}

async function ship(
  task: Task,
  { head, bytes, measures }: { head: TextClassifier; bytes: Uint8Array; measures: Measure[] },
): Promise<void> {
  const { temperature, scales, thresholds, scope, labels, dataHash, rowCount } = head.state;
  const artefacts = { "model.bin": bytes };
  const given = {
    kind: "classifier",
    dataHash,
    rowCount,
    metrics: metricsOf(task, measures),
    calibration: {
      temperature,
      scales: scales.map((scale) => ({ ...scale })),
      thresholds: [...thresholds],
      scope_threshold: scope?.threshold ?? null,
    },
    labels,
    artefacts,
  };
  const manifest = describeVersion(task, shippedNumber, { given, createdAt, createdBy: "earshot" });
  const target = join(shippedFolder, task);
  const aside = join(shippedFolder, `.${task}`);
  for (const folder of [aside, target]) rmSync(folder, { recursive: true, force: true });
  await writeArtefacts(aside, artefacts);
  await placeVersion(aside, target, manifest);
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !tasks.some((task) => task === name));
if (unknown !== undefined) throw new Error(`${unknown} is none of ${tasks.join(", ")}`);
for (const task of tasks) {
  if (wanted.length === 0 || wanted.includes(task)) await train(task);
}
