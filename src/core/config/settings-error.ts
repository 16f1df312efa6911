import { isMap, isScalar, type Document, type LineCounter } from "yaml";
import { z } from "zod";

import { EarshotError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import { unwrap } from "./setting-paths.ts";
import { Settings } from "./settings.ts";

/** Something in the settings can't be used; the message names the place and what to do. */
export class SettingsError extends EarshotError {
  readonly code = "SETTINGS_INVALID";
  readonly kind = "invalid";
}

/** A settings file and where things stand in it. */
export type ParsedFile = { file: string; document: Document; lines: LineCounter };

/** What settings were made of, to say where a wrong one comes from. */
export type SettingsOrigin = {
  parsedFile: ParsedFile | undefined;
  /** Everything put together. */
  tree: unknown;
  /** By dotted path, what gave a value that does not come from the file: `flag for as_of`. */
  givers: ReadonlyMap<string, string>;
};

/** Kinds of values in plain words, by their names in the schema. */
const kinds: Readonly<Record<string, string>> = {
  object: "a list of `key: value` lines",
  record: "a list of `name: …` lines",
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
};

/** One error for all that is wrong: each line says where, what is there, and what is wanted. */
export function settingsError(error: z.ZodError, origin: SettingsOrigin): SettingsError {
  const lines = error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") {
      return [`${placeOf(path, origin)}: ${complaint(issue, valueAt(origin.tree, path))}`];
    }
    return issue.keys.map((key) => unknownKey([...path, key], origin));
  });
  return new SettingsError(lines.join("\n"), { cause: error });
}

function unknownKey(path: readonly string[], origin: SettingsOrigin): string {
  const known = knownKeys(path.slice(0, -1));
  const near = nearestName(path.at(-1) ?? "", known);
  const hint = near === undefined ? `known here: ${known.join(", ")}` : `did you mean ${near}?`;
  return `${placeOf(path, origin)}: there is no such setting; ${hint}`;
}

/** Where a setting stands: file and line, or what else gave it. */
export function placeOf(path: readonly string[], { parsedFile, givers }: SettingsOrigin): string {
  const dotted = path.join(".");
  const giver = givers.get(dotted);
  if (giver !== undefined) return giver;
  if (parsedFile === undefined) return `settings: ${dotted}`;
  return `${parsedFile.file}:${lineOf(parsedFile, path)}: ${dotted}`;
}

function complaint(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return "it is missing, and it has no default";
  const written = shown(value);
  if (issue.code === "invalid_type") {
    return `${written} stands where ${kinds[issue.expected] ?? issue.expected} is wanted`;
  }
  if (issue.code === "invalid_union" && issue.message === "Invalid input")
    return `${written} is no text, nor a list of texts`;
  if (issue.code === "invalid_key") {
    const message = issue.issues[0]?.message ?? issue.message;
    return `this name can't be used; ${message}`;
  }
  return `${written}: ${lowered(issue.message)}`;
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** A value as it was written, short; never a long one, which may be a secret. */
function shown(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string" && value.length <= 40) return JSON.stringify(value);
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "string" ? "the text" : "what stands here";
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      node !== null && typeof node === "object"
        ? (node as Record<string, unknown>)[key]
        : undefined,
    tree,
  );
}

/** Line of the deepest part of a path that stands in the file. */
function lineOf({ document, lines }: ParsedFile, path: readonly string[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = document.getIn(path.slice(0, length - 1), true);
    if (!isMap(parent)) continue;
    const key = parent.items.find(
      (pair) => isScalar(pair.key) && String(pair.key.value) === path[length - 1],
    )?.key;
    if (isScalar(key) && key.range) return lines.linePos(key.range[0]).line;
  }
  return 1;
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
