import { hash } from "node:crypto";

const blockBytes = 64;
const digestBytes = 32;
const roomBytes = 4_096;

/** The HMAC of a text, as a binary string of 32 bytes. */
export type KeyedHash = (text: string) => string;

/**
 * HMAC-SHA256 (RFC 2104) of a fixed prefix and a text. Both passes are one-shot hashes over buffers
 * that already hold the padded key, which is twice as fast as `createHmac` with a key object.
 *
 * @param key - At most 64 bytes.
 */
export function keyedHash(key: Uint8Array, prefix: string): KeyedHash {
  const prefixBytes = Buffer.from(prefix);
  const start = blockBytes + prefixBytes.length;
  const inner = Buffer.alloc(start + roomBytes);
  paddedKey(key, 0x36).copy(inner);
  prefixBytes.copy(inner, blockBytes);
  const outer = Buffer.alloc(blockBytes + digestBytes);
  paddedKey(key, 0x5c).copy(outer);
  return (text) => {
    // A UTF-16 code unit has at most three bytes.
    const message =
      text.length * 3 <= roomBytes
        ? inner.subarray(0, start + inner.write(text, start, "utf8"))
        : Buffer.concat([inner.subarray(0, start), Buffer.from(text)]);
    outer.write(hash("sha256", message, "binary"), blockBytes, "binary");
    return hash("sha256", outer, "binary");
  };
}

function paddedKey(key: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(blockBytes, pad);
  for (const [i, byte] of key.entries()) block[i] = byte ^ pad;
  return block;
}
