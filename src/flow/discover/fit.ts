import type { Entity, EntityColumn } from "../../core/domain/entity.ts";
import {
  enumerations,
  type Enumeration,
  type EnumerationName,
} from "../../core/domain/enumeration.ts";
import { doubtfulFit, fits, nothing, type Fit } from "./fit-values.ts";
import { personalFit } from "./fit-personal.ts";
import { booleanFit, numberFit, timeFit } from "./fit-values.ts";
import { parentOf, type Overlap, type Parent } from "./links.ts";
import { mayReach } from "./shares.ts";
import type { Column } from "./tables.ts";
import {
  isBirth,
  isFlag,
  isIdLike,
  isNested,
  isNumber,
  isTime,
  noIdWhy,
  percent,
  personalWhy,
  wordsList,
} from "./traits.ts";
import { meaningOf } from "./value-words.ts";

/** What a fit is judged by besides the column itself. */
export type FitScope = {
  entity: Entity;
  /** The instant taken for now, in milliseconds since 1970. */
  now: number;
  /** Tables that may be referred to, by entity. */
  parents: ReadonlyMap<string, readonly Parent[]>;
  /** Whether each row is a person, whose name is not that of a thing. */
  isOfPeople?: boolean;
};

/** Judges a column's values for one column of an entity. */
export function fitOf(target: string, column: Column, scope: FitScope): Fit {
  const declared = scope.entity.columns[target];
  if (declared === undefined || column.filledCount === 0) return nothing("it is empty");
  if (target === scope.entity.key) return keyFit(column);
  if (declared.references !== undefined) return referenceFit(declared, column, scope);
  if (declared.pii !== undefined) return personalFit(target, declared, column, scope.now);
  if (declared.enumeration !== undefined) return enumerationFit(declared.enumeration, column);
  if (target === "name" && scope.isOfPeople === true) return nothing("the rows are people");
  return typeFit(target, declared, column, scope.now);
}

function typeFit(target: string, declared: EntityColumn, column: Column, now: number): Fit {
  if (isBirth(column)) return nothing("by its name it tells of somebody's birth");
  switch (declared.type) {
    case "DATE":
    case "TIMESTAMPTZ":
      return timeFit(declared, column, now);
    case "BIGINT":
    case "DOUBLE":
    case "DECIMAL(18,2)":
      return numberFit(target, declared, column);
    case "BOOLEAN":
      return booleanFit(column);
    case "VARCHAR[]":
      return column.forms.text > 0.5 ? nothing("it is text") : fits(0.7, "short texts");
    default:
      return nameFit(target, column);
  }
}

function keyFit(column: Column): Fit {
  const why = noIdWhy(column);
  if (why !== undefined) return nothing(why);
  const { distinctCount, filledCount, rowCount } = column;
  if (!mayReach(0.9, filledCount, rowCount)) return nothing("it is empty in many rows");
  const distinct = distinctCount / filledCount;
  const words = `${percent(distinct)} of its values differ`;
  if (!mayReach(0.7, distinctCount, filledCount)) return nothing(words);
  if (distinct < 0.7 || filledCount < 0.9 * rowCount) return fits(doubtfulFit, words);
  const isTelling = distinct >= 0.99 && isIdLike(column);
  return fits(distinct >= 0.97 ? 1 : distinct >= 0.9 ? 0.85 : 0.5, words, isTelling);
}

function referenceFit({ references }: EntityColumn, column: Column, scope: FitScope): Fit {
  const why = noIdWhy(column);
  if (why !== undefined) return nothing(why);
  if (isFlag(column)) return nothing("it has two values only");
  const { entity = "", orphan } = references ?? {};
  const found = parentOf(column, scope.parents.get(entity) ?? []);
  if (found === undefined) return fits(0.55, `no file of ${entity} records to look in`);
  return overlapFit(column, found, orphan === "warn");
}

