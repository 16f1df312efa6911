import { enumerations, type Enumeration } from "../../core/domain/enumeration.ts";
import type { Entity } from "../../core/domain/entity.ts";
import { isShowable } from "./traits.ts";
import type { Parent } from "./links.ts";
import type { Column } from "./tables.ts";
import { meaningOf } from "./value-words.ts";

/** Words of a column and what they are taken for. */
export type FoundValues = {
  entries: Readonly<Record<string, string>>;
  /** Words of which only a part is known. */
  guessed: string[];
  /** Words without a meaning, the commonest first; those that can be shown. */
  unknown: string[];
  unknownShare: number;
};

const wordsMax = 200;

/** What the words of a column mean in the enumeration of an entity's column. */
export function valuesFor(entity: Entity, target: string, column: Column): FoundValues | undefined {
  const name = entity.columns[target]?.enumeration;
  if (name === undefined) return undefined;
  const enumeration: Enumeration = enumerations[name];
  const entries: Record<string, string> = {};
  const folded = new Set<string>();
  const guessed: string[] = [];
  const unknown: string[] = [];
  let unknownRows = 0;
  for (const [word, rows] of byCount(column).slice(0, wordsMax)) {
    const meaning = meaningOf(name, word, column.tokens);
    if (meaning === undefined) {
      if (enumeration.open) continue;
      unknownRows += rows;
      if (isShowable(word)) unknown.push(word);
    } else if ("means" in meaning && !folded.has(word.toLowerCase()) && isShowable(word)) {
      folded.add(word.toLowerCase());
      entries[word] = meaning.means;
      if (meaning.isGuess) guessed.push(word);
    }
  }
  return { entries, guessed, unknown, unknownShare: unknownRows / Math.max(1, column.filledCount) };
}

function byCount(column: Column): [word: string, rows: number][] {
  return [...column.counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

/**
 * Names of products or departments that are spelled in another way than in the file they are listed
 * in: `GTXPro` for `GTX Pro`.
 */
export function spellings(column: Column, { key }: Parent): Readonly<Record<string, string>> {
  if (column.distinctCount > wordsMax || key.distinctCount > 2_000) return {};
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const listed = new Map<string, string | undefined>();
  for (const name of key.counts.keys())
    listed.set(plain(name), listed.has(plain(name)) ? undefined : name);
  const entries: Record<string, string> = {};
  for (const [word] of byCount(column)) {
    const meant = listed.get(plain(word));
    if (!key.counts.has(word) && meant !== undefined && isShowable(word)) entries[word] = meant;
  }
  return entries;
}
