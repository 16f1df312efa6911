import { keyIdOf } from "../../kernel/privacy/pseudonym.ts";
import { KeysInvalidError } from "./key-errors.ts";

/** Bytes of a key that is made here; AES-256 takes no other number. */
export const keyBytes = 32;
const pseudonymKeyBytesMax = 64;
const names = ["key_id", "pseudonym_key", "wrapping_key"] as const;

/** The two keys, as bytes. */
export type KeyPair = {
  /** Makes pseudonyms: 32 to 64 bytes. */
  pseudonymKey: Uint8Array;
  /** Wraps the data keys of persons: 32 bytes. */
  wrappingKey: Uint8Array;
};

/** The text of a key file. */
export function formatKeyText({ pseudonymKey, wrappingKey }: KeyPair): string {
  return `# The keys of Earshot. Whoever has them can find out whose data a pseudonym stands for, and
# without them the same person never gets the same pseudonym again. Keep a copy in a safe place,
# away from the data, and commit this file nowhere.
key_id: ${keyIdOf(pseudonymKey)}
pseudonym_key: ${Buffer.from(pseudonymKey).toString("base64")}
wrapping_key: ${Buffer.from(wrappingKey).toString("base64")}
`;
}

/**
 * Reads `name: value` pairs, each on a line or behind a `,` or `;`, also with `=`.
 *
 * @param origin - Where the text comes from, for messages.
 * @throws KeysInvalidError that says what is wrong, with nothing of the text.
 */
export function parseKeyText(text: string, origin: string): KeyPair {
  const found = pairsOf(text, origin);
  const pseudonymKey = keyOf("pseudonym_key", found, origin);
  const wrappingKey = keyOf("wrapping_key", found, origin);
  const keyId = found.get("key_id");
  if (keyId !== undefined && keyId !== keyIdOf(pseudonymKey))
    throw invalid(origin, "pseudonym_key does not belong to key_id, so one of them was changed");
  return { pseudonymKey, wrappingKey };
}

function pairsOf(text: string, origin: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [i, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    for (const part of line.replace(/(?:^|\s)#.*$/, "").split(/[,;]/)) {
      if (part.trim() === "") continue;
      const [, name = "", value = ""] = /^\s*([a-z_]+)\s*[:=]\s*"?([^"]*)"?\s*$/.exec(part) ?? [];
      // What else stands there may be a part of a key, and is not repeated.
      if (!names.some((known) => known === name))
        throw invalid(origin, `line ${i + 1} is none of ${names.join(", ")} with its value`);
      if (found.has(name)) throw invalid(origin, `${name} stands there twice`);
      found.set(name, value.trim());
    }
  }
  return found;
}

function keyOf(
  name: "pseudonym_key" | "wrapping_key",
  found: ReadonlyMap<string, string>,
  origin: string,
): Uint8Array {
  const written = found.get(name);
  if (written === undefined || written === "") throw invalid(origin, `${name} is missing`);
  const bytes = Buffer.from(written, "base64");
  if (bytes.toString("base64").replace(/=+$/, "") !== written.replace(/=+$/, ""))
    throw invalid(origin, `${name} can't be decoded, so a part of it was lost or changed`);
  const most = name === "wrapping_key" ? keyBytes : pseudonymKeyBytesMax;
  if (bytes.length >= keyBytes && bytes.length <= most) return new Uint8Array(bytes);
  const wanted = most === keyBytes ? `${keyBytes}` : `${keyBytes} to ${most}`;
  throw invalid(origin, `${name} has ${bytes.length} bytes and needs ${wanted}`);
}

function invalid(origin: string, what: string): KeysInvalidError {
  return new KeysInvalidError(
    `the keys in ${origin} can't be used: ${what}; bring back the copy that was kept of them`,
  );
}
