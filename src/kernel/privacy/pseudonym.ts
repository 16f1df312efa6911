import { base32OfBinary } from "./base32.ts";
import { canonicalValue } from "./canonical-value.ts";
import { keyedHash, type KeyedHash } from "./keyed-hash.ts";

const keyBytesMin = 32;
const keyBytesMax = 64;
const pseudonymBytes = 16;
const keyIdLength = 6;
const anyPseudonym = /^[A-Z][A-Z0-9_]*_[a-z2-7]{6}_[a-z2-7]{26}$/;

/** Makes pseudonyms with one key, for one tenant. */
export type Pseudonymizer = {
  /** Six characters that tell keys apart and say nothing about them; they stand in each pseudonym. */
  readonly keyId: string;
  /**
   * The pseudonym of a value: `EMAIL_<key id>_<26 of a-z2-7>`. The same for every notation of the
   * value; another one for another type, tenant or key. Empty stays empty, and what already is a
   * pseudonym of this key stays as it is.
   *
   * @param type - Upper snake case: EMAIL, PHONE, PERSON, NATIONAL_ID, TAX_ID, ID.
   * @param country - ISO 3166 code that tells what national notations mean, such as `BR`.
   */
  pseudonym(type: string, value: string, country?: string): string;
};

/**
 * Opens a maker of pseudonyms: 128 bits of HMAC-SHA256 over tenant, type and canonical value. About
 * a microsecond each, and as much for reading a name or phone.
 *
 * @param key - 32 to 64 random bytes.
 * @param tenant - Whose data it is: two tenants' pseudonyms can't be joined. Holds no NUL.
 */
export function openPseudonymizer({
  key,
  tenant,
}: {
  key: Uint8Array;
  tenant: string;
}): Pseudonymizer {
  const keyId = keyIdOf(key);
  if (tenant.includes("\0")) throw new RangeError("a tenant's name holds no NUL");
  const own = new RegExp(`^[A-Z][A-Z0-9_]*_${keyId}_[a-z2-7]{26}$`);
  const hashByType = new Map<string, KeyedHash>();
  return {
    keyId,
    pseudonym(type, value, country) {
      if (own.test(value)) return value;
      const canonical = canonicalValue(type, value, country);
      if (canonical === "") return "";
      let hash = hashByType.get(type);
      if (hash === undefined) {
        hash = keyedHash(key, `earshot pseudonym 1\0${tenant}\0${type}\0`);
        hashByType.set(type, hash);
      }
      return `${type}_${keyId}_${base32OfBinary(hash(canonical).slice(0, pseudonymBytes))}`;
    },
  };
}

/** The id of a key, which its pseudonyms carry. */
export function keyIdOf(key: Uint8Array): string {
  if (key.length < keyBytesMin || key.length > keyBytesMax)
    throw new RangeError(`a key has ${keyBytesMin} to ${keyBytesMax} bytes, not ${key.length}`);
  return base32OfBinary(keyedHash(key, "earshot key id 1")("")).slice(0, keyIdLength);
}

/** Whether a text is a pseudonym, of whatever key. */
export function isPseudonym(text: string): boolean {
  return anyPseudonym.test(text);
}
