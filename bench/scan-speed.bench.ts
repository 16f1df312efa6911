import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

test("scanText on rows of 300 units, MB a second of one core's time", () => {
  const script = resolve(import.meta.dirname, "scan-speed-process.ts");

  const output = execFileSync(process.execPath, [script], { encoding: "utf8" });

  console.log(output.trim());
  const speeds: unknown = JSON.parse(output);
  expect(speeds, "about 100 and 350 when written, eighteen jobs on two cores").toEqual({
    dense: expect.toSatisfy((speed: number) => speed > 50),
    sparse: expect.toSatisfy((speed: number) => speed > 200),
  });
});
