import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";

import { messageOf } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import { llmKeyVariables, llmProviders, type LlmProviderName } from "./llm-settings.ts";
import { environmentName, settingPaths, unwrap } from "./setting-paths.ts";
import { promisedVariables, Settings } from "./settings.ts";
import { placeOf, SettingsError, settingsError, type ParsedFile } from "./settings-error.ts";

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
  /** Where a setting was given, in words: `/company/earshot.yaml:7: sources.tickets`. */
  place: (path: readonly string[]) => string;
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

/** Settings on the way: what is set so far, and what set it. */
type Draft = { tree: Tree; origins: Map<string, Origin>; givers: Map<string, string> };

/**
 * Reads the settings: the file, then `.env` beside it, then the environment, then flags, each
 * stronger than the one before. A key without a value counts as not written.
 *
 * @throws SettingsError with file, line and the nearest known key.
 */
export function readSettings(input: SettingsInput = {}): LoadedSettings {
  const working = resolve(input.folder ?? process.cwd());
  const file = findFile(input.file, working);
  const folder = file === undefined ? working : dirname(file);
  const parsedFile = file === undefined ? undefined : parseFile(file);
  const tree = parsedFile === undefined ? {} : treeOf(parsedFile);
  const draft: Draft = { tree, origins: new Map(), givers: new Map() };
  noteOrigins(tree, [], draft.origins);
  refuseSecrets(draft, parsedFile);
  const dotEnv = readDotEnv(folder);
  const environment = input.environment ?? process.env;
  applyEnvironment(draft, dotEnv, ".env");
  applyEnvironment(draft, environment, "environment");
  applyFlags(draft, input.flags ?? {});
  applyProviderKeys(draft, dotEnv, ".env");
  applyProviderKeys(draft, environment, "environment");
  const parsed = Settings.safeParse(tree);
  const origin = { parsedFile, ...draft };
  if (!parsed.success) throw settingsError(parsed.error, origin);
  const place = (path: readonly string[]): string => placeOf(path, origin);
  return { settings: parsed.data, file, folder, origins: draft.origins, place };
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
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const error = document.errors[0] ?? document.warnings[0];
  if (error === undefined) return { file, document, lines };
  const line = error.linePos?.[0].line ?? 1;
  const [first = ""] = error.message.split("\n");
  const what = first.replace(/ at line \d+, column \d+:?$/, "");
  throw new SettingsError(`${file}:${line}: ${what}`, { cause: error });
}

function treeOf({ file, document }: ParsedFile): Tree {
  let content: unknown;
  try {
    content = document.toJS();
  } catch (cause) {
    throw new SettingsError(`${file}: ${messageOf(cause)}`, { cause });
  }
  if (content === null || content === undefined) return {};
  if (typeof content === "object" && !Array.isArray(content)) return withoutNulls(content as Tree);
  throw new SettingsError(`${file}:1: settings are \`key: value\` lines; this is something else`);
}

/**
 * A tree without the keys that have no value, such as a section whose lines are all comments. A
 * source without lines stays: it was meant to be one.
 */
function withoutNulls(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [
        key,
        isTree(value) && key !== "sources" ? withoutNulls(value) : value,
      ]),
  );
}

function isTree(value: unknown): value is Tree {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function noteOrigins(tree: Tree, path: string[], origins: Map<string, Origin>): void {
  for (const [key, value] of Object.entries(tree)) {
    const here = [...path, key];
    if (isTree(value)) noteOrigins(value, here, origins);
    else origins.set(here.join("."), "file");
  }
}

/** A settings file is copied, shown and committed, so that no key may stand in it. */
function refuseSecrets({ tree, origins, givers }: Draft, parsedFile: ParsedFile | undefined): void {
  const lines = settingPaths()
    .filter(({ path, isSecret }) => isSecret && origins.has(path.join(".")))
    .map(({ path }) => {
      const place = placeOf(path, { parsedFile, tree, givers });
      return `${place}: it is secret and may not stand in the settings file; set ${environmentName(path)} in the environment or in .env`;
    });
  if (lines.length > 0) throw new SettingsError(lines.join("\n"));
}

function readDotEnv(folder: string): Readonly<Record<string, string | undefined>> {
  const path = join(folder, ".env");
  if (!existsSync(path)) return {};
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new SettingsError(`${path} can't be read: ${messageOf(cause)}`, { cause });
  }
}

