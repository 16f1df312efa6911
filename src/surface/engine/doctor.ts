import { access, constants, readFile, stat, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

import { EarshotError, messageOf } from "../../core/base/errors.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";
import { loadSource } from "../../flow/ingest/source-kinds.ts";
import { lakeIn, type Lake } from "../../flow/pipeline/lake.ts";
import type { Check } from "./check.ts";
import { openEarshot, type Earshot, type EngineOptions } from "./engine.ts";
import { findPrivacyKey } from "./privacy-key.ts";
import { examineLake } from "./examine-lake.ts";
import { checkLlmSettings } from "./llm.ts";
import { checkStore } from "./store.ts";

const gigabyte = 1_000_000_000;

/** Looks at the installation, the settings, the sources, the data folder and the store. Changes nothing. */
export async function examine(options: EngineOptions): Promise<Check[]> {
  const sqlEngine = await checkEngine();
  const checks = [checkNode(), sqlEngine];
  let earshot: Earshot;
  try {
    earshot = openEarshot(options);
  } catch (error) {
    checks.push({
      name: "settings",
      state: "failed",
      found: messageOf(error),
      mend: "mend the settings file; `earshot config schema` describes it",
    });
    return checks;
  }
  const { file, settings } = earshot.settings;
  checks.push(
    file === undefined
      ? {
          name: "settings",
          state: "warning",
          found: "no earshot.yaml here",
          mend: "`earshot init FOLDER` writes one for your files; or give --config, or try `earshot demo`",
        }
      : {
          name: "settings",
          state: "ok",
          found: `${file}, ${Object.keys(settings.sources).length} sources`,
        },
  );
  for (const name of Object.keys(settings.sources)) checks.push(await checkSource(earshot, name));
  const lake = lakeIn(earshot.lake.folder);
  checks.push(await checkFolder(lake), await checkSpace(lake), ...(await checkKeys(options)));
  if (sqlEngine.state === "ok") checks.push(...(await examineLake(lake)));
  checks.push(await checkHolder(lake), await checkStore(options), await checkLlmSettings(options));
  return checks;
}

async function checkKeys(options: EngineOptions): Promise<Check[]> {
  const name = "keys";
  try {
    const { keyId, origin } = await findPrivacyKey(options, { make: false });
    const found =
      keyId === undefined
        ? `none yet; the first run makes them in ${origin}`
        : `${keyId}, from ${origin}`;
    return [{ name, state: "ok", found }];
  } catch (error) {
    if (!(error instanceof EarshotError)) throw error;
    if (error.kind === "corrupt") return []; // the lake's own note, of which its check tells
    return [{ name, state: "failed", found: error.message, mend: "do what it says" }];
  }
}

function checkNode(): Check {
  const major = Number(process.versions.node.split(".")[0]);
  const found = `Node ${process.versions.node}`;
  if (major >= 24) return { name: "node", state: "ok", found };
  return {
    name: "node",
    state: "failed",
    found,
    mend: "Earshot needs Node 24 or newer; npm install -g node@24, or use your version manager",
  };
}

async function checkEngine(): Promise<Check> {
  try {
    const database = await openDatabase({
      threads: 1,
      memoryLimit: "256MB",
      tempFolder: join(tmpdir(), "earshot-doctor"),
    });
    const connection = await database.connect();
    const row = await connection.row("SELECT version() AS v");
    await database.close();
    return { name: "sql engine", state: "ok", found: `DuckDB ${JSON.stringify(row?.["v"])}` };
  } catch (error) {
    return {
      name: "sql engine",
      state: "failed",
      found: messageOf(error),
      mend: "run npm install again on this machine: DuckDB's files are for another one",
    };
  }
}

async function checkSource(earshot: Earshot, name: string): Promise<Check> {
  const settings = earshot.settings.settings.sources[name]!; // listed from there
  try {
    const source = await loadSource(settings.kind);
    const parts = await source.parts({
      settings,
      loaded: earshot.settings,
      cacheFolder: earshot.lake.cache,
    });
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    return {
      name: `source ${name}`,
      state: "ok",
      found: `${parts.length} ${parts.length === 1 ? "file" : "files"}, ${(bytes / 1e6).toFixed(1)} MB`,
    };
  } catch (error) {
    if (!(error instanceof EarshotError)) throw error;
    return {
      name: `source ${name}`,
      state: "failed",
      found: error.message,
      mend: `set sources.${name}.path in ${basename(earshot.settings.file ?? "earshot.yaml")}`,
    };
  }
}

async function checkFolder({ folder }: Lake): Promise<Check> {
  const existing = await nearestFolder(folder);
  if (!(await stat(existing)).isDirectory()) {
    const found = `${existing} is a file`;
    return {
      name: "data folder",
      state: "failed",
      found,
      mend: "move it, or set another with --data",
    };
  }
  try {
    await access(existing, constants.W_OK);
    return {
      name: "data folder",
      state: "ok",
      found: existing === folder ? folder : `${folder} (the first run makes it)`,
    };
  } catch {
    return {
      name: "data folder",
      state: "failed",
      found: `${existing} can't be written`,
      mend: "change its owner or rights, or set another with --data",
    };
  }
}

async function checkSpace({ folder }: Lake): Promise<Check> {
  const { bavail, bsize } = await statfs(await nearestFolder(folder));
  const free = bavail * bsize;
  const found = `${(free / gigabyte).toFixed(1)} GB free`;
  if (free > gigabyte) return { name: "disk", state: "ok", found };
  return {
    name: "disk",
    state: "warning",
    found,
    mend: "free some space: a run needs about twice the size of its new files",
  };
}

async function checkHolder({ folder }: Lake): Promise<Check> {
  const text = await readFile(join(folder, "run.lock"), "utf8").catch(() => undefined);
  if (text === undefined) return { name: "runs", state: "ok", found: "none under way" };
  const holder = /"runId": "([^"]+)"/.exec(text)?.[1];
  const who = holder === undefined ? "a run that left a damaged lock" : `run ${holder}`;
  const found = `${who} holds the lake, or was killed; the next run finds out`;
  return { name: "runs", state: "ok", found };
}

async function nearestFolder(folder: string): Promise<string> {
  for (let current = folder; ; current = dirname(current)) {
    const exists = await access(current).then(
      () => true,
      () => false,
    );
    if (exists || current === dirname(current)) return current;
  }
}
