import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** What came of a test run. */
type Tally = { passed: number; failed: number; skipped: readonly string[] };

const root = resolve(import.meta.dirname, "..");
const slowestCount = 8;

const { values, positionals } = parseArgs({
  options: {
    project: { type: "string", multiple: true },
    testNamePattern: { type: "string", short: "t" },
    update: { type: "boolean", short: "u" },
  },
  allowPositionals: true,
});
const inCi = /^(1|true)$/i.test(process.env["CI"] ?? "");
const isWhole = positionals.length === 0 && values.project === undefined;

/** Runs a script of this folder and shows what it prints; true when it ended well. */
function runScript(script: string, ...options: string[]): boolean {
  const path = join(root, "scripts", script);
  return (
    spawnSync(process.execPath, [path, ...options], { cwd: root, stdio: "inherit" }).status === 0
  );
}

/** Set-up is what a first run installs; it is told apart from the time the tests take. */
function setUp(): void {
  let elapsedMs = Number(process.env["SETUP_MS"] ?? 0);
  if (isWhole) {
    const startedAt = performance.now();
    runScript("environments.ts"); // a failure shows in the tests that need it
    elapsedMs += performance.now() - startedAt;
  }
  console.log(`Set-up took ${seconds(elapsedMs)}.`);
}

async function runTests(): Promise<Tally> {
  const tally: { passed: number; failed: number; skipped: string[] } = {
    passed: 0,
    failed: 0,
    skipped: [],
  };
  const counter: Reporter = {
    onTestRunEnd(modules, unhandledErrors) {
      for (const module of modules) count(module, tally);
      tally.failed += unhandledErrors.length;
      printSlowest(modules);
    },
  };
  if (!process.stdout.isTTY) process.env["NO_COLOR"] = "1"; // vitest reads it as it loads
  const { startVitest } = await import("vitest/node");
  const vitest = await startVitest(positionals, {
    root,
    run: true,
    watch: false,
    reporters: ["default", counter],
    project: values.project ?? ["unit", "whole"],
    ...(values.testNamePattern === undefined ? {} : { testNamePattern: values.testNamePattern }),
    ...(values.update === true ? { update: true } : {}),
  });
  await vitest.close();
  return tally;
}

function count(
  module: TestModule,
  tally: { passed: number; failed: number; skipped: string[] },
): void {
  const failedBefore = tally.failed;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === "passed") tally.passed++;
    else if (state === "skipped") tally.skipped.push(...skipOf(test));
    else tally.failed++; // failed, or never ended
  }
  // a file that could not be loaded, or a hook that threw, has no failed test of its own
  if (!module.ok() && tally.failed === failedBefore) tally.failed++;
}

/** The line about a skipped test; none when it was only left out by the name asked for. */
function skipOf(test: TestCase): string[] {
  if (values.testNamePattern !== undefined) return [];
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  const reason = note ?? (test.options.mode === "todo" ? "to do" : "no reason given");
  return [`${test.module.relativeModuleId} > ${test.fullName}: ${reason}`];
}

function printSlowest(modules: readonly TestModule[]): void {
  const timed = modules.map((module) => {
    const { duration, collectDuration } = module.diagnostic();
    return { file: module.relativeModuleId, elapsedMs: duration + collectDuration };
  });
  const slowest = timed.toSorted((one, other) => other.elapsedMs - one.elapsedMs);
  if (slowest.length > 0) console.log("\nSlowest files:");
  for (const { file, elapsedMs } of slowest.slice(0, slowestCount)) {
    console.log(`${seconds(elapsedMs).padStart(9)}  ${file}`);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Prints the closing lines and gives the exit code. In CI a skipped test is a failed one. */
function conclude({ passed, failed, skipped }: Tally): number {
  for (const line of skipped) console.log(`Skipped${inCi ? ", a failure in CI" : ""}: ${line}`);
  if (passed + failed + skipped.length === 0) {
    console.log("No test ran, which is a failure.");
    return conclude({ passed, failed: 1, skipped });
  }
  const failedCount = failed + (inCi ? skipped.length : 0);
  const skippedNote = inCi || skipped.length === 0 ? "" : `, ${skipped.length} skipped`;
  console.log(`\n${passed} passed, ${failedCount} failed${skippedNote}`);
  return failedCount === 0 ? 0 : 1;
}

setUp();
const checked = inCi && isWhole;
const checksPass = !checked || runScript("check.ts", "--without", "rooms"); // a test file as well
const startedAt = performance.now();
const tally = await runTests();
console.log(`Tests took ${seconds(performance.now() - startedAt)}.`);
if (checked && checksPass) tally.passed++;
if (!checksPass) {
  console.log("npm run check failed; see above. It counts as one test.");
  tally.failed++;
}
const exitCode = conclude(tally);
process.stdout.write("", () => process.exit(exitCode));
