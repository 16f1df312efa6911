import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { isMap, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";

import { EarshotError, messageOf } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import { environmentName, settingPaths, unwrap } from "./setting-paths.ts";
import { promisedVariables, Settings } from "./settings.ts";

/** Something in the settings can't be used; the message names the place and what to do. */
export class SettingsError extends EarshotError {
  readonly code = "SETTINGS_INVALID";
  readonly kind = "invalid";
}

/** Where a value came from. */
export type Origin = "default" | "file" | ".env" | "environment" | "flag";

/** Settings ready for use. */
export type LoadedSettings = {
  settings: Settings;
  /** The settings file, absolute; undefined when there is none. */
  file: string | undefined;
  /** Folder that relative paths start from: that of the file, else the working folder. */
  folder: string;
  /** Origin of each single setting by its dotted path; those not named are defaults. */
  origins: ReadonlyMap<string, Origin>;
};

export type SettingsInput = {
  /** Settings file; default `earshot.yaml` in the working folder, which may be absent. */
  file?: string | undefined;
  folder?: string;
  environment?: Readonly<Record<string, string | undefined>>;
  /** Values given on the command line, by dotted path. */
  flags?: Readonly<Record<string, unknown>>;
};

type Tree = { [key: string]: unknown };
type ParsedFile = { document: Document; lines: LineCounter };

/**
 * Reads the settings: the file, then `.env` beside it, then the environment, then flags, each
 * stronger than the one before.
 *
 * @throws SettingsError with file, line and the nearest known key.
 */
export function readSettings(input: SettingsInput = {}): LoadedSettings {
  const working = resolve(input.folder ?? process.cwd());
  const file = findFile(input.file, working);
  const folder = file === undefined ? working : dirname(file);
  const parsedFile = file === undefined ? undefined : parseFile(file);
  const tree = (parsedFile?.document.toJS() ?? {}) as Tree;
  const origins = new Map<string, Origin>();
  noteOrigins(tree, [], origins);

  const dotEnvironment = join(folder, ".env");
  if (existsSync(dotEnvironment)) {
    applyEnvironment(tree, parseEnv(readFileSync(dotEnvironment, "utf8")), ".env", origins);
  }
  applyEnvironment(tree, input.environment ?? process.env, "environment", origins);
  for (const [path, value] of Object.entries(input.flags ?? {})) {
    if (value === undefined) continue;
    assign(tree, path.split("."), value);
    origins.set(path, "flag");
  }

  const parsed = Settings.safeParse(tree);
  if (!parsed.success) throw settingsError(parsed.error, file, parsedFile, origins);
  checkTimeZones(parsed.data, file);
  return { settings: parsed.data, file, folder, origins };
}

function findFile(given: string | undefined, folder: string): string | undefined {
  const path = resolve(folder, given ?? "earshot.yaml");
  if (existsSync(path)) return path;
  if (given === undefined) return undefined;
  throw new SettingsError(
    `there is no settings file ${given}; give another --config, or make the file`,
  );
}

function parseFile(file: string): ParsedFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new SettingsError(`${file} can't be read: ${messageOf(cause)}`, { cause });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const error = document.errors[0];
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    throw new SettingsError(`${file}:${line}: ${error.message.split("\n")[0]}`, { cause: error });
  }
  const content: unknown = document.toJS();
  if (content !== null && (typeof content !== "object" || Array.isArray(content))) {
    throw new SettingsError(`${file}:1: settings are \`key: value\` lines; this is something else`);
  }
  return { document, lines };
}

function noteOrigins(tree: Tree, path: string[], origins: Map<string, Origin>): void {
  for (const [key, value] of Object.entries(tree)) {
    const here = [...path, key];
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      noteOrigins(value as Tree, here, origins);
    } else origins.set(here.join("."), "file");
  }
}

function applyEnvironment(
  tree: Tree,
  environment: Readonly<Record<string, string | undefined>>,
  origin: Origin,
  origins: Map<string, Origin>,
): void {
  for (const { path, schema } of settingPaths()) {
    const dotted = path.join(".");
    const promised = Object.entries(promisedVariables).find(
      ([, setting]) => setting === dotted,
    )?.[0];
    const text = environment[environmentName(path)] ?? (promised && environment[promised]);
    if (text === undefined || text === "") continue;
    assign(tree, path, valueOf(text, schema));
    origins.set(dotted, origin);
  }
}

/** A variable's text as the type of its setting: number, list (by commas), else the text. */
function valueOf(text: string, schema: z.ZodType): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodNumber && text.trim() !== "" && !Number.isNaN(Number(text)))
    return Number(text);
  if (inner instanceof z.ZodArray) return text.split(",").map((item) => item.trim());
  return text;
}

function assign(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const child = tree[key];
  const inner =
    child !== null && typeof child === "object" && !Array.isArray(child) ? (child as Tree) : {};
  tree[key] = inner;
  assign(inner, rest, value);
}

function settingsError(
  error: z.ZodError,
  file: string | undefined,
  parsedFile: ParsedFile | undefined,
  origins: ReadonlyMap<string, Origin>,
): SettingsError {
  const lines = error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys")
      return [describe(issue.path.map(String), issue.message)];
    const known = knownKeys(issue.path.map(String));
    return issue.keys.map((key) => {
      const near = nearestName(key, known);
      const hint = near === undefined ? `known here: ${known.join(", ")}` : `did you mean ${near}?`;
      return describe([...issue.path.map(String), key], `there is no such setting; ${hint}`);
    });
  });
  return new SettingsError(lines.join("\n"), { cause: error });

  function describe(path: string[], message: string): string {
    const origin = origins.get(path.join("."));
    if (origin === "environment" || origin === ".env") {
      return `${origin} variable ${environmentName(path)}: ${message}`;
    }
    if (origin === "flag") return `flag for ${path.join(".")}: ${message}`;
    return `${file ?? "settings"}${lineOf(parsedFile, path)}: ${path.join(".")}: ${message}`;
  }
}

/** `:line` of the deepest part of a path that stands in the file. */
function lineOf(parsed: ParsedFile | undefined, path: readonly string[]): string {
  if (parsed === undefined) return "";
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = parsed.document.getIn(path.slice(0, length - 1), true);
    if (!isMap(parent)) continue;
    const key = parent.items.find(
      (pair) => isScalar(pair.key) && pair.key.value === path[length - 1],
    )?.key;
    if (isScalar(key) && key.range) return `:${parsed.lines.linePos(key.range[0]).line}`;
  }
  return ":1";
}

function knownKeys(path: readonly string[]): string[] {
  let schema: z.ZodType = Settings;
  for (const key of path) {
    const inner = unwrap(schema);
    if (inner instanceof z.ZodObject) schema = inner.shape[key] as z.ZodType;
    else if (inner instanceof z.ZodRecord) schema = inner.valueType as z.ZodType;
    else return [];
  }
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function checkTimeZones(settings: Settings, file: string | undefined): void {
  const zones = [
    ["time_zone", settings.time_zone] as const,
    ...Object.entries(settings.sources).map(
      ([name, { time_zone }]) => [`sources.${name}.time_zone`, time_zone] as const,
    ),
  ];
  for (const [path, zone] of zones) {
    if (zone === undefined) continue;
    try {
      new Intl.DateTimeFormat("en", { timeZone: zone });
    } catch (cause) {
      const example = "America/Sao_Paulo";
      throw new SettingsError(
        `${file ?? "settings"}: ${path}: no time zone ${zone}; such as ${example}`,
        { cause },
      );
    }
  }
}
