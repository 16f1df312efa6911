import { readLakeKeyId } from "../../flow/pipeline/lake-format.ts";
import { lakeIn } from "../../flow/pipeline/lake.ts";
import { keyFilePath, openKeys, readKeys } from "../../storage/keys/open-keys.ts";
import { openScope, type EngineOptions } from "./scope.ts";

/** What may be told of a lake's keys: nothing of the keys themselves. */
export type KeyFinding = {
  /** Undefined while there are no keys. */
  keyId: string | undefined;
  /** Where the keys are, in words; while there are none, the file that they would be made in. */
  origin: string;
};

export type PrivacyKeyInput = {
  /** Make the keys where there are none. */
  make: boolean;
  signal?: AbortSignal | undefined;
};

/**
 * Finds the keys of a lake, or makes them.
 *
 * @throws KeysMissingError or KeysOtherError when the lake's pseudonyms were made with other keys, and
 * KeysInvalidError and its kin when they are there but can't be used.
 */
export async function findPrivacyKey(
  options: EngineOptions,
  { make, signal }: PrivacyKeyInput,
): Promise<KeyFinding> {
  const { settings, dataFolder } = openScope(options);
  const expectedKeyId = await readLakeKeyId(lakeIn(dataFolder));
  // With a key id to expect, none is ever made.
  const keys =
    make || expectedKeyId !== undefined
      ? await openKeys({ settings, dataFolder, expectedKeyId, signal })
      : await readKeys(settings, { dataFolder, signal });
  if (keys !== undefined) return { keyId: keys.keyId, origin: keys.origin };
  return { keyId: undefined, origin: keyFilePath(settings, dataFolder) };
}
