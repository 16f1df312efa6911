import { scanText } from "../src/kernel/privacy/scan/scan-text.ts";
import { speedRows, type Density } from "./mask-rows.ts";

const rowCount = 4_000;
const passCount = 100;

// A process of its own: vitest turns every import into a call, which makes the scan eight times as slow.
console.log(
  JSON.stringify({ dense: megabytesPerSecond("dense"), sparse: megabytesPerSecond("sparse") }),
);

/** Megabytes in a second of the processor's time, the best of many passes over flat strings. */
function megabytesPerSecond(density: Density): number {
  const rows = speedRows(density, rowCount).map(({ text }) => Buffer.from(text).toString());
  const bytes = rows.reduce((sum, row) => sum + Buffer.byteLength(row), 0);
  let cpuSeconds = Infinity;
  for (let pass = 0; pass < passCount; pass++) {
    const before = process.cpuUsage();
    for (const row of rows) scanText(row, { country: "US" });
    const { user, system } = process.cpuUsage(before);
    cpuSeconds = Math.min(cpuSeconds, (user + system) / 1e6);
  }
  return Math.round(bytes / cpuSeconds / 1e6);
}