/** @param mayMiss - Whether rows are kept whose id is not there. */
function overlapFit(
  column: Column,
  { parent, overlap }: { parent: Parent; overlap: Overlap },
  mayMiss: boolean,
): Fit {
  const words = `${percent(overlap.share)} of its values are in ${parent.table.name}.${parent.key.name}`;
  const { share, isWeak } = overlap;
  if (share >= 0.8) return fits(1, words, !isWeak);
  const isJudged = parent.table.isWhole || share > 0.2;
  if (!isJudged) return fits(0.5, `${words}, as far as that was looked at`);
  if (mayMiss && share >= 0.3) return fits(0.6, words);
  return mayReachIn(column, 0.8, share) ? fits(doubtfulFit, words) : nothing(words);
}

/** Whether a part of the filled rows leaves it open that `least` or more are meant. */
function mayReachIn({ filledCount }: Column, least: number, share: number): boolean {
  return mayReach(least, share * filledCount, filledCount);
}

function enumerationFit(name: EnumerationName, column: Column): Fit {
  const distinctMax = name === "subcategory" ? 400 : 80;
  const why = noWordsWhy(column, distinctMax);
  if (why !== undefined) return nothing(why);
  const { share, isVaried } = knownWords(name, column);
  const words = `${percent(share)} of its values are known words`;
  const isTelling = share >= 0.8 && isVaried;
  const enumeration: Enumeration = enumerations[name];
  if (enumeration.open !== true)
    return !mayReachIn(column, 0.3, share)
      ? nothing(`${words}: they are ${wordsList(column)}`)
      : fits(share >= 0.8 ? 1 : share, words, isTelling);
  if (share < 0.8 && isNumber(column, 0.5)) return nothing("its values are numbers");
  if (share === 0 && column.distinctCount === 1) return nothing("it is the same in every row");
  const shown = share > 0.3 ? words : `${column.distinctCount} different values`;
  return fits(0.5 + 0.5 * share, shown, isTelling);
}

/** Why a column is no list of words that come again and again; undefined when it is. */
function noWordsWhy(column: Column, distinctMax: number): string | undefined {
  const isLong = column.characters > 60 || column.forms.text > 0.5 || isNested(column);
  if (isLong) return "it is text";
  if (column.distinctCount > distinctMax) return "too many different values";
  return personalWhy(column);
}

/** Part of the rows with a word that means something in an enumeration, and whether two things are meant. */
function knownWords(name: EnumerationName, column: Column): { share: number; isVaried: boolean } {
  const known = new Set<string>();
  let rows = 0;
  for (const [value, times] of column.counts) {
    const meaning = meaningOf(name, value, column.tokens);
    if (meaning === undefined) continue;
    rows += times;
    known.add("known" in meaning ? meaning.known : meaning.means);
  }
  return { share: rows / column.filledCount, isVaried: known.size >= 2 };
}

/** A name, a group, a place: text that is nobody's. */
function nameFit(target: string, column: Column): Fit {
  const why = noNameWhy(column);
  if (why !== undefined) return nothing(why);
  const words = `${column.distinctCount} different values`;
  if (target === "author_id" || target === "code") return fits(0.6, words);
  if (target === "currency")
    return column.forms.currency > 0.9
      ? fits(1, "currency codes", true)
      : nothing("no currency codes");
  if (isNumber(column)) return nothing("its values are numbers");
  return target === "name" ? ownNameFit(column, words) : groupFit(target, column, words);
}

/** The name of one thing: mostly different in every row. */
function ownNameFit(column: Column, words: string): Fit {
  if (column.tokens.includes("id")) return nothing("by its name it is an id");
  return fits(column.distinctCount > 0.5 * column.filledCount ? 1 : 0.5, words);
}

/** The name of a group or place: the same in many rows. */
function groupFit(target: string, column: Column, words: string): Fit {
  if (target === "region" && knownWords("ticket_status", column).share > 0.5)
    return nothing("its values say where things stand");
  const isGroup = column.distinctCount <= 60 || column.distinctCount < 0.1 * column.filledCount;
  return fits(isGroup ? 0.9 : 0.3, words);
}

/** Why a column can hold no names of things; undefined when it can. */
function noNameWhy(column: Column): string | undefined {
  const personal = personalWhy(column);
  if (personal !== undefined) return personal;
  if (column.forms.text > 0.4 || column.characters > 80 || isNested(column)) return "it is text";
  return isTime(column) ? "its values are times" : undefined;
}
