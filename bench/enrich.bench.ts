import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { systemClock } from "../src/core/base/clock.ts";
import type { MaskedText } from "../src/core/base/masked-text.ts";
import { quoteText } from "../src/core/base/sql-text.ts";
import { Settings } from "../src/core/config/settings.ts";
import { enumerations } from "../src/core/domain/enumeration.ts";
import { stageEncoder } from "../src/flow/enrich/stage-encoder.ts";
import { stageParameters, type StageModel } from "../src/flow/enrich/stage-parameters.ts";
import { loadStages, type LoadedStage } from "../src/flow/enrich/stages.ts";
import { lakeIn } from "../src/flow/pipeline/lake.ts";
import { openLocalExecutor } from "../src/flow/pipeline/local-executor.ts";
import { encodeClassifier } from "../src/kernel/learn/classifier-codec.ts";
import { textFeatures } from "../src/kernel/learn/text-features.ts";
import { trainTextClassifier } from "../src/kernel/learn/train-classifier.ts";
import { maskedAlready } from "../src/kernel/privacy/masked.ts";
import type { Connection } from "../src/storage/duckdb/connection.ts";
import { openRegistry } from "../src/storage/registry/registry.ts";
import { fitted } from "../src/storage/registry/testing.ts";
import { generateSample } from "../src/surface/engine/generate.ts";

/**
 * What it costs to answer short distinct messages with every local task: the stage text-answers as a
 * run calls it. `BENCH_ROWS` takes another number of rows than 1,000,000, `BENCH_WORKERS` other than
 * two workers. A task without a shipped model gets one of its size that has learned nothing.
 */
const rowCount = Number(process.env["BENCH_ROWS"] ?? 1_000_000);
const workers = Number(process.env["BENCH_WORKERS"] ?? 2);
const asOf = "2026-03-01T12:00:00Z";

test("every local task over short distinct messages", { timeout: 3_600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
  try {
    await generateSample({ out: folder, seed: 7, scale: Math.ceil(rowCount / 1_000) + 1, asOf });
    await using executor = await openLocalExecutor({
      lake: lakeIn(folder),
      clock: systemClock,
      workers,
      memoryLimit: "4GB",
      rowsPerFile: 1_000_000,
      macros: "",
    });
    await using session = await executor.session();
    const chats = quoteText(join(folder, "chats", "*.ndjson"));
    await session.keep(
      "messages",
      `SELECT sha256(text) AS text_hash, 'chats' AS source, text
       FROM (SELECT DISTINCT text FROM read_json(${chats}, columns = {text: 'VARCHAR'})) LIMIT ${rowCount}`,
    );
    const call = await answeringStage(folder, session.connection);
    const [before, startedAt] = [process.cpuUsage(), performance.now()];
    await session.keepStage("answers", call, "SELECT * FROM messages");
    const [wallMs, { user, system }] = [performance.now() - startedAt, process.cpuUsage(before)];
    const cpuMs = (user + system) / 1_000;
    const [told] = await session.rows(
      `SELECT count(*)::INT AS n, count(DISTINCT text_hash)::INT AS texts, count(category)::INT AS answered,
         (SELECT avg(length(text))::INT FROM messages) AS characters FROM answers`,
    );
    expect(told).toMatchObject({ n: rowCount, texts: rowCount, answered: rowCount });
    console.log(
      `${rowCount} texts of ${Number(told?.["characters"])} characters, ${workers} workers: ${(wallMs / 1_000).toFixed(1)} s, ` +
        `${(cpuMs / 1_000).toFixed(1)} CPU s, ${((1_000 * cpuMs) / rowCount).toFixed(0)} µs a text, ` +
        `${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MiB at most with what made the texts`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

const labels: Readonly<Record<string, readonly string[]>> = {
  category: enumerations.category.values,
  subcategory: enumerations.subcategory.values,
  sentiment: ["NEGATIVE", "NEUTRAL", "POSITIVE"],
  tags: enumerations.subcategory.values,
};

/** The stage with a model for each of its tasks. */
async function answeringStage(folder: string, connection: Connection): Promise<LoadedStage> {
  const found = (await loadStages()).find(({ stage }) => stage.name === "text-answers")!; // shipped
  const registry = openRegistry({ folder: join(folder, "models") });
  const rows = await connection.rows("SELECT text FROM messages ORDER BY text_hash LIMIT 3000");
  const texts = rows.map(({ text }) => maskedAlready(text as string)); // made up, nobody's
  const models: Record<string, StageModel> = {};
  for (const task of Object.keys(labels)) {
    const artefacts = { "head.bin": untaught(task, texts) };
    const shipped = await registry.championOf(task);
    const version = shipped ?? (await registry.register(task, fitted({ artefacts })));
    const { folder: place, ref, checksum } = version;
    models[task] = { folder: place, version: ref, tier: "local", sha256: checksum };
  }
  const parameters = stageParameters(found.stage, {
    champions: models,
    settings: Settings.parse({}),
  });
  return { ...found, parameters };
}

/** A head as large as a real one, of labels by turns. */
function untaught(task: string, texts: readonly MaskedText[]): Uint8Array {
  const encoder = stageEncoder();
  const features = textFeatures(texts, { vectors: encoder.embed(texts), model: encoder.model });
  const given = labels[task]!; // all tasks stand there
  const label = (i: number): string => given[i % given.length]!;
  const rows =
    task === "tags"
      ? texts.map((text, i) => ({ text, tags: [label(i)] }))
      : texts.map((text, i) => ({ text, label: label(i) }));
  return encodeClassifier(trainTextClassifier(rows, { features, epochCount: 1 }));
}
