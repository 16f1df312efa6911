import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

import { assert } from "./errors.ts";

/** A declaration with the name its file has. */
export type Named = { readonly name: string };

/** Names of the declarations in a folder: its files without tests, sorted, without extension. */
export function declarationNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /\.(ts|js)$/.test(file) && !/\.(test|d)\.(ts|js)$/.test(file))
    .map((file) => file.replace(/\.(ts|js)$/, ""))
    .toSorted();
}

/**
 * Imports every declaration of a folder: each file's default export, in name order. A file is
 * named after what it declares; a disagreement is a bug.
 */
export async function loadDeclarations<T extends Named>(folder: string): Promise<T[]> {
  return Promise.all(declarationNames(folder).map((name) => loadDeclaration<T>(folder, name)));
}

/** Imports one declaration by its file's name. */
export async function loadDeclaration<T extends Named>(folder: string, name: string): Promise<T> {
  const extension = readdirSync(folder).includes(`${name}.ts`) ? ".ts" : ".js";
  const path = join(folder, name + extension);
  const module = (await import(pathToFileURL(path).href)) as { default?: T };
  assert(module.default !== undefined, `${path} has no default export`);
  assert(module.default.name === name, `${path} declares ${module.default.name}`);
  return module.default;
}

/** The name a declaration's file gives it. */
export function declarationName(path: string): string {
  return basename(path).replace(/\.(ts|js|sql)$/, "");
}
