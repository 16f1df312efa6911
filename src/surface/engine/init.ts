import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { parse } from "yaml";

import { systemClock, type Clock } from "../../core/base/clock.ts";
import { assert, EarshotError } from "../../core/base/errors.ts";
import { replaceFile } from "../../core/base/replace-file.ts";
import { Settings } from "../../core/config/settings.ts";
import { SourceSettings } from "../../core/config/source-settings.ts";
import { loadEntities } from "../../core/domain/entities.ts";
import { discover } from "../../flow/discover/discover.ts";
import type { Finding } from "../../flow/discover/finding.ts";
import { settingsText } from "../../flow/discover/settings-text.ts";
import { loadMacros } from "../../flow/warehouse/models.ts";
import { openDatabase } from "../../storage/duckdb/database.ts";

export type { Finding, FoundSource } from "../../flow/discover/finding.ts";
export { takenWords, maskedWords } from "../../flow/discover/settings-text.ts";

/** There is a settings file already, and it was not asked to replace it. */
export class SettingsExistError extends EarshotError {
  readonly code = "SETTINGS_EXIST";
  readonly kind = "conflict";
}

/** Nothing in the folder can be read as a table. */
export class NoTableError extends EarshotError {
  readonly code = "NO_TABLE_FOUND";
  readonly kind = "missing";
}

export type InitOptions = {
  /** Folder, or one file, to look at. */
  folder: string;
  /** Settings file to write; default `earshot.yaml` in the working folder. */
  out?: string | undefined;
  /** Replace a settings file that is there; a copy of it is kept. */
  isForced?: boolean;
  /** Write nothing. */
  isDry?: boolean;
  clock?: Clock;
  signal?: AbortSignal | undefined;
};

export type InitReport = {
  finding: Finding;
  /** The settings file's text. */
  text: string;
  /** Where it was written, or would be. */
  path: string;
  /** Copy of the file that was there before; undefined when there was none. */
  backup: string | undefined;
};

/**
 * Looks at a folder's files and writes settings that read them. Needs no lake, and changes nothing
 * but the settings file.
 *
 * @throws SettingsExistError when the settings file is there and `isForced` is not set.
 * @throws NoTableError when no file there can be read as a table; nothing is written then.
 * @throws NoSourceFileError, UnreadableFileError when the folder can't be read.
 */
export async function initProject(options: InitOptions): Promise<InitReport> {
  const { folder, isForced = false, isDry = false, clock = systemClock, signal } = options;
  const path = resolve(options.out ?? "earshot.yaml");
  const isThere = existsSync(path);
  if (isThere && !isForced && !isDry) throw new SettingsExistError(existWords(options));
  const finding = await withTools(async (tools) =>
    discover({
      ...tools,
      root: resolve(folder),
      from: dirname(path),
      entities: await loadEntities(),
      now: clock.now(),
      signal,
    }),
  );
  const shown = relative(dirname(path), resolve(folder)) || ".";
  if (finding.sources.length === 0) throw new NoTableError(noTableWords(finding, shown));
  const text = settingsText(finding, `Settings by \`earshot init\`, from the files in ${shown}.`);
  assert(Settings.safeParse(parse(text)).success, "init wrote settings that can't be read");
  if (isDry) return { finding, text, path, backup: undefined };
  const backup = isThere ? await keepCopy(path) : undefined;
  await replaceFile(path, text);
  return { finding, text, path, backup };
}

function existWords({ out = "earshot.yaml" }: InitOptions): string {
  return `${out} is there already; see what would be written with --dry-run, write elsewhere with --out, or replace it with --force (a copy is kept)`;
}

function noTableWords({ leftOut }: Finding, folder: string): string {
  const named = leftOut.slice(0, 5).map(({ name, why }) => `${name}: ${why}`);
  const rest = leftOut.length > 5 ? [`and ${leftOut.length - 5} more`] : [];
  const found = leftOut.length === 0 ? "" : ` (${[...named, ...rest].join("; ")})`;
  return `no file in ${folder} can be read as a table, so nothing is written${found}; export the records as CSV, JSON, NDJSON or Parquet and name their folder`;
}

type SampleTools = Pick<Parameters<typeof discover>[0], "connection" | "context">;

/** A small database for passing use, with the functions that silver reads values with. */
async function withTools<T>(use: (tools: SampleTools) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-init-"));
  const settings = Settings.parse({});
  const database = await openDatabase({
    threads: 2,
    memoryLimit: settings.limits.memory,
    tempFolder: join(folder, "spill"),
  });
  try {
    const connection = await database.connect();
    await connection.run(loadMacros());
    const place = (path: readonly string[]): string => path.join(".");
    const loaded = { settings, file: undefined, folder, origins: new Map(), place };
    const context = { settings: SourceSettings.parse({ path: "*" }), loaded, cacheFolder: folder };
    return await use({ connection, context });
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copies a file beside itself under a name that is free. */
async function keepCopy(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  let copy = `${path}.bak`;
  for (let n = 2; existsSync(copy); n++) copy = `${path}.bak${n}`;
  await copyFile(path, copy);
  return copy;
}
