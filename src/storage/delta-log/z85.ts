const alphabet =
  "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
const digits = new Map(Array.from(alphabet, (char, i) => [char, i]));

/**
 * Decodes Z85 (ZeroMQ RFC 32): five characters are four bytes.
 *
 * @throws RangeError when it is not Z85.
 */
export function decodeZ85(text: string): Uint8Array {
  if (text.length % 5 !== 0) throw new RangeError("the length of a Z85 text is a multiple of 5");
  const bytes = new Uint8Array((text.length / 5) * 4);
  const output = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i += 5) {
    let word = 0;
    for (let j = i; j < i + 5; j++) {
      const digit = digits.get(text.charAt(j));
      if (digit === undefined) throw new RangeError("a character is not one of Z85");
      word = word * 85 + digit;
    }
    if (word >= 2 ** 32) throw new RangeError("five characters are more than four bytes");
    output.setUint32((i / 5) * 4, word);
  }
  return bytes;
}
