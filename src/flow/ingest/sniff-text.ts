/** How a text is written, as its bytes tell. */
export type SniffedText = {
  /** Name for the setting `encoding`, such as `windows-1252`. */
  encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "iso-8859-1";
  /** What in the bytes says so, in words for people. */
  why: string;
  /** False where another encoding fits as well, or this one not quite. */
  isSure: boolean;
  /** Whether some of it is no text of that encoding. */
  isBroken: boolean;
  /** Whether a run reads it without the setting. */
  isDefault: boolean;
  /** The text, without a byte order mark; what is broken stands as U+FFFD. */
  text: string;
};

type Finding = Omit<SniffedText, "text" | "isBroken">;

/**
 * Finds out how a text is written: by its byte order mark, by zero bytes on every other place, by
 * the rules of UTF-8, else a Western European single-byte set. Those are told apart by the bytes
 * 0x80 to 0x9f: letters and quotes in windows-1252, control characters in ISO 8859-1.
 *
 * @param isWhole - False when the bytes are only the beginning, so that the last character may be
 *   cut.
 */
export function sniffText(bytes: Uint8Array, isWhole = true): SniffedText {
  const found = byMark(bytes) ?? byZeroBytes(bytes) ?? byRules(bytes, isWhole);
  const text = new TextDecoder(found.encoding).decode(bytes, { stream: !isWhole });
  const isBroken = found.encoding === "utf-8" && countRuns(bytes, isWhole).broken > 0;
  return { ...found, isBroken, text };
}

function byMark([first, second, third]: Uint8Array): Finding | undefined {
  const marked = (encoding: Finding["encoding"]): Finding => {
    return { encoding, why: "its byte order mark says so", isSure: true, isDefault: true };
  };
  if (first === 0xef && second === 0xbb && third === 0xbf) return marked("utf-8");
  if (first === 0xff && second === 0xfe) return marked("utf-16le");
  if (first === 0xfe && second === 0xff) return marked("utf-16be");
  return undefined;
}

/** Least part of the 16-bit units with a zero byte; line breaks and digits alone give as much. */
const zeroShare = 0.03;

function byZeroBytes(bytes: Uint8Array): Finding | undefined {
  const zeros = [0, 0];
  bytes.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]! += 1; // two of them
  });
  const [even = 0, odd = 0] = zeros;
  const units = bytes.length / 2;
  if (Math.max(even, odd, 2) < zeroShare * units || Math.max(even, odd) < 2) return undefined;
  // A zero character is a zero byte on both places; text has none.
  if (Math.min(even, odd) * 10 > Math.max(even, odd)) return undefined;
  const encoding = odd > even ? "utf-16le" : "utf-16be";
  const text = new TextDecoder(encoding).decode(bytes);
  const isText = /[\r\n]/.test(text.slice(0, 65_536)) || Math.max(even, odd) > units / 2;
  if (!isText || text.slice(0, -1).includes("\ufffd")) return undefined;
  const place = odd > even ? "second" : "first";
  const why = `it has no mark, and zeros are the ${place} byte of its characters`;
  return { encoding, why, isSure: true, isDefault: false };
}

/** Lines with broken places that one with UTF-8 outweighs: other sets hardly ever look like it. */
const linesPerGood = 2;

function byRules(bytes: Uint8Array, isWhole: boolean): Finding {
  const { good, goodLines, broken, brokenLines, control } = countRuns(bytes, isWhole);
  if (good + broken === 0) {
    const why = "every character is plain ASCII";
    return { encoding: "utf-8", why, isSure: true, isDefault: true };
  }
  if (broken === 0) {
    const why = `${good} characters beyond ASCII, all by the rules of UTF-8`;
    return { encoding: "utf-8", why, isSure: true, isDefault: true };
  }
  if (good > broken || linesPerGood * goodLines >= brokenLines) {
    const why = `${count(good, "character")} beyond ASCII on ${count(goodLines, "line")} are UTF-8, which is no accident; ${count(broken, "place")} on ${count(brokenLines, "line")} are not`;
    return { encoding: "utf-8", why, isSure: false, isDefault: true };
  }
  if (control === 0) {
    const why = `${broken} places are no UTF-8, and no byte is from 0x80 to 0x9f`;
    return { encoding: "iso-8859-1", why, isSure: false, isDefault: false };
  }
  const why = `${broken} places are no UTF-8, and ${control} bytes are from 0x80 to 0x9f, which ISO 8859-1 has no letters for`;
  return { encoding: "windows-1252", why, isSure: false, isDefault: false };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** What stands beyond ASCII. */
type Runs = {
  /** Characters that are UTF-8, and lines that hold some. */
  good: number;
  goodLines: number;
  /** Places that are not, and lines that hold some. */
  broken: number;
  brokenLines: number;
  /** Bytes from 0x80 to 0x9f in those places. */
  control: number;
};

function countRuns(bytes: Uint8Array, isWhole: boolean): Runs {
  const runs: Runs = { good: 0, goodLines: 0, broken: 0, brokenLines: 0, control: 0 };
  const before = { good: 0, broken: 0 };
  const endLine = (): void => {
    if (runs.good > before.good) runs.goodLines += 1;
    if (runs.broken > before.broken) runs.brokenLines += 1;
    before.good = runs.good;
    before.broken = runs.broken;
  };
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i]!; // i is in range
    const length = utf8Length(first);
    if (first < 0x80) {
      if (first === 0x0a || first === 0x0d) endLine();
      i += 1;
      continue;
    }
    const isCut = !isWhole && i + length > bytes.length;
    if (isCut) break;
    if (length > 1 && isFollowed(bytes, i, length)) {
      runs.good += 1;
      i += length;
      continue;
    }
    runs.broken += 1;
    if (first < 0xa0) runs.control += 1;
    i += 1;
  }
  endLine();
  return runs;
}

/** Bytes of a UTF-8 character by its first; 1 for a byte that begins none. */
function utf8Length(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
}

function isFollowed(bytes: Uint8Array, start: number, length: number): boolean {
  for (let i = start + 1; i < start + length; i++) {
    if (((bytes[i] ?? 0) & 0xc0) !== 0x80) return false;
  }
  return true;
}
