import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

import { systemClock } from "../src/core/base/clock.ts";
import { quoteText } from "../src/core/base/sql-text.ts";
import { loadStage } from "../src/flow/enrich/stages.ts";
import type { MaskParameters } from "../src/flow/mask/stages/mask-text.ts";
import { lakeIn } from "../src/flow/pipeline/lake.ts";
import { openLocalExecutor } from "../src/flow/pipeline/local-executor.ts";
import { speedRows, type Density } from "./mask-rows.ts";

/**
 * What masking costs inside the pipeline: the stage over messages of 300 bytes, five to a
 * conversation, beside the same stage with nothing to do. `BENCH_ROWS` takes another number of
 * rows, `BENCH_ROUNDS` other than three rounds.
 */
const rowCount = Number(process.env["BENCH_ROWS"] ?? 1_000_000);
const roundCount = Number(process.env["BENCH_ROUNDS"] ?? 3);
const textCount = 20_000; // distinct ones; the rest repeats them

const detectors = {
  "nothing to do": undefined,
  "scanner tiers": { people: false, addresses: false },
  "with names and addresses": {},
} as const;

const folders = { "pass-text": "stages", "mask-text": "../src/flow/mask/stages" };

test.each<Density>(["sparse", "dense"])(
  "the stage over %s rows",
  { timeout: 3_600_000 },
  async (density) => {
    const folder = await mkdtemp(join(tmpdir(), "earshot-bench-"));
    try {
      const lines = speedRows(density, textCount).map(({ text }) => JSON.stringify({ text }));
      await writeFile(join(folder, "texts.ndjson"), lines.join("\n"));
      const took = new Map<string, number[]>();
      for (let round = 0; round < roundCount; round++) {
        for (const [name, detector] of Object.entries(detectors)) {
          const seconds = await stageSeconds(folder, detector);
          took.set(name, [...(took.get(name) ?? []), seconds]);
        }
      }
      const median = (name: string): number =>
        took.get(name)!.toSorted((a, b) => a - b)[Math.floor(roundCount / 2)]!; // it was taken
      for (const name of took.keys()) {
        const ratio = median(name) / median("nothing to do");
        expect(ratio).toBeGreaterThan(0);
        console.log(
          `${density}, ${rowCount} rows, ${name}: ${median(name).toFixed(1)} CPU s, ${ratio.toFixed(2)} x`,
        );
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

/** CPU seconds of this process, its threads and the engine, for one pass of the stage. */
async function stageSeconds(
  folder: string,
  detector: MaskParameters["detector"] | undefined,
): Promise<number> {
  const name = detector === undefined ? "pass-text" : "mask-text";
  const stageFolder = resolve(import.meta.dirname, folders[name]);
  const parameters: MaskParameters = { detector: detector ?? {}, team: [] };
  const call = { stage: await loadStage(stageFolder, name), folder: stageFolder, parameters };
  await using executor = await openLocalExecutor({
    lake: lakeIn(folder),
    clock: systemClock,
    workers: 2,
    memoryLimit: "4GB",
    rowsPerFile: 1_000_000,
    macros: "",
  });
  await using session = await executor.session();
  await session.keep(
    "texts",
    `SELECT row_number() OVER () - 1 AS i, text FROM read_json(${quoteText(join(folder, "texts.ndjson"))}, columns = {text: 'VARCHAR'})`,
  );
  await session.keep(
    "messages",
    `SELECT 's' AS system, i // 1000 AS crowd, true AS is_text, 'c' || lpad((i // 5)::VARCHAR, 8, '0') AS group_id,
       TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_minutes(i) AS said_at, 'm' || lpad(i::VARCHAR, 9, '0') AS row_id,
       CAST(NULL AS VARCHAR) AS contact_id, CAST(NULL AS VARCHAR) AS account_id, CAST(NULL AS VARCHAR) AS known, 'BR' AS country, 'pt' AS language, text AS text_1, CAST(NULL AS VARCHAR) AS text_2
     FROM (SELECT r.i, t.text FROM range(${rowCount}) AS r(i) JOIN texts AS t ON t.i = r.i * 7919 % ${textCount})`,
  );
  const before = process.cpuUsage();
  await session.keepStage("masked", call, "SELECT * FROM messages");
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
