import { expect, test } from "vitest";

import { sampleFiles } from "../src/kernel/sample/sample.ts";

const lineCount = 100_000;

test("bulk chats, 100,000 lines of about 300 bytes", async ({ bench }) => {
  const asOf = new Date("2026-11-20T12:00:00Z");
  const files = sampleFiles({ seed: 42, scale: lineCount / 1_000, asOf });
  const chats = [...files].filter(({ path }) => path.startsWith("chats/"));
  let bytes = 0;
  const generate = bench("sampleFiles", () => {
    bytes = 0;
    for (const file of chats) for (const text of file.text()) bytes += text.length;
  });

  const { latency } = await generate.run({ time: 2_000, iterations: 10, warmupIterations: 2 });

  const linesPerSecond = Math.round(lineCount / (latency.p50 / 1_000));
  console.log(`${linesPerSecond} lines/s, ${Math.round(bytes / lineCount)} characters a line`);
  expect(linesPerSecond, "lines/s; about 650,000 when written").toBeGreaterThan(200_000);
});