function applyEnvironment(
  { tree, origins, givers }: Draft,
  environment: Readonly<Record<string, string | undefined>>,
  origin: Origin,
): void {
  refuseUnknown(environment, origin);
  for (const { path, schema } of settingPaths()) {
    const dotted = path.join(".");
    const promised = Object.entries(promisedVariables).find(([, setting]) => setting === dotted);
    const names = [environmentName(path), ...(promised === undefined ? [] : [promised[0]])];
    const name = names.find((candidate) => (environment[candidate] ?? "") !== "");
    if (name === undefined) continue;
    assign(tree, path, valueOf(environment[name] ?? "", schema));
    origins.set(dotted, origin);
    givers.set(dotted, `${origin} variable ${name}`);
  }
}

/** What an orchestrator sets in its containers for a service that is called earshot. */
const orchestratorNames = /^EARSHOT_(?:SERVICE_HOST|SERVICE_PORT|PORT)(?:_|$)/;

/** A variable that looks like a setting and is none would be passed over in silence. */
function refuseUnknown(
  environment: Readonly<Record<string, string | undefined>>,
  origin: Origin,
): void {
  const known = settingPaths().map(({ path }) => environmentName(path));
  const unknown = Object.keys(environment).filter(
    (name) => /^EARSHOT_/i.test(name) && !known.includes(name) && !orchestratorNames.test(name),
  );
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    const near = nearestName(name, known);
    const hint = near === undefined ? "`earshot config show` lists them" : `did you mean ${near}?`;
    return `${origin} variable ${name}: there is no such setting; ${hint}`;
  });
  throw new SettingsError(lines.join("\n"));
}

function applyFlags({ tree, origins, givers }: Draft, flags: Readonly<Record<string, unknown>>) {
  for (const [dotted, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    assign(tree, dotted.split("."), value);
    origins.set(dotted, "flag");
    givers.set(dotted, `flag for ${dotted}`);
  }
}

/** The key of a provider that is set, from its own variable, where no setting gives one. */
function applyProviderKeys(
  { tree, origins, givers }: Draft,
  environment: Readonly<Record<string, string | undefined>>,
  origin: Origin,
): void {
  for (const section of [["llm"], ["llm", "fallback"]]) {
    const path = [...section, "api_key"];
    const dotted = path.join(".");
    const name = keyVariableOf(section.reduce<unknown>(childOf, tree));
    const key = name === undefined ? "" : (environment[name] ?? "");
    const isOwn = origins.has(dotted) && !(givers.get(dotted) ?? "").endsWith(`variable ${name}`);
    if (key === "" || isOwn) continue;
    assign(tree, path, key);
    origins.set(dotted, origin);
    givers.set(dotted, `${origin} variable ${name}`);
  }
}

function keyVariableOf(endpoint: unknown): string | undefined {
  const provider = childOf(endpoint, "provider");
  return llmProviders.includes(provider as LlmProviderName) // an unknown one is told of later
    ? llmKeyVariables[provider as LlmProviderName]
    : undefined;
}

function childOf(node: unknown, key: string): unknown {
  return isTree(node) ? node[key] : undefined;
}

/** A variable's text as the type of its setting: number, true or false, list (by commas), text. */
function valueOf(text: string, schema: z.ZodType): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodNumber && text.trim() !== "" && !Number.isNaN(Number(text)))
    return Number(text);
  if (inner instanceof z.ZodBoolean && /^(?:true|false)$/i.test(text.trim()))
    return text.trim().toLowerCase() === "true";
  if (!(inner instanceof z.ZodArray)) return text;
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function assign(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const child = tree[key];
  const inner = isTree(child) ? child : {};
  tree[key] = inner;
  assign(inner, rest, value);
}
