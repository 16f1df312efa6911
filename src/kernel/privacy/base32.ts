const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * Base32 (RFC 4648) in lower case and without padding, of bytes given as a binary string: five bits
 * a letter, the last one filled with zeros.
 */
export function base32OfBinary(bytes: string): string {
  let text = "";
  let bits = 0;
  let bitCount = 0;
  for (let i = 0; i < bytes.length; i++) {
    bits = (bits << 8) | bytes.charCodeAt(i);
    bitCount += 8;
    for (; bitCount >= 5; bitCount -= 5) text += alphabet[(bits >> (bitCount - 5)) & 31];
    bits &= 31;
  }
  return bitCount === 0 ? text : text + alphabet[(bits << (5 - bitCount)) & 31];
}
