import { z } from "zod";

import { generateSample } from "../../engine/generate.ts";
import { defineCommand } from "../command.ts";
import { formatCount } from "../table.ts";

export default defineCommand({
  name: "generate",
  summary: "Writes the records of a made-up company, to try things on.",
  details:
    "Support tickets, sales, chats, feedback and inquiries in English and Portuguese, with planted " +
    "defects that truth.json lists, and earshot.yaml to read them. All of it is fictitious. The same " +
    "seed and instant give the same bytes.",
  options: z.object({
    out: z
      .string()
      .min(1)
      .meta({ value: "folder" })
      .describe("Folder to write into; made when missing"),
    seed: z.int().default(42).describe("Another number gives another company"),
    scale: z
      .int()
      .min(1)
      .max(10_000)
      .default(1)
      .describe("Above 1: also this many thousand chats, as NDJSON (10,000 is 10 million)"),
  }),
  examples: [
    "generate --out ./sample",
    "generate --out ./sample --seed 7 --as-of 2026-01-31",
    "generate --out ./big --scale 1000",
  ],

  async run({ out, seed, scale }, { flags, note, print, signal }) {
    const files = await generateSample({
      out,
      seed,
      scale,
      asOf: flags.asOf,
      signal,
      onFile: ({ path, rowCount }) =>
        note(`${path.padEnd(36)} ${formatCount(rowCount).padStart(12)} rows`),
    });
    if (flags.json) return print(JSON.stringify({ files }, null, 2));
    print(`${files.length} files in ${out}. Next: earshot run --config ${out}/earshot.yaml`);
  },
});
