import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What tests need from outside is installed below this folder, which git ignores. */
export const cacheFolder = join(import.meta.dirname, "..", ".cache");

const stepMsMax = 15 * 60_000;

/**
 * What `install` gives, or undefined when it fails: one line on stderr then says what is skipped
 * and why.
 *
 * @param what - That tests need, for the line.
 * @throws Error instead, when the environment variable `CI` is `true`.
 */
export async function orSkip<T>(what: string, install: () => Promise<T>): Promise<T | undefined> {
  try {
    return await install();
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    const line = `skipped: tests that need ${what} (${problem})`;
    if (process.env.CI === "true") throw new Error(line, { cause });
    process.stderr.write(`${line}\n`);
    return undefined;
  }
}

/**
 * Builds a folder under a name of its own, then moves it to its place in one step. Two processes
 * may do so at once: one of the results is kept.
 *
 * @param proof - A path that is there when the folder is.
 */
export async function buildAside(
  folder: string,
  proof: string,
  build: (aside: string) => Promise<void>,
): Promise<void> {
  const aside = `${folder}.${randomUUID()}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    await build(aside);
    await rename(aside, folder);
  } catch (error) {
    if (!existsSync(proof)) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Installs Debian packages; only root may. */
export async function aptInstall(...packages: readonly string[]): Promise<void> {
  const quiet = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], quiet);
  await run("apt-get", ["install", "-qq", "-y", "--no-install-recommends", ...packages], quiet);
}

/** Runs a program and gives its output; throws with its last line of complaint when it fails. */
export function run(
  command: string,
  arguments_: readonly string[],
  environment: Record<string, string> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, arguments_, {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: stepMsMax,
    });
    let [output, complaint] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) return resolve(output);
      const last = complaint.trim().split("\n").at(-1) ?? "";
      reject(new Error(`${command} ${arguments_[0] ?? ""} failed (${code}): ${last}`));
    });
  });
}
