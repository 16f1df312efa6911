/** A text whose code units stand in {@link codes}. */
export type CodeText = {
  readonly string: string;
  /** UTF-16 code units. */
  readonly length: number;
};

/** Units that {@link codes} has room for. */
export const codesMax = 10_000_000;

// Twenty megabytes of addresses; of memory as much as the longest text so far took.
const bytes = Buffer.alloc(codesMax * 2);

/**
 * The code units of the text that was read last, from index 0 on; behind its end stands what is left
 * of others. It is one array for good because V8 compiles its place into all code that reads it:
 * that is several times as fast as to ask a text for its units, or an array that comes with it.
 */
export const codes = new Uint16Array(bytes.buffer, bytes.byteOffset, codesMax);

const current = { string: "", length: 0 };

/**
 * Reads the code units of a text into {@link codes}. The answer is the same object each time, good
 * until the next call.
 *
 * @throws RangeError for a text longer than {@link codesMax}.
 */
export function readCodes(string: string): CodeText {
  if (string === current.string) return current; // several tiers search the same text
  if (string.length > codesMax) throw new RangeError(`text of ${string.length} units`);
  bytes.write(string, "utf16le");
  current.string = string;
  current.length = string.length;
  return current;
}
