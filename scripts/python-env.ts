import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const uvVersion = "0.13.9";
const root = join(dirname(fileURLToPath(import.meta.url)), "..", ".cache", "python");
const windows = process.platform === "win32";
const stepMsMax = 15 * 60_000;

/**
 * Makes a Python virtual environment with exactly these packages, for contract tests against
 * Python libraries, and gives the path of its interpreter. Needs Python 3.10 or later; installs
 * it (as root, with apt-get) and uv (with pip, below `.cache/`) when they are missing.
 *
 * Costs a file look-up when the environment is there. Two processes may ask at once: each builds
 * aside and one of the results is kept.
 *
 * @param name - Of the folder below `.cache/python/`; a hash of `requirements` is added to it.
 * @param requirements - As pip takes them, with exact versions: `deltalake==1.6.6`.
 * @returns undefined when it cannot be made; one line on stderr then says what is skipped and why.
 * @throws Error instead, when the environment variable `CI` is `true`.
 */
export async function pythonEnv(name: string, requirements: string[]): Promise<string | undefined> {
  const wanted = requirements.toSorted().join("\n");
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const folder = join(root, `${name}-${hash}`);
  if (existsSync(interpreter(folder))) return interpreter(folder);
  try {
    await build(folder, requirements);
    return interpreter(folder);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    const line = `skipped: tests that need the Python environment ${name} (${problem})`;
    if (process.env.CI === "true") throw new Error(line, { cause });
    process.stderr.write(`${line}\n`);
    return undefined;
  }
}

function interpreter(folder: string): string {
  return windows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** Builds the environment under a name of its own, then moves it to its place in one step. */
async function build(folder: string, requirements: readonly string[]): Promise<void> {
  const python = await findPython();
  const uv = await findUv(python);
  const aside = `${folder}.${randomUUID()}`;
  try {
    await run(uv, ["venv", "--quiet", "--relocatable", "--python", python, aside]);
    const target = ["--python", interpreter(aside)];
    const index = await pipIndex(python);
    await run(
      uv,
      ["pip", "install", "--quiet", "--system-certs", ...target, ...requirements],
      index,
    );
    await moveInto(aside, folder, interpreter(folder));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Renames a folder that was built aside, unless another process was faster. */
async function moveInto(aside: string, folder: string, proof: string): Promise<void> {
  try {
    await rename(aside, folder);
  } catch (error) {
    if (!existsSync(proof)) throw error;
  }
}

/** A Python of 3.10 or later; installs Debian's when there is none and we may. */
async function findPython(): Promise<string> {
  const names = ["python3", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`), "python"];
  const found = await firstPython(names);
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) throw new Error("no Python 3.10 or later, and not root to get one");
  const quiet = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], quiet);
  await run("apt-get", ["install", "-qq", "-y", "python3", "python3-venv", "python3-pip"], quiet);
  const installed = await firstPython(names);
  if (installed !== undefined) return installed;
  throw new Error("the Python that apt-get installs is older than 3.10");
}

async function firstPython(names: readonly string[]): Promise<string | undefined> {
  const script = "import sys; assert sys.version_info >= (3, 10); print(sys.executable)";
  for (const name of names) {
    // One after another: the first that fits is taken.
    const path = await run(name, ["-c", script]).catch(() => undefined);
    if (path !== undefined) return path.trim();
  }
  return undefined;
}

/** Our own uv, installed with pip into a folder below `.cache/python/`. */
async function findUv(python: string): Promise<string> {
  const folder = join(root, `uv-${uvVersion}`);
  const uv = join(folder, "bin", windows ? "uv.exe" : "uv");
  if (existsSync(uv)) return uv;
  await mkdir(root, { recursive: true });
  const aside = `${folder}.${randomUUID()}`;
  try {
    const target = ["--quiet", "--no-warn-script-location", "--target", aside, `uv==${uvVersion}`];
    const install = ["-m", "pip", "install", "--disable-pip-version-check", ...target];
    await run(python, install, { PIP_ROOT_USER_ACTION: "ignore" }).catch(async (error: unknown) => {
      await addPip(python, error);
      return run(python, install, { PIP_ROOT_USER_ACTION: "ignore" });
    });
    await moveInto(aside, folder, uv);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return uv;
}

/** Debian's Python comes without pip. */
async function addPip(python: string, problem: unknown): Promise<void> {
  const hasPip = await run(python, ["-m", "pip", "--version"]).catch(() => undefined);
  if (hasPip !== undefined || process.getuid?.() !== 0) throw problem;
  const quiet = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], quiet);
  await run("apt-get", ["install", "-qq", "-y", "python3-pip", "python3-venv"], quiet);
}

/** The package index that pip is set to use, which uv does not look up by itself. */
async function pipIndex(python: string): Promise<Record<string, string>> {
  if (process.env.UV_DEFAULT_INDEX !== undefined) return {};
  const ask = ["-m", "pip", "config", "get", "global.index-url"];
  const index = await run(python, ask).catch(() => "");
  return index.trim() === "" ? {} : { UV_DEFAULT_INDEX: index.trim() };
}

/** Runs a program and gives its output; throws with its last line of complaint when it fails. */
function run(
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
