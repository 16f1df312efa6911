import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { EarshotError, messageOf, systemCode } from "../../core/base/errors.ts";
import { syncNames } from "../../core/base/sync.ts";
import { KeysExposedError, KeysInvalidError } from "./key-errors.ts";
import { formatKeyText, keyBytes, parseKeyText, type KeyPair } from "./key-text.ts";

const fileBytesMax = 65_536;

/**
 * The keys in a file; undefined when there is no such file.
 *
 * @throws KeysExposedError when others than its owner may read it.
 * @throws KeysInvalidError when it can't be read, or is damaged.
 */
export async function readKeyFile(path: string): Promise<KeyPair | undefined> {
  const text = await readOwnText(path);
  return text === undefined ? undefined : parseKeyText(text, path);
}

async function readOwnText(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new KeysInvalidError(`the key file ${path} is no file`);
    if (process.platform !== "win32" && (found.mode & 0o077) !== 0) throw exposed(path, found.mode);
    if (found.size > fileBytesMax)
      throw new KeysInvalidError(`${path} is too large (${found.size} bytes) to be a key file`);
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof EarshotError) throw error;
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw new KeysInvalidError(`the key file ${path} can't be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function exposed(path: string, mode: number): KeysExposedError {
  const octal = (mode & 0o777).toString(8).padStart(3, "0");
  return new KeysExposedError(
    `the key file ${path} can be read by others (mode ${octal}); run: chmod 600 ${quoted(path)}`,
  );
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Makes a file with new keys that only its owner may read, and that outlives a power cut when this
 * returns. Of several processes at once one makes it, and the others take its keys: a file that is
 * there is never written over.
 */
export async function makeKeyFile(path: string): Promise<KeyPair> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const made = { pseudonymKey: newKey(), wrappingKey: newKey() };
  await placeOnce(path, formatKeyText(made));
  await syncNames(folder);
  const there = await readKeyFile(path);
  if (there !== undefined) return there;
  throw new KeysInvalidError(`the key file ${path} went away while it was made; try again`);
}

function newKey(): Uint8Array {
  return new Uint8Array(randomBytes(keyBytes));
}

/** Gives a text a name that nothing has yet; what has it already stays. */
async function placeOnce(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: "wx", flush: true });
    await link(temporary, path);
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (code === "EEXIST") return;
    if (!withoutLinks.has(code)) throw error;
    await writeOnce(path, text);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** How file systems that know no hard links refuse one. */
const withoutLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

async function writeOnce(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}
