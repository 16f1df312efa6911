import type { Detector } from "../../../kernel/privacy/compose-detector.ts";
import { maskFields, type MaskedField } from "../../../kernel/privacy/mask-fields.ts";
import { countValues, type MaskTally } from "./transform.ts";

/** Most characters of rows that share their numbers. */
const groupLengthMax = 1_000_000;

/** A row whose texts are known, and not yet what becomes of them. */
export type OpenRow = {
  texts: readonly string[];
  /** The conversation it belongs to; undefined for one of its own. */
  group: string | undefined;
  render(fields: readonly MaskedField[]): string;
};

/** Masks rows; those of one group that stand together are one conversation. */
export type RowMasker = {
  /** What is known by now of the rows so far, in order. */
  add(row: OpenRow): string;
  flush(): string;
};

/** Opens a masker of rows; a group above a million characters begins its numbers anew. */
export function openRowMasker(detector: Detector, tally: MaskTally): RowMasker {
  let rows: OpenRow[] = [];
  let length = 0;
  const flush = (): string => {
    if (rows.length === 0) return "";
    const texts = rows.flatMap((row) => row.texts);
    const fields = maskFields(detector, texts, { hints: {} });
    let at = 0;
    let output = "";
    for (const row of rows) {
      output += row.render(fields.slice(at, (at += row.texts.length)));
      tally.rows += 1;
    }
    for (const { spans } of fields) countValues(tally, spans);
    rows = [];
    length = 0;
    return output;
  };
  return {
    add(row) {
      const own = row.texts.reduce((sum, text) => sum + text.length, 0);
      const joins = row.group !== undefined && row.group === rows[0]?.group;
      const before = joins && length + own <= groupLengthMax ? "" : flush();
      rows.push(row);
      length += own;
      return row.group === undefined ? before + flush() : before;
    },
    flush,
  };
}
