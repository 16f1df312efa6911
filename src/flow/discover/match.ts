import { assign } from "./assign.ts";
import { entityClues, type ColumnClue, type EntityClue } from "./clues.ts";
import type { Fit } from "./fit-values.ts";
import { fitOf, type FitScope } from "./fit.ts";
import type { Column } from "./tables.ts";
import { isConcept } from "./words.ts";

/** A column of the source for a column of the entity. */
export type Match = {
  target: string;
  column: Column;
  /** How sure, 0 to 1. */
  weight: number;
  /** How well the name fits, 0 to 1. */
  name: number;
  why: string;
};

/** A column that by its name would be the entity's, and by its values is not. */
export type NearMiss = { target: string; column: Column; why: string };

const nameLeast = 0.5;
const columnsMax = 300;
/** Words that name things: a column of the name of another thing is that thing's. */
const entityConcepts = new Set(
  [...entityClues.values()]
    .flatMap(({ words }) => words)
    .concat("order", "invoice", "parent", "address", "zip", "birth", "team"),
);
/** Least score of a name for an id: `product_weight` is none of a product. */
const idNameLeast = 0.6;

/**
 * Pairs the columns of a table with those of an entity so that the sum of what speaks for each
 * pair, its name and its values, is greatest over all.
 */
export function matchColumns(
  columns: readonly Column[],
  clue: EntityClue,
  scope: FitScope,
): { matches: Match[]; misses: NearMiss[] } {
  const targets = [...clue.columns];
  const looked = columns.slice(0, columnsMax);
  const pairs = looked.map((column) =>
    targets.map(([target, names]) => pair(target, column, { names, words: clue.words, scope })),
  );
  const chosen = assign(pairs.map((row) => row.map(({ weight }) => weight ** 3)));
  const matches = chosen.flatMap((at, i) => {
    const found = pairs[i]?.[at];
    return found === undefined ? [] : [found];
  });
  const taken = new Set(matches.map(({ target }) => target));
  const used = new Set(matches.map(({ column }) => column));
  const misses = pairs.flatMap((row, i) => {
    const column = looked[i]!; // pairs has one row each
    const near = row.filter(
      ({ name, weight, target }) => weight === 0 && name >= 0.75 && !taken.has(target),
    );
    const [best] = near.toSorted((a, b) => b.name - a.name);
    if (best === undefined || used.has(column)) return [];
    return [{ target: best.target, column, why: best.why }];
  });
  return { matches, misses };
}

type PairScope = { names: ColumnClue; words: readonly string[]; scope: FitScope };

function pair(target: string, column: Column, { names, words, scope }: PairScope): Match {
  const name = nameScore(column, names, words, exactNames(target, scope));
  const fit: Fit = fitOf(target, column, scope);
  const isId =
    target === scope.entity.key || scope.entity.columns[target]?.references !== undefined;
  const isNamed = name >= (isId ? idNameLeast : nameLeast);
  const why = isNamed
    ? `${name >= 0.8 ? "by its name" : "its name fits in part"}; ${fit.why}`
    : fit.why;
  if (fit.fit === 0) return { target, column, weight: 0, name, why: fit.why };
  if (isNamed) return { target, column, weight: 0.65 * name + 0.35 * fit.fit, name, why };
  const weight = fit.isTelling
    ? tellingWeight(column, isId || fit.why.endsWith("times")) * fit.fit
    : 0;
  return { target, column, weight, name, why };
}

/** What values are worth without a name; less where the name says something else. */
function tellingWeight({ tokens }: Column, isCommon: boolean): number {
  if (!tokens.some(isConcept)) return 0.55;
  return isCommon ? 0 : 0.2;
}

function exactNames(target: string, { entity }: FitScope): readonly string[] {
  return [target, ...(entity.columns[target]?.aliases ?? [])];
}

/** How well a column's name fits: exactly, or by the words it shares with one of the names. */
function nameScore(
  { name, tokens }: Column,
  clue: ColumnClue,
  entityWords: readonly string[],
  exact: readonly string[],
): number {
  const place = exact.indexOf(name.toLowerCase());
  if (place >= 0) return place === 0 ? 1 : 0.95;
  let best = 0;
  for (const { words, worth } of clue.names) {
    const named = words.filter((word) => !entityWords.includes(word));
    // The entity's own word alone tells nothing of the column, unless the name is nothing else.
    const telling = named.length > 1 ? named.filter((word) => word !== "id") : named;
    if (telling.length > 0 && !telling.some((word) => tokens.includes(word))) continue;
    const score = wordsScore(tokens, words, entityWords);
    best = Math.max(best, score * worth);
  }
  return best;
}

/** Words that tell a question of a survey, however long it is. */
const questions = new Set(["nps", "satisfaction"]);

/** How much a name and the words of a clue have in common, 0 to 1. */
function wordsScore(
  tokens: readonly string[],
  words: readonly string[],
  entityWords: readonly string[],
): number {
  const bare = tokens.filter((token) => words.includes(token) || !idleWord(token, entityWords));
  const isOther = bare.some((token) => entityConcepts.has(token) && !words.includes(token));
  const [only] = words;
  const isQuestion = words.length === 1 && only !== undefined && questions.has(only);
  if (isQuestion && tokens.includes(only) && tokens.length >= 3) return 0.75;
  return Math.max(dice(tokens, words), 0.97 * dice(bare, words)) * (isOther ? 0.6 : 1);
}

/** Whether a word of a name may be missing: the thing's own, or that a name is given. */
function idleWord(token: string, entityWords: readonly string[]): boolean {
  return entityWords.includes(token) || token === "name";
}

/** Part of the words that two lists share, 0 to 1 (Dice 1945). */
function dice(a: readonly string[], b: readonly string[]): number {
  const common = a.filter((word) => b.includes(word)).length;
  return a.length + b.length === 0 ? 0 : (2 * common) / (a.length + b.length);
}
