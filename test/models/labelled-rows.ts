import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import type { LabelledText } from "../../src/kernel/learn/training-rows.ts";
import { createDetector } from "../../src/kernel/privacy/detector.ts";
import { maskedAlready } from "../../src/kernel/privacy/masked.ts";
import { createMasker } from "../../src/kernel/privacy/masker.ts";
import { sharedFiles } from "../shared-files.ts";

/**
 * The rows of a public set, masked as the product masks them, or as they came, to compare with;
 * undefined where the set is not there.
 */
export function labelledRows(
  set: string,
  part: string,
  { masked = true }: { masked?: boolean } = {},
): LabelledText[] | undefined {
  const file = sharedFiles(`texts of ${set}`, `data/${set}/${part}.jsonl.gz`);
  if (!file.isThere) return undefined;
  const masker = createMasker(createDetector());
  const lines = gunzipSync(readFileSync(file.path)).toString().trim().split("\n");
  return lines.map((line) => {
    const row = JSON.parse(line) as { text: string; label: string }; // as SOURCE.md says
    const text = masked ? masker.mask(row.text).text : maskedAlready(row.text);
    return { text, label: row.label };
  });
}
