import { spawn } from "node:child_process";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** One tool of `npm run check`. */
type Check = {
  name: string;
  command: readonly [file: string, ...rest: string[]];
  /** Finds in the output how many files the tool saw; none seen is a failure. */
  seen?: RegExp;
};

type Outcome = { check: Check; ok: boolean; note: string; output: string; elapsedMs: number };

const root = resolve(import.meta.dirname, "..");
const parallel = 2;

// The slowest first, so that two at a time end together.
const checks: Check[] = [
  { name: "package", command: ["node", "scripts/check-package.ts"], seen: /^(\d+) files/m },
  { name: "lint", command: ["oxlint", "--deny-warnings"], seen: /on (\d+) files/ },
  { name: "rooms", command: ["vitest", "run", "test/tidy.test.ts"], seen: /Tests .*?(\d+) passed/ },
  { name: "dead code", command: ["knip", "--no-progress", "--no-config-hints"] },
  { name: "types", command: ["tsc", "-p", "."] },
  {
    name: "format",
    command: ["oxfmt", "--check", "--no-error-on-unmatched-pattern"],
    seen: /(\d+) files/,
  },
];

function run(check: Check): Promise<Outcome> {
  const startedAt = performance.now();
  const path = [join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
  // CI is left out because oxlint colours its output where it is set
  const env = { ...process.env, PATH: path, NO_COLOR: "1", FORCE_COLOR: undefined, CI: undefined };
  return new Promise((settle) => {
    const [file, ...rest] = check.command;
    const child = spawn(file, rest, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    const end = (code: number | null): void => {
      const elapsedMs = performance.now() - startedAt;
      settle({ check, output, elapsedMs, ...judge(check, code, output) });
    };
    child.on("error", (error) => {
      output += error.message;
      end(null);
    });
    child.on("close", end);
  });
}

function judge(check: Check, code: number | null, output: string): Pick<Outcome, "ok" | "note"> {
  if (code !== 0) return { ok: false, note: "" };
  if (check.seen === undefined) return { ok: true, note: "" };
  const count = Number(check.seen.exec(output)?.[1] ?? 0);
  return count > 0 ? { ok: true, note: `saw ${count}` } : { ok: false, note: "saw nothing" };
}

function report({ check, ok, note, output, elapsedMs }: Outcome): void {
  const seconds = `${(elapsedMs / 1000).toFixed(1)} s`.padStart(7);
  console.log(`${ok ? "ok    " : "FAILED"}  ${check.name.padEnd(9)} ${seconds}  ${note}`.trimEnd());
  if (ok) return;
  console.log(`\n> ${check.command.join(" ")}\n${output.trim()}\n`);
}

/** Runs the checks, a few at a time, and reports each as it ends. Returns the names that failed. */
async function runAll(wanted: readonly Check[]): Promise<string[]> {
  const queue = [...wanted];
  const failed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      const outcome = await run(check);
      report(outcome);
      if (!outcome.ok) failed.push(check.name);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return failed;
}

const { values, positionals } = parseArgs({
  options: { without: { type: "string", multiple: true, default: [] } },
  allowPositionals: true,
});
const known = checks.map(({ name }) => name);
const unknown = [...values.without, ...positionals].filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no check is called ${unknown.join(", ")}; there are: ${known.join(", ")}`);
  process.exit(2);
}
const wanted = checks.filter(
  ({ name }) =>
    !values.without.includes(name) && (positionals.length === 0 || positionals.includes(name)),
);
const startedAt = performance.now();
const failed = await runAll(wanted);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(
  failed.length === 0
    ? `check: ${wanted.length} ok in ${seconds} s`
    : `check: ${failed.join(", ")} FAILED in ${seconds} s`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
