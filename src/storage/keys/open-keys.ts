import { join, resolve } from "node:path";

import type { LoadedSettings } from "../../core/config/read-settings.ts";
import { keyIdOf } from "../../kernel/privacy/pseudonym.ts";
import { runKeyCommand } from "./key-command.ts";
import { KeysInvalidError, KeysMissingError, KeysOtherError } from "./key-errors.ts";
import { makeKeyFile, readKeyFile } from "./key-file.ts";
import { parseKeyText, type KeyPair } from "./key-text.ts";

/** The keys of a lake. */
export type Keys = KeyPair & {
  /** Six characters that tell keys apart; each pseudonym carries them. */
  keyId: string;
  /** Where they were found, in words: a path, a variable, a program. */
  origin: string;
};

/** Where keys are looked for. */
export type KeyPlace = {
  /** Holds `keys.yaml`, where the settings name no other file. */
  dataFolder: string;
  signal?: AbortSignal | undefined;
};

/** The file that the keys of these settings stand in, or would be made in. */
export function keyFilePath({ settings, folder }: LoadedSettings, dataFolder: string): string {
  const given = settings.privacy.key_file;
  return given === undefined ? join(dataFolder, "keys.yaml") : resolve(folder, given);
}

/**
 * The keys, from wherever the settings say: the environment, a program, a file. Undefined when they
 * are in none of these. Makes nothing.
 *
 * @throws KeysInvalidError, KeysExposedError or KeyCommandError when they are there but can't be
 * used, and KeysInvalidError when two places have different ones.
 */
export async function readKeys(
  settings: LoadedSettings,
  place: KeyPlace,
): Promise<Keys | undefined> {
  const found: Keys[] = [];
  const { keys, key_command: command } = settings.settings.privacy;
  if (keys !== undefined) {
    // never of the settings file, which may hold no secret
    const origin = `the ${settings.origins.get("privacy.keys") ?? "given"} variable EARSHOT_PRIVACY_KEYS`;
    found.push(named(parseKeyText(keys, origin), origin));
  }
  if (command !== undefined) {
    const text = await runKeyCommand(command, { folder: settings.folder, signal: place.signal });
    const origin = "the output of privacy.key_command";
    found.push(named(parseKeyText(text, origin), origin));
  }
  const path = keyFilePath(settings, place.dataFolder);
  const pair = await readKeyFile(path);
  if (pair !== undefined) found.push(named(pair, path));
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  for (const other of others) assertSame(first, other);
  return first;
}

function named(pair: KeyPair, origin: string): Keys {
  return { ...pair, keyId: keyIdOf(pair.pseudonymKey), origin };
}

function assertSame(one: Keys, other: Keys): void {
  const same = (key: "pseudonymKey" | "wrappingKey"): boolean =>
    Buffer.from(one[key]).equals(other[key]);
  if (same("pseudonymKey") && same("wrappingKey")) return;
  const which =
    one.keyId === other.keyId
      ? `both make ${likeOf(one.keyId)}, with different wrapping keys`
      : `they make ${likeOf(one.keyId)} and ${likeOf(other.keyId)}`;
  throw new KeysInvalidError(
    `two places hold different keys: ${one.origin} and ${other.origin} (${which}); ` +
      "remove the one that the pseudonyms were not made with",
  );
}

export type OpenKeysInput = KeyPlace & {
  settings: LoadedSettings;
  /** Key id of the pseudonyms that were made already; undefined when none ever was. */
  expectedKeyId: string | undefined;
};

/**
 * The keys to make pseudonyms with. New ones are made, in the key file, only when no pseudonym was
 * ever made: with other keys than before the same person would become somebody else.
 *
 * @throws KeysMissingError or KeysOtherError when the pseudonyms that are there were made with keys
 * that are not; and what {@link readKeys} throws.
 */
export async function openKeys(input: OpenKeysInput): Promise<Keys> {
  const { settings, dataFolder, expectedKeyId } = input;
  const path = keyFilePath(settings, dataFolder);
  const keys = await readKeys(settings, input);
  if (keys === undefined) {
    if (expectedKeyId === undefined) return named(await makeKeyFile(path), path);
    throw new KeysMissingError(
      `the pseudonyms in ${dataFolder} begin like ${likeOf(expectedKeyId)}, and no key was found: ` +
        `not in ${path}, nor in the variable EARSHOT_PRIVACY_KEYS, and privacy.key_command is not ` +
        `set; ${remedy(path, expectedKeyId)}`,
    );
  }
  if (expectedKeyId === undefined || keys.keyId === expectedKeyId) return keys;
  throw new KeysOtherError(
    `the pseudonyms in ${dataFolder} begin like ${likeOf(expectedKeyId)}, and ${keys.origin} makes ` +
      `${likeOf(keys.keyId)}; ${remedy(path, expectedKeyId)}`,
  );
}

/** A key id as it may be told: behind the word key the masker of messages takes it for a secret. */
function likeOf(keyId: string): string {
  return `EMAIL_${keyId}_`;
}

function remedy(path: string, keyId: string): string {
  return (
    `bring back the copy of the key file that has ${keyId} in it, as ${path}. ` +
    "If it is lost, every table must be made anew, and nothing exported before joins to it: " +
    "remove the lake folder and run again"
  );
}
