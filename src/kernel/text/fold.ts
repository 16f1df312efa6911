const combiningStart = 0x3_00;
const tableSize = 0x3_70;
const isMark = /\p{Mn}/gu;

// What each code unit below the Greek letters folds to; 0 where nothing is left of it.
const folded = Uint16Array.from({ length: tableSize }, (_, unit) =>
  unit < combiningStart ? foldWhole(String.fromCharCode(unit)).charCodeAt(0) : 0,
);

/** Code units of a folded text: `units[0]` to `units[length - 1]`; what follows is of no meaning. */
export type FoldedUnits = { units: Uint16Array; length: number };

/**
 * The text in lower case and without accents, as BERT's uncased models read it:
 * `text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "")`, and many times faster where the
 * letters are Latin. `ß`, `ø` and `ł` stay what they are: they have no mark to drop.
 *
 * Case comes off before marks, as in BERT's first tokenizer; dropping the marks of an upper-case
 * letter first would give the same. Of the whole text at once: a final sigma depends on its
 * neighbours. A lone surrogate stays.
 */
export function fold(text: string): string {
  let run = 0;
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit >= tableSize) {
      if (isPlain(unit)) continue;
      return foldWhole(text);
    }
    const to = folded[unit]!;
    if (to === unit) continue;
    out += text.slice(run, i);
    if (to !== 0) out += String.fromCharCode(to);
    run = i + 1;
  }
  // every step above is context-free, so that upper-case ASCII may come off at the end
  return (run === 0 ? text : out + text.slice(run)).toLowerCase();
}

/**
 * The same, as code units into a buffer that grows when it must: for readers that go over the units
 * and want no string. No allocation for a Latin text once the buffer is large enough.
 */
export function foldUnits(text: string, into: FoldedUnits): void {
  if (into.units.length < text.length) grow(into, text.length);
  const { units } = into;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= tableSize) {
      if (!isPlain(unit)) return copyUnits(foldWhole(text), into);
      units[length++] = unit;
      continue;
    }
    const to = folded[unit]!;
    units[length] = to;
    // a NUL is a unit of its own, a combining mark is none
    length += to === 0 && unit !== 0 ? 0 : 1;
  }
  into.length = length;
}

/** An empty buffer for {@link foldUnits}. */
export function foldedUnits(capacity = 512): FoldedUnits {
  return { units: new Uint16Array(capacity), length: 0 };
}

/** Typographic quotes, dashes, bullets, the euro sign and the halves of emoji fold to themselves. */
function isPlain(unit: number): boolean {
  if (unit < 0xd8_3c) return (unit >= 0x20_02 && unit <= 0x20_60) || unit === 0x20_ac;
  // D83C to D83E begin U+1F000 to U+1FBFF, where nothing has case, parts or marks; any other first
  // half is refused before its second half is met
  return unit <= 0xd8_3e || (unit >= 0xdc_00 && unit <= 0xdf_ff);
}

function foldWhole(text: string): string {
  return text.toLowerCase().normalize("NFD").replaceAll(isMark, "");
}

/** The text's own code units, for models that tell cases and accents apart. */
export function copyUnits(text: string, into: FoldedUnits): void {
  if (into.units.length < text.length) grow(into, text.length);
  for (let i = 0; i < text.length; i++) into.units[i] = text.charCodeAt(i);
  into.length = text.length;
}

function grow(buffer: FoldedUnits, capacity: number): void {
  buffer.units = new Uint16Array(capacity + (capacity >> 1));
}
