// Makes a clean clone ready, then runs a command with the pinned Node first on PATH:
//
//   node scripts/setup.mjs                    set up only
//   node scripts/setup.mjs COMMAND [ARG …]    set up, then become COMMAND
//
// It runs under whatever Node the machine has (20 or later), before anything is installed, so it is
// plain JavaScript without dependencies. With nothing to do it reads two small files and prints
// nothing. All it has to say goes to standard error.
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { constants, hostname } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const leastNodeMajor = 24; // what the product runs on
const leastSetupMajor = 20; // what this file runs on
const pollMs = 200;
const lockWaitMsMax = 15 * 60_000;
const lockTouchMs = 2_000; // how often the owner of the lock shows that it lives
const lockSilenceMsMax = 30_000; // a lock not touched for so long belongs to nobody

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const bin = join(modules, ".bin");
const stampPath = join(modules, ".earshot-setup");
const lockPath = join(modules, ".earshot-setup-lock");
const windows = process.platform === "win32";
const nodePath = join(bin, windows ? "node.cmd" : "node");

class SetupError extends Error {}

/** Installs what is missing. Returns the milliseconds it took, 0 when there was nothing to do. */
async function setUp() {
  if (major(process.version) < leastSetupMajor) {
    throw new SetupError(`Node ${process.version} is too old: install Node 20 or later.`);
  }
  if (isCurrent()) return 0;
  const startedAt = performance.now();
  await withLock(async () => {
    if (isCurrent()) return; // another process did it while this one waited
    await install();
    if (nodeFault() !== undefined) await npm(["rebuild", "node"]); // installed without its script
    checkNode();
    writeFileSync(stampPath, wantedStamp());
  });
  return performance.now() - startedAt;
}

/** What the stamp says after a complete set-up: which lock file, on which kind of machine. */
function wantedStamp() {
  const lock = readFileSync(join(root, "package-lock.json"));
  const hash = createHash("sha256").update(lock).digest("hex");
  return `${hash} ${process.platform}-${process.arch}\n`;
}

function isCurrent() {
  try {
    return readFileSync(stampPath, "utf8") === wantedStamp();
  } catch {
    return false;
  }
}

/**
 * `npm install`, never `npm ci`: the lock file lists DuckDB's bindings for one platform only, and
 * `npm ci` refuses it elsewhere. Versions are those of the lock file, which stays as it is
 * (`--no-save`).
 */
async function install() {
  rmSync(stampPath, { force: true });
  const firstTime = !existsSync(join(modules, ".package-lock.json"));
  const hint = firstTime ? " (the first time this takes about a minute)" : "";
  process.stderr.write(`Setting up: npm install${hint} … `);
  const startedAt = performance.now();
  const { code, output } = await npm(["install", "--no-save", "--prefer-offline"]);
  if (code !== 0) {
    process.stderr.write("failed\n");
    const tail = output.trimEnd().split("\n").slice(-40).join("\n");
    throw new SetupError(`${tail}\nnpm install failed (exit code ${code}); see above.`);
  }
  process.stderr.write(`done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

/** Runs npm with the clone's own Node where there is one; gathers what it prints. */
function npm(arguments_) {
  return new Promise((resolve) => {
    const child = spawn("npm", [...arguments_, "--loglevel=error"], {
      cwd: root,
      env: commandEnvironment(),
      shell: windows,
      stdio: ["ignore", "pipe", "pipe"],
    });
    noteNpm(child.pid);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    }
    child.on("error", (error) => resolve({ code: 127, output: `npm: ${error.message}` }));
    child.on("close", (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

/** What is wrong with the Node that commands would get; undefined when it is new enough. */
function nodeFault() {
  const options = { encoding: "utf8", shell: windows };
  const version = (spawnSync(nodePath, ["--version"], options).stdout ?? "").trim();
  if (version === "") return major(process.version) < leastNodeMajor ? "does not run" : undefined;
  return major(version) < leastNodeMajor ? `is ${version}` : undefined;
}

function checkNode() {
  const fault = nodeFault();
  if (fault === undefined) return;
  throw new SetupError(
    [
      `node_modules/.bin/node ${fault}, and Earshot needs Node ${leastNodeMajor} or later.`,
      "The npm package 'node' fetches that binary by an install script, so npm must be allowed to",
      "run it (ignore-scripts off). Try:",
      "  npm rebuild node --ignore-scripts=false",
      `or put a Node ${leastNodeMajor} or later first on PATH.`,
    ].join("\n"),
  );
}

/**
 * Runs `work` while no other process of this clone does. The lock is a file with its owner's
 * process id, made by `link`, which fails when it is there. The lock of a dead process is taken
 * over by whoever first makes the file named after that very lock, so never by two at once.
 */
async function withLock(work) {
  mkdirSync(modules, { recursive: true });
  const deadline = Date.now() + lockWaitMsMax;
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  let waiting = false;
  while (!takeLock(mine)) {
    dropDeadLock();
    if (!waiting) process.stderr.write("Setting up: waiting for another process …\n");
    waiting = true;
    if (Date.now() > deadline) {
      throw new SetupError(`${lockPath} is still held. Delete it if nothing is installing.`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const touching = setInterval(touchLock, lockTouchMs);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    rmSync(lockPath, { force: true });
  }
}

function takeLock(content) {
  const draft = `${lockPath}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, lockPath);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function touchLock() {
  const now = new Date();
  try {
    utimesSync(lockPath, now, now);
  } catch {
    // somebody deleted node_modules under us; npm will say so
  }
}

/** Writes npm's process id into the lock this process holds. */
function noteNpm(npmPid) {
  const { pid, host, id } = readLock() ?? {};
  const draft = `${lockPath}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid, host, id, npmPid }));
  renameSync(draft, lockPath);
}

function dropDeadLock() {
  const held = readLock();
  if (held === undefined) return;
  const isHere = held.host === hostname();
  const isLive = isHere
    ? isAlive(held.pid) || isAlive(held.npmPid) // npm goes on when only its parent was killed
    : held.silentMs < lockSilenceMsMax;
  if (isLive) return;
  const claim = `${lockPath}.${held.id}`;
  try {
    writeFileSync(claim, "", { flag: "wx" });
  } catch {
    return; // somebody else is taking it over
  }
  if (readLock()?.id === held.id) rmSync(lockPath, { force: true });
  rmSync(claim, { force: true });
}

function readLock() {
  try {
    const silentMs = Date.now() - statSync(lockPath).mtimeMs;
    return { ...JSON.parse(readFileSync(lockPath, "utf8")), silentMs };
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function major(version) {
  return Number.parseInt(version.replace(/^v/, ""), 10);
}

function commandEnvironment() {
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== bin);
  return { ...process.env, PATH: [bin, ...path].join(delimiter) };
}

/** Becomes the command where the system can; else runs it as a child and ends as it ends. */
function run([command, ...rest], setupMs) {
  const env = { ...commandEnvironment(), SETUP_MS: String(Math.round(setupMs)) };
  const ourNode = command === "node" && existsSync(nodePath);
  if (ourNode && typeof process.execve === "function" && !windows) {
    process.execve(realpathSync(nodePath), ["node", ...rest], env);
  }
  const file = ourNode ? nodePath : command;
  const child = spawn(file, rest, { env, stdio: "inherit", shell: windows });
  // The terminal sends Ctrl-C to the child as well: wait for its answer. The rest is passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`${command}: ${error.message}`, 127));
  child.on("close", (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
    process.exit();
  });
}

function fail(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

try {
  const setupMs = await setUp();
  if (process.argv.length > 2) run(process.argv.slice(2), setupMs);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  fail(error.message, 1);
}
