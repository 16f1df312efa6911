import { markLakeKey, readLakeKeyId } from "../../flow/pipeline/lake-format.ts";
import type { Lake } from "../../flow/pipeline/lake.ts";
import { detectorOptions, type Privacy } from "../../flow/mask/privacy.ts";
import { openPseudonymizer } from "../../kernel/privacy/pseudonym.ts";
import { openKeys } from "../../storage/keys/open-keys.ts";
import type { Scope } from "./scope.ts";

/**
 * Opens the keys of a lake, before any row is read. The first run of a lake notes which key it was:
 * from then on another one is refused.
 *
 * @throws KeysMissingError, KeysOtherError and the others of `storage/keys`: there is no key, another
 * one than the lake's, or one that can't be used.
 */
export async function openPrivacy(
  { settings, dataFolder }: Scope,
  lake: Lake,
  signal: AbortSignal | undefined,
): Promise<Privacy> {
  const expectedKeyId = await readLakeKeyId(lake);
  const keys = await openKeys({ settings, dataFolder, expectedKeyId, signal });
  await markLakeKey(lake, keys.keyId);
  const pseudonymizer = openPseudonymizer({
    key: keys.pseudonymKey,
    tenant: settings.settings.privacy.tenant,
  });
  return { pseudonymizer, detector: detectorOptions(settings.settings) };
}
