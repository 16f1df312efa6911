import { glob, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";

import { sha256 } from "../../core/base/hash.ts";
import { messageOf, systemCode } from "../../core/base/errors.ts";
import { cachedFileHash, openHashCache } from "./file-hash-cache.ts";
import { NoSourceFileError, UnreadableFileError } from "./ingest-errors.ts";
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
      cachedFileHash(cache, location, context.signal),
    );
    parts.push({ name, location, bytes, fingerprint: sha256(hash + reading).slice(0, 32) });
  }
  await cache.save();
  return parts;
}

/** Everything in the settings that changes how a file's bytes become rows. */
function readingOptions({ settings }: SourceContext): unknown {
  const { format, delimiter, quote, header } = settings;
  return { format, delimiter, quote, header };
}

async function matches(pattern: string, folder: string): Promise<string[]> {
  if (!/[*?[\]{}]/.test(pattern)) {
    const path = resolve(folder, pattern);
    const entry = await stat(path).catch((cause: unknown) => {
      if (systemCode(cause) !== "ENOENT") throw unreadable(path, cause);
      throw new NoSourceFileError(
        `there is no file ${pattern} (looked in ${folder}); mend the path in the settings, or put the file there`,
        { cause },
      );
    });
    if (!entry.isDirectory()) return [path];
    throw new NoSourceFileError(`${pattern} is a folder; name its files, such as ${pattern}/*.csv`);
  }
  const paths: string[] = [];
  for await (const path of glob(pattern, { cwd: folder })) paths.push(resolve(folder, path));
  const files: string[] = [];
  for (const path of paths) if ((await stat(path)).isFile()) files.push(path);
  if (files.length > 0) return files;
  throw new NoSourceFileError(
    `no file matches ${pattern} (looked in ${folder}); mend the glob in the settings`,
  );
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

function unreadable(path: string, cause: unknown): UnreadableFileError {
  const why = systemCode(cause) === "EACCES" ? "no permission to read it" : messageOf(cause);
  return new UnreadableFileError(`${path} can't be read: ${why}`, { cause });
}
