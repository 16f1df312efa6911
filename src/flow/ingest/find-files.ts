import type { Stats } from "node:fs";
import { glob, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";

import { sha256 } from "../../core/base/hash.ts";
import { messageOf, systemCode, type EarshotError } from "../../core/base/errors.ts";
import { cachedFileHash, openHashCache } from "./file-hash-cache.ts";
import { ForbiddenFileError, NoSourceFileError, UnreadableFileError } from "./ingest-errors.ts";
import type { SourceContext, SourcePart } from "./source.ts";

/**
 * The files that a source's paths and globs lead to, in natural order of their names (`2` before
 * `10`), each with the fingerprint of its content and of how it is read.
 *
 * @throws NoSourceFileError when a path or glob leads nowhere.
 */
export async function findFiles(context: SourceContext): Promise<SourcePart[]> {
  const { settings, loaded } = context;
  const found = new Map<string, string>();
  for (const pattern of [settings.path].flat()) {
    for (const path of await matches(pattern, loaded.folder)) {
      found.set(displayName(path, loaded.folder), path);
    }
  }
  const collator = new Intl.Collator("en", { numeric: true });
  const names = [...found.keys()].toSorted((a, b) => collator.compare(a, b) || (a < b ? -1 : 1));
  const reading = sha256(JSON.stringify(readingOptions(context)));
  const cache = await openHashCache(context.cacheFolder);
  const parts: SourcePart[] = [];
  for (const name of names) {
    const location = found.get(name)!; // the names are its keys
    const { hash, bytes } = await readable(location, () =>
      cachedFileHash(cache, location, context),
    );
    parts.push({ name, location, bytes, fingerprint: sha256(hash + reading).slice(0, 32) });
  }
  await cache.save();
  return parts;
}

/** Everything in the settings that changes how a file's bytes become rows. */
function readingOptions({ settings }: SourceContext): unknown {
  const { format, rows, encoding, delimiter, quote, escape, header, skip_lines } = settings;
  return { format, rows, encoding, delimiter, quote, escape, header, skip_lines };
}

async function matches(pattern: string, folder: string): Promise<string[]> {
  const path = resolve(folder, pattern);
  const entry = await entryAt(path);
  if (entry?.isDirectory() === true) {
    throw new NoSourceFileError(`${pattern} is a folder; name its files, such as ${pattern}/*.csv`);
  }
  if (entry !== undefined) return [path];
  if (!/[*?[\]{}]/.test(pattern)) {
    throw new NoSourceFileError(
      `there is no file ${pattern} (looked in ${folder}); mend the path in the settings, or put the file there`,
    );
  }
  const files: string[] = [];
  for await (const name of glob(pattern, { cwd: folder })) {
    const found = resolve(folder, name);
    if ((await entryAt(found))?.isFile() === true) files.push(found);
  }
  if (files.length > 0) return files;
  throw new NoSourceFileError(
    `no file matches ${pattern} (looked in ${folder}); mend the glob in the settings`,
  );
}

/** What stands at a path; undefined when there is nothing. */
async function entryAt(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (cause) {
    if (systemCode(cause) === "ENOENT" || systemCode(cause) === "ENOTDIR") return undefined;
    throw unreadable(path, cause);
  }
}

/** Path from the settings' folder where it stands below it, so that a moved folder stays known. */
function displayName(path: string, folder: string): string {
  const below = relative(folder, path);
  return (isAbsolute(below) ? path : below).split(sep).join("/");
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (systemCode(cause) === undefined) throw cause;
    throw unreadable(path, cause);
  }
}

/** What the system says of a path, in words. */
const troubles: Readonly<Record<string, string>> = {
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  ELOOP: "its links lead in a circle",
  ENOENT: "it is gone since it was found",
};

function unreadable(path: string, cause: unknown): EarshotError {
  const code = systemCode(cause) ?? "";
  const why = troubles[code] ?? messageOf(cause);
  if (code === "EACCES" || code === "EPERM")
    return new ForbiddenFileError(`${path} can't be read: ${why}`, { cause });
  return new UnreadableFileError(`${path} can't be read: ${why}`, { cause });
}
