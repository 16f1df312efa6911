/** A stretch that was written anew with another length; all between two edits moved as a whole. */
export type Edit = {
  /** Where the new stretch begins in the new text, and its length there. */
  start: number;
  length: number;
  /** Where the old stretch began in the old text, and its length there. */
  oldStart: number;
  oldLength: number;
};

/** A stretch of text. */
export type Range = { start: number; end: number };

/** A text that was written anew in places. */
export type Edited = { text: string; edits: Edit[] };

/** Writes stretches of a text anew, from its beginning to its end. */
export type Rewriting = {
  /** Where the last stretch ended that was written anew. */
  at(): number;
  /** Puts `written` in the place of the stretch from `start` to `end`, which is behind the last. */
  replace(start: number, end: number, written: string): void;
  end(): Edited;
};

/** Begins to write a text anew. */
export function openRewriting(text: string): Rewriting {
  const pieces: string[] = [];
  const edits: Edit[] = [];
  let at = 0;
  let length = 0;
  return {
    at: () => at,
    replace(start, end, written) {
      length += start - at;
      if (written.length !== end - start) {
        const oldLength = end - start;
        edits.push({ start: length, length: written.length, oldStart: start, oldLength });
      }
      pieces.push(text.slice(at, start), written);
      length += written.length;
      at = end;
    },
    end: () => ({ text: at === 0 ? text : pieces.join("") + text.slice(at), edits }),
  };
}

/**
 * The stretch of the old text that a stretch of the new text came from: all of every edit it
 * touches, and what was taken out within it.
 *
 * @param edits - In order, disjoint.
 */
export function oldRange(edits: readonly Edit[], { start, end }: Range): Range {
  return { start: oldUnit(edits, start).start, end: oldUnit(edits, end - 1).end };
}

/** The stretch of the old text that one unit of the new text came from. */
function oldUnit(edits: readonly Edit[], index: number): Range {
  const edit = edits[lastAtOrBefore(edits, index)];
  if (edit === undefined) return { start: index, end: index + 1 };
  const oldEnd = edit.oldStart + edit.oldLength;
  const behind = index - (edit.start + edit.length);
  if (behind < 0) return { start: edit.oldStart, end: oldEnd };
  return { start: oldEnd + behind, end: oldEnd + behind + 1 };
}

/** Index of the last edit that begins at a place or before; -1 where there is none. */
function lastAtOrBefore(edits: readonly Edit[], place: number): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle]?.start ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
